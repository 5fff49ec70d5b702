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
        var compaction: Task<Void, Never>?
        var compactionFailure: (any Error)?
        /// Who asked for a compaction that has not begun.
        var compactors: [CheckedContinuation<Void, any Error>] = []
        /// The position of the last entry that the engine knows.
        var position: UInt64
    }

    private let core: CallEngineCore
    private let store: any CallEventStore
    /// The same store, if others append to it as well.
    private let shared: (any SharedCallEventStore)?
    private let queue: Locked<Queue>

    init(_ core: CallEngineCore, _ store: any CallEventStore, position: UInt64) {
        self.core = core
        self.store = store
        shared = store as? any SharedCallEventStore
        queue = Locked(Queue(position: position))
    }

    /// Why the last compaction failed; `nil` if it did not.
    var compactionFailure: (any Error)? { queue.withLock { $0.compactionFailure } }

    /// The position of the last entry that the engine knows.
    var position: UInt64 { queue.withLock { $0.position } }

    /// Has entries kept and done.
    ///
    /// What would change nothing is answered at once.
    func submit(_ entries: [CallJournalEntry]) async throws -> [EntryResult] {
        if queue.withLock({ $0.isClosed }) { throw CallJournalError.closed }
        var results = core.guarded.withLock { guarded in entries.map { guarded.state.settle($0) } }
        let unsettled = results.indices.filter { results[$0] == nil }
        if !unsettled.isEmpty {
            // What is not kept may be as it likes: a foreign event may have the name of an entry that it is not.
            for index in unsettled { try entries[index].check() }
            let committed = try await commit(unsettled.map { entries[$0] })
            for (index, result) in zip(unsettled, committed) { results[index] = result }
        }
        return results.compactMap(\.self)
    }

    private func commit(_ entries: [CallJournalEntry]) async throws -> [EntryResult] {
        try await withCheckedThrowingContinuation { caller in
            let isOpen = queue.withLock { queue in
                if !queue.isClosed { queue.requests.append(Request(entries: entries, caller: caller)) }
                return !queue.isClosed
            }
            if isOpen { wake() } else { caller.resume(throwing: CallJournalError.closed) }
        }
    }

    /// Has somebody look at what has come, unless somebody does already.
    private func wake() {
        let isFirst = queue.withLock { queue in
            defer { queue.isCommitting = true }
            return !queue.isCommitting
        }
        if isFirst { Task { await drain() } }
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
                guard queue.requests.isEmpty, queue.compaction != nil || queue.compactors.isEmpty else { return nil }
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
            if let shared {
                var results = try await keepAndApply(entries, shared, requests.contains(where: \.entries.isEmpty))[...]
                for request in requests {
                    request.caller.resume(returning: Array(results.prefix(request.entries.count)))
                    results = results.dropFirst(request.entries.count)
                }
                return
            }
            let position = try await store.append(entries)
            for request in requests {
                let results = request.entries.map { entry in core.change { $0.apply(entry, &$1) } }
                request.caller.resume(returning: results)
            }
            queue.withLock { $0.position = position }
        } catch {
            for request in requests { request.caller.resume(throwing: error) }
        }
    }
}

// MARK: - Others

extension CommitQueue {
    /// Does what others have appended: asks as somebody who has nothing to keep.
    func catchUp() async throws {
        guard shared != nil else { return }
        if queue.withLock({ $0.isClosed }) { throw CallJournalError.closed }
        _ = try await commit([])
    }

    /// Keeps entries, and does everything up to them, or all that there is.
    private func keepAndApply(
        _ entries: [CallJournalEntry],
        _ shared: any SharedCallEventStore,
        _ isCatchingUp: Bool
    ) async throws -> [EntryResult] {
        let insertions = entries.isEmpty ? [] : try await shared.insert(entries)
        let known = position
        var results: [UInt64: EntryResult] = [:]
        if !entries.isEmpty, insertions.elementsEqual((1...UInt64(entries.count)).map { .init(after: known, by: $0) }) {
            // Nobody else has appended anything in between.
            for (entry, insertion) in zip(entries, insertions) {
                results[insertion.position] = core.change { $0.apply(entry, &$1) }
            }
            queue.withLock { $0.position = known + UInt64(entries.count) }
        } else {
            let own = Set(insertions.filter(\.isNew).map(\.position))
            let last = insertions.map(\.position).max() ?? known
            let target = isCatchingUp ? .max : last
            while position < target {
                let news = try await shared.items(after: position)
                if news.isEmpty { break }
                for item in news { try apply(item, keeping: own, in: &results) }
            }
            if position < last { throw CallJournalError.missing(after: position) }
        }
        return zip(entries, insertions)
            .map { entry, insertion in
                // What others have kept before, or came twice.
                results.removeValue(forKey: insertion.position) ?? core.change { state, _ in state.repeated(entry) }
            }
    }

    private func apply(
        _ item: CallJournalItem,
        keeping own: Set<UInt64>,
        in results: inout [UInt64: EntryResult]
    ) throws(CallJournalError) {
        let known = position
        guard case .entry(let entry, known + 1) = item else { throw .missing(after: known) }
        let result = core.change { $0.apply(entry, &$1) }
        if own.contains(known + 1) { results[known + 1] = result }
        queue.withLock { $0.position = known + 1 }
    }
}

extension CallInsertion {
    /// A new entry behind others.
    fileprivate init(after position: UInt64, by count: UInt64) { self.init(position: position + count, isNew: true) }
}

extension CallJournalError {
    fileprivate static func missing(after position: UInt64) -> CallJournalError {
        CallJournalError(.missing, "the shared store does not give the entry after \(position)")
    }
}

// MARK: - Compaction

extension CommitQueue {
    /// Has a checkpoint made of everything that was committed so far, and waits for it.
    func compact() async throws {
        try await withCheckedThrowingContinuation { compactor in
            let isOpen = queue.withLock { queue in
                if !queue.isClosed { queue.compactors.append(compactor) }
                return !queue.isClosed
            }
            if isOpen { wake() } else { compactor.resume(throwing: CallJournalError.closed) }
        }
    }

    /// Has a checkpoint made if the store asks for one, and does not wait for it.
    func compactIfStoreWants() { if store.isCompactionDue { wake() } }

    /// Between two batches, where the engine knows exactly what the store has.
    private func compactIfDue() {
        let isDue = store.isCompactionDue
        let isNext = queue.withLock { $0.compaction == nil && (isDue || !$0.compactors.isEmpty) }
        guard isNext else { return }
        let state = core.guarded.withLock { $0.state }
        queue.withLock { queue in
            // Who asks while one is going on waits for the next.
            let compactors = queue.compactors
            queue.compactors = []
            queue.compaction = Task { [store, position = queue.position] in
                let checkpoint = CallCheckpoint(
                    position: position,
                    snapshot: state.snapshot,
                    configuration: state.configuration
                )
                do {
                    try await store.compact(to: checkpoint)
                    self.finishCompaction(compactors, .success(()))
                } catch {
                    self.finishCompaction(compactors, .failure(error))
                }
            }
        }
    }

    private func finishCompaction(
        _ compactors: [CheckedContinuation<Void, any Error>],
        _ result: Result<Void, any Error>
    ) {
        let isAnotherWanted = queue.withLock { queue in
            queue.compaction = nil
            if case .failure(let error) = result {
                queue.compactionFailure = error
            } else {
                queue.compactionFailure = nil
            }
            return !queue.compactors.isEmpty
        }
        for compactor in compactors { compactor.resume(with: result) }
        if isAnotherWanted { wake() }
    }
}

// MARK: - The end

extension CommitQueue {
    /// Takes nothing more, and returns when everything that was taken is settled.
    func close() async {
        queue.withLock { $0.isClosed = true }
        repeat {
            await untilIdle()
            await queue.withLock { $0.compaction }?.value
        } while queue.withLock { $0.isCommitting || $0.compaction != nil || !$0.compactors.isEmpty }
    }

    private func untilIdle() async {
        await withCheckedContinuation { idler in
            let isIdle = queue.withLock { queue in
                if queue.isCommitting { queue.idlers.append(idler) }
                return !queue.isCommitting
            }
            if isIdle { idler.resume() }
        }
    }
}
