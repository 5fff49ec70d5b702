@testable import CallLifecycle

/// A store in memory, as small as one can be.
actor MemoryStore: CallEventStore {
    struct Failure: Error {}

    private(set) var entries: [CallJournalEntry] = []
    private(set) var appendCount = 0
    private var isFailing = false
    /// Whoever is at an append waits for this one.
    private var gate: Task<Void, Never>?

    func fail(_ isFailing: Bool) { self.isFailing = isFailing }

    func hold(_ gate: Task<Void, Never>?) { self.gate = gate }

    func items(from origin: CallJournalOrigin) -> AsyncThrowingStream<[CallJournalItem], any Error> {
        let (stream, continuation) = AsyncThrowingStream<[CallJournalItem], any Error>.makeStream()
        continuation.yield(entries.enumerated().map { .entry($1, position: UInt64($0 + 1)) })
        continuation.finish()
        return stream
    }

    func append(_ entries: [CallJournalEntry]) async throws -> UInt64 {
        appendCount += 1
        await gate?.value
        if isFailing { throw Failure() }
        // What any store may do: write the text, and read it back.
        self.entries += try entries.map { try CallJournalEntry(json: $0.json) }
        return UInt64(self.entries.count)
    }
}
