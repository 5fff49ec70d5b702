/// An append-only log of events in a folder, which a ``DurableCallEngine`` opens, replays and goes on with.
///
/// ```swift
/// let journal = try CallJournal(at: "/var/lib/bot/calls")
/// let engine = try await DurableCallEngine(store: journal)
/// ```
///
/// The files are logs in the client form, one event a line, which `call-lifecycle timeline` reads as they are. Each
/// line ends with its number and a checksum, so an unfinished write at the end is told from damage anywhere else: the
/// one is removed, the other reported with its place, and everything else is served.
///
/// One journal at a time may have a folder open, in whatever process; a process that dies lets go of it. Only their
/// owner may read the files: they hold personal data as it was received.
public final class CallJournal: CallEventStore {
    /// How long an entry's text may be, in bytes: what fits into a line that ``CallEventDecoder`` reads.
    public static let maximumEntryLength = CallEventDecoder.maximumLength - JournalLine.maximumOverhead

    /// The folder.
    public let path: String

    private let folder: JournalFolder
    private let configuration: Configuration
    private let writer: JournalWriter
    private let keeper: JournalKeeper

    /// Opens a journal, or begins one.
    ///
    /// Blocks while the newest segment is read to its end.
    ///
    /// - Parameters:
    ///   - path: The folder, which is made if there is none.
    ///   - configuration: How safely entries are kept, and for how long.
    /// - Throws: ``CallJournalError``: the folder is in use, or cannot be read or written.
    public convenience init(
        at path: String,
        configuration: Configuration = Configuration()
    ) throws(CallJournalError) {
        try self.init(JournalFolder(path: path, disk: SystemDisk()), configuration)
    }

    init(_ folder: JournalFolder, _ configuration: Configuration) throws(CallJournalError) {
        path = folder.path
        self.folder = folder
        self.configuration = configuration
        writer = try JournalWriter(folder, configuration)
        keeper = JournalKeeper(folder, keptCheckpoints: max(0, configuration.keptHistory) + 1)
    }
}

// MARK: - The store

extension CallJournal {
    /// What is kept, oldest first, with an unfinished write that was found when the journal was opened at the end.
    ///
    /// All files are opened at once; a thread of its own reads them, page by page as the stream is.
    ///
    /// - Throws: ``CallJournalError`` where a file cannot be opened; the stream throws it where nothing more can be read.
    public func items(
        from origin: CallJournalOrigin
    ) async throws -> AsyncThrowingStream<[CallJournalItem], any Error> {
        let reading = JournalReading()
        try await reading.open(folder, from: origin, upTo: await writer.position)
        let tail = Locked(origin == .latestCheckpoint ? writer.tail : nil)
        return AsyncThrowingStream {
            if let page = try await reading.nextPage() { return page }
            return tail.withLock { tail in
                defer { tail = nil }
                return tail.map { [.damage($0)] }
            }
        }
    }

    /// Keeps some entries: one write, and one sync where the policy is ``Durability/everyEvent``.
    ///
    /// - Throws: ``CallJournalError``. Nothing of what was to be kept is taken for kept then, and the journal is as it
    ///   was: the next append may succeed.
    public func append(_ entries: [CallJournalEntry]) async throws -> UInt64 { try await writer.append(entries) }

    /// Whether as much was appended since the last checkpoint as a segment holds, and no less than the checkpoint; or
    /// anything at all a segment's age ago.
    ///
    /// A minute after a compaction that failed at the earliest.
    public var isCompactionDue: Bool {
        let now = configuration.now()
        return writer.load.withLock { $0.isDue(at: now, configuration) }
    }

    /// Writes a checkpoint and removes what is older than the history that is kept.
    ///
    /// - Throws: ``CallJournalError``. Nothing that a replay needs has been removed then.
    public func compact(to checkpoint: CallCheckpoint) async throws {
        let before = writer.load.withLock { $0.begin(checkpoint.position, at: configuration.now()) }
        await writer.rotate()
        do {
            let size = try await keeper.keep(checkpoint)
            writer.load.withLock { $0.finish(checkpoint.position, size: size) }
        } catch {
            writer.load.withLock { $0.takeBack(before, at: configuration.now()) }
            throw error
        }
    }

    /// Syncs what is not synced yet, and lets go of the folder.
    ///
    /// - Throws: ``CallJournalError`` where that sync fails: with ``Durability/everyEvent`` there is none left to do.
    public func close() async throws { try await writer.close() }
}
