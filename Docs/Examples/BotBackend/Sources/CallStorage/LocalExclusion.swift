import Synchronization

/// Sees to it that no two are at the same task in this process.
package final class LocalExclusion: Sendable {
    private let tasks = Mutex<Set<String>>([])

    package init() {}

    /// Does something, unless somebody is at it.
    ///
    /// - Returns: What the body returns; `nil` where somebody is at it.
    package func run<Result: Sendable>(
        _ task: String,
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result? {
        guard tasks.withLock({ $0.insert(task).inserted }) else { return nil }
        defer { tasks.withLock { _ = $0.remove(task) } }
        return try await body()
    }
}
