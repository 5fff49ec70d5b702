/// Where a journal ends, as it is found when it is opened.
struct JournalEnd {
    /// The number of the last entry.
    var position: UInt64 = 0
    /// The segment to go on with; `nil` where a new one has to be begun.
    var file: (any JournalFile)?
    var size = 0
    var begunAt: CallStamp?
    /// The unfinished write that was found, and removed.
    var tornTail: CallJournalDamage?
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
            if checkpoint > 0 { checkpointSize = try Self.size(JournalFolder.checkpointName(checkpoint), in: folder) }
            for number in try folder.list().segments where number > checkpoint {
                uncheckedSize += try Self.size(JournalFolder.segmentName(number), in: folder)
            }
            guard position < checkpoint else { return }
            // Segments are gone that the checkpoint had seen: its number must not be given twice.
            position = checkpoint
            file = nil
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
        if size > end ?? 0 {
            tornTail = CallJournalDamage(.tornTail, in: name, at: end ?? 0, length: size - (end ?? 0))
        }
        guard let end else {
            // Not one line: nothing in it was acknowledged, or it is no journal any more, and worth a look.
            if size == 0 {
                try folder.remove(name)
            } else {
                try folder.disk.rename(folder.path(of: name), to: folder.path(of: name + ".torn"))
            }
            return false
        }
        if size > end {
            try file.truncate(to: end)
            try file.sync()
        }
        self.file = file
        self.size = end
        // The segments before this one were written up to where it begins.
        if segment > 0 { position = max(position, segment - 1) }
        return true
    }

    private static func size(_ name: String, in folder: JournalFolder) throws(DiskError) -> Int {
        try folder.disk.open(folder.path(of: name), forWriting: false).size
    }
}
