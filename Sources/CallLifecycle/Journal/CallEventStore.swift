/// Where a ``DurableCallEngine`` keeps what it has taken: a ``CallJournal`` on disk, or a store of your own.
///
/// What a store must promise, and nothing else is needed:
///
/// 1. **Kept when told so.** When ``append(_:)`` returns, all of the entries are kept, as safely as the store says.
///    When it throws, the entries may be kept or not: the engine has not taken them, and the sender sends them again.
/// 2. **Nothing invented, nothing changed.** ``items(from:)`` gives the entries that were appended, each as it was.
/// 3. **A set is enough.** An entry that is given twice counts once, so an upsert by the text of
///    ``CallJournalEntry/json`` will do, and in whatever order events are given the sessions are the same. Only where a
///    store gives entries in the order in which they were appended are sequence numbers, claims and evictions the same
///    as before, and ``DurableCallEngine/transitions(after:bufferingNewest:)`` can resume.
/// 4. **One engine at a time**, unless the store says otherwise. The engine appends one batch after another and never
///    two at once; it may read while it appends.
///
/// Compaction is optional: a store that never asks for it is never given a checkpoint.
public protocol CallEventStore: Sendable {
    /// What is kept, oldest first, in pages of any size.
    ///
    /// Each call begins to read anew. What is appended after the call need not be given. A place that cannot be read is
    /// given as ``CallJournalItem/damage(_:)``, and reading goes on behind it; the stream throws only if nothing more
    /// can be read.
    func items(from origin: CallJournalOrigin) async throws -> AsyncThrowingStream<[CallJournalItem], any Error>

    /// Keeps some entries.
    ///
    /// - Returns: The position of the last of them: a number that grows with every entry.
    func append(_ entries: [CallJournalEntry]) async throws -> UInt64

    /// Whether it is time to compact; asked after each append.
    var isCompactionDue: Bool { get }

    /// Keeps a checkpoint, after which the entries up to its position are needed for the history only.
    ///
    /// Called beside ``append(_:)``, but never twice at once.
    ///
    /// - Throws: Any error; the entries up to the checkpoint's position have to be there still. The engine goes on, and
    ///   compacts again when ``isCompactionDue`` says so.
    func compact(to checkpoint: CallCheckpoint) async throws

    /// Puts everything away and lets go, even where it throws; nothing is appended afterwards.
    func close() async throws
}

extension CallEventStore {
    /// Never.
    public var isCompactionDue: Bool { false }

    /// Does nothing.
    public func compact(to checkpoint: CallCheckpoint) async throws {}

    /// Does nothing.
    public func close() async throws {}
}

/// From where a store is read.
public enum CallJournalOrigin: Sendable, Hashable {
    /// The latest checkpoint, or the beginning: what the present state is made of.
    case latestCheckpoint

    /// The latest checkpoint with a sequence number that is not above this one; if there is none, the earliest one
    /// that is kept, or the beginning.
    case sequence(UInt64)
}

/// What a store gives when it is read.
public enum CallJournalItem: Sendable {
    /// All that an engine knew at one position, in place of all entries up to there.
    case checkpoint(CallCheckpoint)

    /// An entry and its position.
    case entry(CallJournalEntry, position: UInt64)

    /// A place that could not be read.
    case damage(CallJournalDamage)
}

/// All that an engine knew at one position of its store.
public struct CallCheckpoint: Sendable, Hashable {
    /// The position of the last entry that is part of it.
    public let position: UInt64

    /// What the engine knew, evicted sessions left out.
    public let snapshot: CallEngineSnapshot

    /// The bounds that the engine kept.
    public let configuration: CallSessionEngine.Configuration

    /// A checkpoint as it was kept.
    public init(position: UInt64, snapshot: CallEngineSnapshot, configuration: CallSessionEngine.Configuration) {
        self.position = position
        self.snapshot = snapshot
        self.configuration = configuration
    }
}
