import CallLifecycle

/// A stretch of a file, with the lines that begin in it.
///
/// Threads read stretches of a file at the same time. What is read one after the other under a lock, as a pipe has to be,
/// kept two threads waiting for a tenth of their time.
struct LogStretch: Sendable {
    /// A file that is read in stretches, and closed behind the last of them.
    final class File: Sendable {
        fileprivate let descriptor: FileDescriptor
        /// How many bytes it had when it was opened; more than none.
        let size: Int

        /// `nil` if it is none whose bytes stand at places, such as a pipe, or has none.
        init?(_ descriptor: FileDescriptor) {
            guard let size = descriptor.fileSize, size > 0 else { return nil }
            self.descriptor = descriptor
            self.size = size
        }

        deinit { descriptor.closeFile() }
    }

    var file: File
    /// Its places in the file.
    var range: Range<Int>

    /// How many bytes are read behind it in hope of its last line's end.
    private static let overhang = 1 << 12

    /// Reads its lines, the last of them to its end.
    ///
    /// - Returns: Bytes, among which the lines stand, and whether the file ends with them.
    func read() throws(SystemError) -> (bytes: [UInt8], lines: Range<Int>, isLast: Bool) {
        // Where the byte before it ends a line, one begins with it.
        let start = max(range.lowerBound - 1, 0)
        var bytes = try bytes(at: start, upTo: range.upperBound + Self.overhang)
        var first = 0
        if range.lowerBound > 0 {
            guard let end = bytes.firstIndex(of: lineFeed), start + end + 1 < range.upperBound else {
                return ([], 0..<0, false)
            }
            first = end + 1
        }
        var searched = range.upperBound - 1 - start
        var lastLine: Int?
        while true {
            if searched < bytes.count, let end = bytes[searched...].firstIndex(of: lineFeed) {
                return (bytes, first..<end + 1, start + end + 1 == file.size)
            }
            // All that has been read of the last line stands behind the last end that there is.
            let line = lastLine ?? (bytes[first...].lastIndex(of: lineFeed).map { $0 + 1 } ?? first)
            lastLine = line
            if bytes.cutLongLine(from: line) { return (bytes, first..<bytes.count, false) }
            searched = bytes.count
            let more = try self.bytes(at: start + searched, upTo: start + searched + Self.overhang)
            guard !more.isEmpty else { return (bytes, first..<bytes.count, true) }
            bytes += more
        }
    }

    private func bytes(at start: Int, upTo end: Int) throws(SystemError) -> [UInt8] {
        try file.descriptor.read(max(0, min(end, file.size) - start), at: start)
    }
}

let lineFeed = UInt8(ascii: "\n")

extension [UInt8] {
    /// Of a last line that is too long to be an event, keeps only as much as shows that, and ends it there.
    ///
    /// - Parameter start: Where the line begins.
    /// - Returns: Whether it is too long.
    mutating func cutLongLine(from start: Int) -> Bool {
        guard count - start > CallEventDecoder.maximumLength + 1 else { return false }
        removeSubrange((start + CallEventDecoder.maximumLength + 2)...)
        append(lineFeed)
        return true
    }
}
