/// Where a journal ends, as it is found when it is opened.
///
/// What is found there is on disk when it is relied on: whoever wrote it may have been killed before, or its sync may
/// have failed, and then the system's cache shows what a power failure takes away.
struct JournalEnd {
    private static let pieceLength = 1 << 18
    /// What the unfinished write of a crash is seldom longer than; what is longer is called damage.
    private static let plausibleTail = CallJournal.maximumEntryLength
    /// The least that an entry takes, by which it is estimated how many there are where nothing can be read.
    private static let minimumLineLength = 32

    /// The number of the last entry.
    var position: UInt64 = 0
    /// The segment to go on with; `nil` where a new one has to be begun.
    var file: (any JournalFile)?
    var size = 0
    /// The number that the segment begins with.
    var segment: UInt64 = 0
    var begunAt: CallStamp?
    /// What was found behind the last entry, and removed.
    var tail: CallJournalDamage?
    /// How large the latest checkpoint is, and everything since.
    var checkpointSize = 0
    var uncheckedSize = 0

    /// Finds the last entry, and removes what a crash has left behind it.
    init(of folder: JournalFolder) throws(CallJournalError) {
        do {
            let listing = try folder.list()
            for name in listing.unfinished { try folder.remove(name) }
            for number in listing.segments.reversed() {
                if try find(in: folder, number) { break }
            }
            let checkpoint = listing.checkpoints.last ?? 0
            if position < checkpoint {
                // Segments are gone that the checkpoint had seen: its number must not be given twice.
                position = checkpoint
                file = nil
            }
            // Names that were given or taken away, too: one that comes back would stand before what is written next.
            try folder.sync()
            try measure(folder, since: checkpoint)
        } catch let error as CallJournalError {
            throw error
        } catch let error as DiskError {
            throw CallJournalError(error)
        } catch {
            throw CallJournalError(.failed, "cannot read \(folder.path.printable)")
        }
    }

    /// Whether a segment has an entry, and so the last one.
    private mutating func find(in folder: JournalFolder, _ segment: UInt64) throws -> Bool {
        let name = JournalFolder.segmentName(segment)
        let file = try folder.disk.open(folder.path(of: name), forWriting: true)
        let size = try file.size
        var reader = JournalFileReader(file)
        var end: Int?
        while let page = try reader.next() {
            for case .line(let json, let number, let place) in page {
                if end == nil, try EngineRecord.isSegmentHeader(json, in: name) {
                    begunAt = try? EngineRecord(json: json).timestamp
                }
                // Numbers only grow in what was written, but files can be put together by hand: none is given twice.
                position = max(position, number)
                end = place.upperBound
            }
        }
        if reader.unreadableLength > 0 {
            // Perhaps it can be read some other day: it is left as it is, with room for the numbers in it.
            position += UInt64(reader.unreadableLength / Self.minimumLineLength)
            if segment > 0 { position = max(position, segment) }
            return true
        }
        if size > end ?? 0 {
            let length = size - (end ?? 0)
            let kind: CallJournalDamage.Kind = length > Self.plausibleTail ? .damaged : .tornTail
            tail = CallJournalDamage(kind, in: name, at: end ?? 0, length: length)
        }
        guard let end else {
            // Not one line: nothing in it was acknowledged, or it is no journal any more, and worth a look.
            if size == 0 { try folder.remove(name) } else { try folder.setAside(name) }
            return false
        }
        try Self.writeAgain(file, upTo: end)
        self.file = file
        self.size = end
        self.segment = segment
        // The segments before this one were written up to where it begins.
        if segment > 0 { position = max(position, segment - 1) }
        return true
    }

    /// Writes what a file holds once more, and nothing behind it, and syncs that.
    ///
    /// After a failed sync the system takes what it could not write for written: no other sync would try it again.
    private static func writeAgain(_ file: any JournalFile, upTo end: Int) throws(DiskError) {
        var offset = 0
        while offset < end {
            let piece = try file.read(upTo: min(pieceLength, end - offset), at: offset)
            guard !piece.isEmpty else { break }
            try file.writeAll(piece, at: offset)
            offset += piece.count
        }
        try file.truncate(to: end)
        try file.sync()
    }

    /// Sees how much no checkpoint has.
    private mutating func measure(_ folder: JournalFolder, since checkpoint: UInt64) throws(DiskError) {
        if checkpoint > 0 { checkpointSize = try Self.size(JournalFolder.checkpointName(checkpoint), in: folder) }
        // Nothing but its first line is in a segment that begins with the last number.
        for number in try folder.list().segments where number > checkpoint && number != position {
            uncheckedSize += try Self.size(JournalFolder.segmentName(number), in: folder)
        }
    }

    private static func size(_ name: String, in folder: JournalFolder) throws(DiskError) -> Int {
        try folder.disk.open(folder.path(of: name), forWriting: false).size
    }
}
