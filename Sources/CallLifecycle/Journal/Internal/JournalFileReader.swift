/// Reads a journal file line by line, and says of everything in it what it is.
struct JournalFileReader {
    enum Element {
        /// A line that is as it was written: its object, its number, and its bytes with the line feed.
        case line(ArraySlice<UInt8>, number: UInt64, place: Range<Int>)
        /// Bytes that are no line, up to the next one that is.
        case damage(offset: Int, length: Int)
        /// What stands behind the last line feed, and every damaged line right before it.
        case tail(offset: Int, length: Int)
    }

    static let pieceLength = 1 << 18
    /// How much is taken for damaged where the disk refuses to read: a block.
    static let blockLength = 1 << 12

    private let file: any JournalFile
    /// What has been read and not been handed over, from `start`.
    private var pending: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// Where bytes began that are no line.
    private var damageStart: Int?
    /// How many bytes the disk refused to read.
    private(set) var unreadableLength = 0

    init(_ file: any JournalFile) { self.file = file }

    /// The next page of the file; `nil` at its end.
    mutating func next() throws(DiskError) -> [Element]? {
        guard !isAtEnd else { return nil }
        let piece = try read(at: start + pending.count)
        isAtEnd = piece.isEmpty
        pending += piece
        var page: [Element] = []
        var rest = pending[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(rest[..<end], at: start + rest.startIndex, &page)
            rest = rest[(end + 1)...]
        }
        // A line is never that long: so that no file can fill the memory.
        if rest.count > CallJournal.maximumEntryLength + JournalLine.maximumOverhead {
            damageStart = damageStart ?? start + rest.startIndex
            rest = rest[rest.endIndex...]
        }
        let handedOver = rest.startIndex
        start += handedOver
        pending.removeFirst(handedOver)
        if isAtEnd, let offset = damageStart ?? (pending.isEmpty ? nil : start) {
            page.append(.tail(offset: offset, length: start + pending.count - offset))
        }
        return page
    }

    /// The next piece of the file, with zeros, which are never part of a line, for a block that cannot be read.
    private mutating func read(at offset: Int) throws(DiskError) -> [UInt8] {
        for length in [Self.pieceLength, Self.blockLength] {
            if let piece = try? file.read(upTo: length, at: offset) { return piece }
        }
        let block = Array(repeating: UInt8(0), count: max(0, min(Self.blockLength, try file.size - offset)))
        unreadableLength += block.count
        return block
    }

    private mutating func take(_ line: ArraySlice<UInt8>, at offset: Int, _ page: inout [Element]) {
        guard let (content, json, number) = Self.intact(line) else {
            damageStart = damageStart ?? offset
            return
        }
        let contentOffset = offset + content.startIndex - line.startIndex
        if let damageStart = damageStart ?? (contentOffset > offset ? offset : nil) {
            page.append(.damage(offset: damageStart, length: contentOffset - damageStart))
            self.damageStart = nil
        }
        page.append(.line(json, number: number, place: contentOffset..<offset + line.count + 1))
    }

    /// The line, or the intact one at its end, where the line feed between the two was damaged.
    ///
    /// What every line begins with can stand nowhere else in one: inside a JSON string its quotes are escaped.
    private static func intact(
        _ line: ArraySlice<UInt8>
    ) -> (content: ArraySlice<UInt8>, json: ArraySlice<UInt8>, number: UInt64)? {
        if let (json, number) = JournalLine.decode(line) { return (line, json, number) }
        guard let start = line.indices.last(where: { line[$0...].starts(with: JournalLine.beginning) }) else {
            return nil
        }
        return JournalLine.decode(line[start...]).map { (line[start...], $0.json, $0.number) }
    }
}
