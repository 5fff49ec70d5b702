/// A log that can only be read on, such as a pipe, in pieces of whole lines.
struct LogStream: Sendable {
    let file: FileDescriptor
    /// The beginning of a line whose end was not read yet.
    private var rest: [UInt8] = []
    /// Whether the line was too long, and is left out up to its end.
    private var isSkipping = false
    private(set) var isAtEnd = false

    init(_ file: FileDescriptor) { self.file = file }

    /// How many bytes have been read that no piece has had.
    var pending: Int { rest.count }

    /// Reads so many more bytes, and hands over the lines that are complete; all that is left, at the end.
    ///
    /// Of a line that is too long to be an event only as much is kept as shows that, and the rest is left out.
    mutating func read(_ count: Int) throws(SystemError) -> [UInt8] {
        let before = rest.count
        var bytes = try file.read(count, behind: rest)
        rest = []
        isAtEnd = bytes.count == before
        if isAtEnd { return bytes }
        if isSkipping {
            guard let end = bytes.firstIndex(of: lineFeed) else { return [] }
            isSkipping = false
            bytes.removeSubrange(...end)
        }
        let start = bytes.lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
        isSkipping = bytes.cutLongLine(from: start)
        guard !isSkipping else { return bytes }
        rest = Array(bytes[start...])
        bytes.removeSubrange(start...)
        return bytes
    }
}
