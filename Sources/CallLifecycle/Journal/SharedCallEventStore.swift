/// A store that several engines share, in one process or on many machines: one log in one order, to which all append.
///
/// An engine on such a store does everything that stands in it, its own entries and those of others, in the order of
/// their positions. So all engines go through the same states one after the other: the same sessions, the same sequence
/// numbers, and an endpoint that is claimed on one of them is granted once on all. What another engine has appended is
/// seen when the engine appends something itself, or by ``DurableCallEngine/catchUp()``.
///
/// What such a store must promise beside what every ``CallEventStore`` does:
///
/// 1. **One order without holes.** Positions are 1, 2, 3 and so on. Once an entry can be read, no entry appears before
///    it any more: an engine that has read up to a position never looks back. A database's sequence is not enough:
///    what took its number first may be committed last.
/// 2. **Events once.** An event or a foreign event whose text is kept already is not kept again, whoever appended it.
///    Everything else is kept each time.
public protocol SharedCallEventStore: CallEventStore {
    /// Keeps those of some entries that are not kept yet, all of them or none, behind everything that is kept.
    ///
    /// - Returns: Where each entry stands, in their order.
    /// - Throws: Any error. Whether the entries are kept may be unknown then: whoever sent them sends them again.
    func insert(_ entries: [CallJournalEntry]) async throws -> [CallInsertion]

    /// The next entries after a position, a page of them; none where there are none.
    ///
    /// - Throws: Any error, also where the store has let go of entries after the position: then a new engine has to be
    ///   opened, which begins with a checkpoint.
    func items(after position: UInt64) async throws -> [CallJournalItem]
}

extension SharedCallEventStore {
    /// Keeps some entries.
    ///
    /// - Returns: The greatest of their positions; 0 where there are none.
    public func append(_ entries: [CallJournalEntry]) async throws -> UInt64 {
        try await insert(entries).map(\.position).max() ?? 0
    }
}

/// Where an entry stands in a ``SharedCallEventStore``.
public struct CallInsertion: Sendable, Hashable {
    /// Its position.
    public let position: UInt64

    /// Whether it was given the position now, and was not kept before.
    ///
    /// Of an event that is inserted several times, it is so once. That time says what became of the event, on whichever
    /// engine; all others say ``CallIngestOutcome/duplicate``.
    public let isNew: Bool

    /// An answer of a store.
    public init(position: UInt64, isNew: Bool) {
        self.position = position
        self.isNew = isNew
    }
}

extension DurableCallEngine {
    /// The position of the last entry of its store that the engine has done.
    ///
    /// Of two engines on a ``SharedCallEventStore``, the one with the lesser position is behind.
    public var position: UInt64 { queue.position }

    /// Does what other engines have appended to a ``SharedCallEventStore`` so far, and tells of it.
    ///
    /// Call it when the store has news, and now and then, as news may get lost. On a store that is not shared it does
    /// nothing.
    ///
    /// - Throws: The store's error: what was read before it is done. ``CallJournalError/Code/missing`` where the store
    ///   leaves out entries.
    public func catchUp() async throws { try await queue.catchUp() }
}
