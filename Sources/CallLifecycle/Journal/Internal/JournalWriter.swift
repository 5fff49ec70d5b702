/// Writes the newest segment of a journal.
///
/// On a thread of its own, since writing blocks. After every failure the file is as it was before, or a new one is
/// begun: what could not be written never stands between entries that could.
actor JournalWriter {
    /// The segment that is being written.
    private struct Segment {
        var file: any JournalFile
        var size: Int
        var begunAt: CallStamp
        /// The number of its first line, which is no entry.
        var head: UInt64
    }

    private let thread = BlockingThread("CallJournal.writer")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.unowned }

    private let folder: JournalFolder
    private let configuration: CallJournal.Configuration
    private var lock: (any JournalFile)?
    private var segment: Segment?
    /// The number of the last entry that is kept.
    private(set) var position: UInt64
    private var hasUnsynced = false
    private var pendingSync: Task<Void, Never>?
    /// Why a sync that nobody waited for failed.
    private var unheardFailure: DiskError?

    /// What was found behind the last entry when the journal was opened, and removed.
    nonisolated let tail: CallJournalDamage?
    /// How much a checkpoint would make superfluous.
    nonisolated let load: Locked<JournalLoad>

    /// Takes hold of a folder and finds the end of what is kept there.
    init(_ folder: JournalFolder, _ configuration: CallJournal.Configuration) throws(CallJournalError) {
        self.folder = folder
        self.configuration = configuration
        let lock: (any JournalFile)?
        do throws(DiskError) {
            try folder.disk.makeFolder(folder.path)
            lock = try folder.disk.lock(folder.path(of: JournalFolder.lockName))
        } catch {
            throw CallJournalError(error)
        }
        guard let lock else {
            throw CallJournalError(.locked, "another journal has the folder \(folder.path.printable) open")
        }
        self.lock = lock
        let end = try JournalEnd(of: folder)
        position = end.position
        tail = end.tail
        load = Locked(
            JournalLoad(
                position: end.position,
                checkpointSize: end.checkpointSize,
                uncheckedSize: end.uncheckedSize,
                uncheckedSince: end.begunAt
            )
        )
        segment = end.file.map {
            Segment(file: $0, size: end.size, begunAt: end.begunAt ?? configuration.now(), head: end.segment)
        }
    }

    /// Keeps some entries, as safely as the configuration says.
    ///
    /// - Returns: The number of the last.
    func append(_ entries: [CallJournalEntry]) throws(CallJournalError) -> UInt64 {
        let size: Int
        guard lock != nil else { throw .closed }
        do throws(DiskError) {
            if let unheardFailure {
                self.unheardFailure = nil
                throw unheardFailure
            }
            try rotateIfDue()
            size = segment == nil ? try begin(with: entries) : try write(entries)
        } catch {
            throw CallJournalError(error)
        }
        load.withLock { $0.add(size, upTo: position, at: configuration.now()) }
        if case .interval(let interval) = configuration.durability { sync(after: interval) }
        return position
    }

    /// Begins a new segment, so that the old ones can go.
    ///
    /// Where that fails, the next append begins one.
    func rotate() {
        guard lock != nil, let segment, segment.head < position else { return }
        guard (try? retire()) != nil else { return }
        _ = try? begin(with: [])
    }

    /// Writes what is still to be written, and lets go of the folder.
    ///
    /// - Throws: What was appended before may not be on disk, unless it was synced with every append.
    func close() throws(CallJournalError) {
        guard lock != nil else { return }
        pendingSync?.cancel()
        defer {
            segment = nil
            lock = nil
        }
        do { try syncSegment() } catch { throw CallJournalError(error) }
    }
}

// MARK: - Writing

extension JournalWriter {
    /// Writes entries behind those that are there; returns how many bytes.
    private func write(_ entries: [CallJournalEntry]) throws(DiskError) -> Int {
        guard let segment else { return 0 }
        let (lines, last) = lines(of: entries.map(\.json), from: position + 1)
        do throws(DiskError) {
            try segment.file.writeAll(lines, at: segment.size)
        } catch {
            // What was written of it goes; where it cannot, a new segment will make it void.
            if (try? segment.file.truncate(to: segment.size)) == nil { abandonSegment() }
            throw error
        }
        if configuration.durability == .everyEvent {
            do throws(DiskError) {
                try segment.file.sync()
            } catch {
                // After a failed sync nobody knows what of a file is on disk: it is never written again.
                _ = try? segment.file.truncate(to: segment.size)
                abandonSegment()
                throw error
            }
        } else {
            hasUnsynced = true
        }
        self.segment?.size += lines.count
        position = last
        return lines.count
    }

    /// Begins a new segment with some entries; returns how many bytes.
    private func begin(with entries: [CallJournalEntry]) throws(DiskError) -> Int {
        let now = configuration.now()
        let header = EngineRecord(.segment, at: now) { $0.version = EngineRecord.currentVersion }
        let name = JournalFolder.segmentName(position + 1)
        let path = folder.path(of: name)
        let (lines, last) = lines(of: [header.json] + entries.map(\.json), from: position + 1)
        let file: any JournalFile
        do throws(DiskError) {
            file = try folder.disk.create(path)
        } catch {
            // What has its name was begun before, and failed: nothing in it was acknowledged, and opening the journal
            // has left nothing of that name.
            guard error.isAlreadyThere else { throw error }
            try folder.disk.remove(path)
            file = try folder.disk.create(path)
        }
        do throws(DiskError) {
            try file.writeAll(lines, at: 0)
            if configuration.durability == .everyEvent {
                try file.sync()
                try folder.sync()
            } else {
                hasUnsynced = true
            }
        } catch {
            _ = try? folder.disk.remove(path)
            throw error
        }
        segment = Segment(file: file, size: lines.count, begunAt: now, head: position + 1)
        position = last
        return lines.count
    }

    private func lines(of objects: [String], from first: UInt64) -> (bytes: [UInt8], last: UInt64) {
        var bytes: [UInt8] = []
        var number = first
        for object in objects {
            bytes += JournalLine.encode(object, number: number)
            number += 1
        }
        return (bytes, number - 1)
    }
}

// MARK: - Segments and syncing

extension JournalWriter {
    /// Lets a segment be that is large or old enough.
    private func rotateIfDue() throws(DiskError) {
        guard let segment, segment.head < position else { return }
        let age = configuration.now().millisecondsSince1970 - segment.begunAt.millisecondsSince1970
        guard segment.size >= configuration.maximumSegmentSize || age >= configuration.maximumSegmentAge.milliseconds
        else { return }
        try retire()
    }

    private func retire() throws(DiskError) {
        try syncSegment()
        segment = nil
    }

    /// Makes sure that everything that was written stays.
    private func syncSegment() throws(DiskError) {
        guard hasUnsynced, let segment else { return }
        do throws(DiskError) {
            try segment.file.sync()
            try folder.sync()
            hasUnsynced = false
        } catch {
            abandonSegment()
            throw error
        }
    }

    /// Lets go of a segment that cannot be written any more, and with it of the hope that what was not synced ever is.
    private func abandonSegment() {
        segment = nil
        guard hasUnsynced else { return }
        hasUnsynced = false
        load.withLock { $0.doubt(at: configuration.now()) }
    }

    /// Sees to it that what was written is synced when an interval is over.
    private func sync(after interval: Duration) {
        guard pendingSync == nil, hasUnsynced else { return }
        pendingSync = Task {
            try? await Task.sleep(for: interval)
            syncNow()
        }
    }

    private func syncNow() {
        pendingSync = nil
        do { try syncSegment() } catch { unheardFailure = error }
    }
}
