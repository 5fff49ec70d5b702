import Foundation

/// Sees to it that no two are at the same task, on all replicas of a database.
///
/// Whoever is at it has a lease of the task's name, and gives it back when done. A holder that dies keeps the others
/// off until the lease ends. One that takes too long is cancelled ``margin`` before that, and does not give it back, as
/// it cannot know what of its work is still on its way.
struct PostgresExclusion: Sendable {
    /// How much earlier than the database its holder takes the lease to be over.
    private static let margin = 0.25

    private let lease: Duration
    private let store: PostgresCallEventStore

    init(_ lease: Duration, _ store: PostgresCallEventStore) {
        self.lease = lease
        self.store = store
    }

    /// Does something, unless somebody is at it.
    ///
    /// - Returns: What the body returns; `nil` where somebody is at it.
    /// - Throws: ``PostgresError``, of kind ``PostgresError/Kind/timedOut`` where the body takes too long; what it throws.
    func run<Result: Sendable>(
        _ task: String,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        // A name of its own each time: who is at it in this process keeps others in this process off as well.
        let holder = UUID().uuidString
        // Counted from before the database is asked, so that it does not end here after it has ended there.
        let end = ContinuousClock.now.advanced(by: lease * (1 - Self.margin))
        guard try await store.takeLease(task, as: holder, for: lease) else { return nil }
        do {
            let result = try await Self.before(end, body)
            // Where that fails, nobody is at it until the lease ends; the work is done all the same.
            try? await store.returnLease(task, as: holder)
            return result
        } catch {
            let isLate = (error as? PostgresError)?.kind == .timedOut
            if !isLate, !(error is CancellationError), !Task.isCancelled {
                try? await store.returnLease(task, as: holder)
            }
            throw error
        }
    }

    /// Does something, and cancels it at a moment.
    private static func before<Result: Sendable>(
        _ end: ContinuousClock.Instant,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(until: end, clock: .continuous)
                throw PostgresError(.timedOut, "a task took longer than its lease")
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}
