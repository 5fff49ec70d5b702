/// Brings what many callers want into one order: first to the store, many at a time, then to the engine.
///
/// The engine's state is never ahead of what the store has acknowledged, and their orders are the same.
final class CommitQueue: Sendable {
    private struct Request: Sendable {
        let entries: [CallJournalEntry]
        let caller: CheckedContinuation<[EntryResult], any Error>
    }

    private struct Queue: Sendable {
        var requests: [Request] = []
        var isCommitting = false
        var isClosed = false
        /// Who waits until nothing is being committed.
        var idlers: [CheckedContinuation<Void, Never>] = []
        var compaction: Task<Void, any Error>?
        var compactionFailure: (any Error)?
        /// Whether to compact whether it is due or not.
        var isCompactionWanted = false
        /// The position of the last entry that the engine knows.
        var position: UInt64
    }

    private let core: CallEngineCore
    private let store: any CallEventStore
    private let queue: Locked<Queue>

    init(_ core: CallEngineCore, _ store: any CallEventStore, position: UInt64) {
        self.core = core
        self.store = store
        queue = Locked(Queue(position: position))
    }

    /// Why the last compaction failed; `nil` if it did not.
    var compactionFailure: (any Error)? { queue.withLock { $0.compactionFailure } }

    /// Has entries kept and done.
    ///
    /// What would change nothing is answered at once.
    func submit(_ entries: [CallJournalEntry]) async throws -> [EntryResult] {
        if queue.withLock({ $0.isClosed }) { throw CallJournalError.closed }
        var results = core.guarded.withLock { guarded in entries.map { guarded.state.settle($0) } }
        let unsettled = results.indices.filter { results[$0] == nil }
        if !unsettled.isEmpty {
            let committed = try await commit(unsettled.map { entries[$0] })
            for (index, result) in zip(unsettled, committed) { results[index] = result }
        }
        return results.compactMap(\.self)
    }

    private func commit(_ entries: [CallJournalEntry]) async throws -> [EntryResult] {
        try await withCheckedThrowingContinuation { caller in
            let (isClosed, isFirst) = queue.withLock { queue in
                if queue.isClosed { return (true, false) }
                queue.requests.append(Request(entries: entries, caller: caller))
                defer { queue.isCommitting = true }
                return (false, !queue.isCommitting)
            }
            if isClosed { caller.resume(throwing: CallJournalError.closed) }
            if isFirst { Task { await self.drain() } }
        }
    }

    /// Commits whatever has come until nothing has: while one batch is written, the next one gathers.
    private func drain() async {
        while true {
            let requests = queue.withLock { queue in
                defer { queue.requests = [] }
                return queue.requests
            }
            if !requests.isEmpty { await keepAndApply(requests) }
            compactIfDue()
            let idlers: [CheckedContinuation<Void, Never>]? = queue.withLock { queue in
                guard queue.requests.isEmpty else { return nil }
                queue.isCommitting = false
                defer { queue.idlers = [] }
                return queue.idlers
            }
            if let idlers {
                for idler in idlers { idler.resume() }
                return
            }
        }
    }

    private func keepAndApply(_ requests: [Request]) async {
        let entries = requests.flatMap(\.entries)
        do {
            let position = entries.isEmpty ? nil : try await store.append(entries)
            for request in requests {
                let results = request.entries.map { entry in core.change { $0.apply(entry) } }
                request.caller.resume(returning: results)
            }
            if let position { queue.withLock { $0.position = position } }
        } catch {
            for request in requests { request.caller.resume(throwing: error) }
        }
    }
}

// MARK: - Compaction

extension CommitQueue {
    /// Has a checkpoint made of everything that was committed so far, and waits for it.
    func compact() async throws {
        queue.withLock { $0.isCompactionWanted = true }
        _ = try await commit([])
        try await queue.withLock { $0.compaction }?.value
    }

    /// Has a checkpoint made if the store asks for one.
    func compactIfStoreWants() async throws {
        if store.isCompactionDue { _ = try await commit([]) }
    }

    /// Between two batches, where the engine knows exactly what the store has.
    private func compactIfDue() {
        let isDue = store.isCompactionDue
        let state = core.guarded.withLock { $0.state }
        queue.withLock { queue in
            guard queue.compaction == nil, isDue || queue.isCompactionWanted else { return }
            queue.isCompactionWanted = false
            queue.compaction = Task { [store, position = queue.position] in
                try await self.finish {
                    try await store.compact(
                        to: CallCheckpoint(
                            position: position,
                            snapshot: state.snapshot,
                            configuration: state.configuration
                        )
                    )
                }
            }
        }
    }

    private func finish(_ compaction: () async throws -> Void) async throws {
        do {
            try await compaction()
            queue.withLock { ($0.compaction, $0.compactionFailure) = (nil, nil) }
        } catch {
            queue.withLock { ($0.compaction, $0.compactionFailure) = (nil, error) }
            throw error
        }
    }
}

// MARK: - The end

extension CommitQueue {
    /// Takes nothing more, and returns when everything that was taken is settled.
    func close() async {
        queue.withLock { $0.isClosed = true }
        await withCheckedContinuation { idler in
            let isIdle = queue.withLock { queue in
                if queue.isCommitting { queue.idlers.append(idler) }
                return !queue.isCommitting
            }
            if isIdle { idler.resume() }
        }
        _ = try? await queue.withLock { $0.compaction }?.value
    }
}
