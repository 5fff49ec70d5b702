/// Reads what a journal keeps, from a checkpoint on, file after file.
///
/// All files are opened at once, so that a compaction that removes some meanwhile takes nothing away.
struct JournalReader {
    private struct Source {
        var name: String
        var reader: JournalFileReader
        /// The entries from this number on were written again in the next segment.
        var limit: UInt64
    }

    private var sources: [Source] = []
    /// What was found before the first entry.
    private var beginning: [CallJournalItem] = []
    /// The number of the next entry.
    private var next: UInt64 = 1
    /// Whether a damaged place was found where the next entry should have been.
    private var isGapExplained = false
    /// The last entry that is there; `nil` where whatever is found last is.
    private let lastPosition: UInt64?

    /// A reader of everything up to a position, or to the latest checkpoint if one was written meanwhile.
    init(
        _ folder: JournalFolder,
        from origin: CallJournalOrigin,
        upTo position: UInt64?
    ) throws(CallJournalError) {
        do {
            let listing = try folder.list()
            lastPosition = position.map { max($0, listing.checkpoints.last ?? 0) }
            if let checkpoint = try checkpoint(listing, origin, folder) {
                beginning.append(.checkpoint(checkpoint))
                next = checkpoint.position + 1
            }
            for (index, number) in listing.segments.enumerated() {
                let limit = index + 1 < listing.segments.count ? listing.segments[index + 1] : .max
                // What is wholly part of the checkpoint need not be read.
                guard limit > next else { continue }
                let name = JournalFolder.segmentName(number)
                let file = try folder.disk.open(folder.path(of: name), forWriting: false)
                sources.append(Source(name: name, reader: JournalFileReader(file), limit: limit))
            }
        } catch let error as CallJournalError {
            throw error
        } catch let error as DiskError {
            throw CallJournalError(error)
        } catch {
            throw CallJournalError(.failed, "cannot read \(folder.path.printable)")
        }
    }

    /// The checkpoint to begin with: the latest that is whole and not too late; if there is none, `nil` where all
    /// entries are still there, or else the earliest that is whole.
    ///
    /// Where none is whole, what can be read of the latest is better than nothing.
    private mutating func checkpoint(
        _ listing: JournalFolder.Listing,
        _ origin: CallJournalOrigin,
        _ folder: JournalFolder
    ) throws -> CallCheckpoint? {
        var whole: CallCheckpoint?
        var rest: CallCheckpoint?
        for position in listing.checkpoints.reversed() {
            let name = JournalFolder.checkpointName(position)
            let file = try folder.disk.open(folder.path(of: name), forWriting: false)
            let reading = try CheckpointReading(JournalFileReader(file), name: name, position: position)
            beginning += reading.damage.map { .damage($0) }
            guard reading.isWhole else {
                rest = rest ?? reading.checkpoint
                continue
            }
            whole = reading.checkpoint
            guard case .sequence(let sequence) = origin, reading.checkpoint.snapshot.sequence > sequence else {
                return whole
            }
        }
        return listing.segments.first == 1 ? nil : whole ?? rest
    }

    /// The next page; `nil` at the end.
    mutating func nextPage() throws(CallJournalError) -> [CallJournalItem]? {
        if !beginning.isEmpty {
            defer { beginning = [] }
            return beginning
        }
        guard let source = sources.first else { return nil }
        let page: [JournalFileReader.Element]?
        do { page = try sources[0].reader.next() } catch { throw CallJournalError(error) }
        var items: [CallJournalItem] = []
        for element in page ?? [] { try take(element, of: source, &items) }
        if page == nil {
            sources.removeFirst()
            if sources.isEmpty, let lastPosition {
                noteGap(before: lastPosition + 1, in: source.name, at: 0, &items)
            }
        }
        return items
    }

    private mutating func take(
        _ element: JournalFileReader.Element,
        of source: Source,
        _ items: inout [CallJournalItem]
    ) throws(CallJournalError) {
        switch element {
        case .damage(let offset, let length):
            isGapExplained = true
            items.append(.damage(CallJournalDamage(.damaged, in: source.name, at: offset, length: length)))
        case .tail(let offset, let length):
            // A write that failed, or is going on at this moment. If more than that is gone, the numbers tell.
            guard lastPosition == nil, sources.count == 1 else { return }
            items.append(.damage(CallJournalDamage(.tornTail, in: source.name, at: offset, length: length)))
        case .line(let json, let number, let place):
            guard number >= next, number < source.limit, number <= lastPosition ?? .max else { return }
            noteGap(before: number, in: source.name, at: place.lowerBound, &items)
            next = number + 1
            do {
                items.append(.entry(try CallJournalEntry(json: json), position: number))
            } catch {
                if try EngineRecord.isSegmentHeader(json, in: source.name) { return }
                items.append(
                    .damage(CallJournalDamage(.damaged, in: source.name, at: place.lowerBound, length: place.count))
                )
            }
        }
    }

    /// Says which entries are missing before one, unless a damaged place did.
    private mutating func noteGap(
        before number: UInt64,
        in name: String,
        at offset: Int,
        _ items: inout [CallJournalItem]
    ) {
        defer { isGapExplained = false }
        guard number > next, !isGapExplained else { return }
        items.append(.damage(CallJournalDamage(.missing, in: name, at: offset, missing: next...(number - 1))))
    }
}

extension EngineRecord {
    /// Whether a line is the first one of a segment, which is for people and for the writer.
    ///
    /// - Throws: ``CallJournalError/Code/unknownVersion`` where it is, and of a later version than this library's.
    static func isSegmentHeader(_ json: ArraySlice<UInt8>, in name: String) throws(CallJournalError) -> Bool {
        guard let record = try? EngineRecord(json: json), record.action == .segment else { return false }
        try record.checkVersion(of: name)
        return true
    }

    func checkVersion(of name: String) throws(CallJournalError) {
        guard let version, version > Self.currentVersion else { return }
        throw CallJournalError(
            .unknownVersion,
            "\(name) is of version \(version); this library reads up to \(Self.currentVersion)"
        )
    }
}
