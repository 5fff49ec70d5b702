import Synchronization

/// For how long this replica is sure to lead.
///
/// Counted from before the database was asked, and ended before the database lets another one lead: so two never
/// believe it at once, as long as their clocks run at about the same speed.
final class Leadership: Sendable {
    /// How long a lease is.
    static let lease: Duration = .seconds(6)
    /// How much earlier than the database its holder takes it to be over.
    static let margin: Duration = .seconds(2)
    /// How often it is renewed, or asked for.
    static let interval: Duration = .seconds(1)

    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// Whether this replica leads now.
    var isHeld: Bool { end.withLock { $0.map { $0 > .now } ?? false } }

    /// Notes what the database has answered to a question that was asked at a moment.
    func note(_ isGranted: Bool, askedAt moment: ContinuousClock.Instant) {
        end.withLock { $0 = isGranted ? moment.advanced(by: Self.lease - Self.margin) : nil }
    }

    /// Gives it up.
    func resign() { end.withLock { $0 = nil } }

    /// Waits until this replica leads, or no longer does; nobody can say when that will be, so it looks.
    func wait(until isHeld: Bool) async throws {
        while self.isHeld != isHeld { try await Task.sleep(for: .milliseconds(50)) }
    }

    /// Runs something for as long as this replica leads, and again whenever it does, until it comes to its end.
    ///
    /// - Throws: What the body throws while this replica leads.
    func whileHeld(_ body: @escaping @Sendable () async throws -> Void) async throws {
        while !Task.isCancelled {
            do { try await wait(until: true) } catch { return }
            let isFinished = try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await body()
                    return true
                }
                group.addTask {
                    try? await self.wait(until: false)
                    return false
                }
                defer { group.cancelAll() }
                // The other one is waited for: the body does not run beside its own next run.
                return try await group.next() ?? true
            }
            if isFinished { return }
        }
    }
}
