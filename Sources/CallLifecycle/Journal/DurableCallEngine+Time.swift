extension DurableCallEngine {
    /// Lets time pass up to a moment, as ``CallSessionEngine/advance(to:)`` does.
    ///
    /// That is kept too, so that a replay evicts what was evicted. A moment at which nothing is due is kept at the most
    /// once a minute; where it is not, time stands still.
    ///
    /// - Parameter stamp: The moment.
    /// - Returns: What subscribers were told, in order.
    /// - Throws: The store's error; time has not passed then.
    @discardableResult
    public func advance(to stamp: CallStamp) async throws -> [CallNotification] {
        guard case .told(let notifications) = try await submit(.time(stamp)) else { return [] }
        return notifications
    }

    /// Advances the engine by the system's clock, and lets the store compact, until the task is cancelled.
    ///
    /// A failure of the store ends nothing: what was due is due again at the next turn.
    ///
    /// - Parameters:
    ///   - interval: How often, a millisecond at the least.
    ///   - clock: What to sleep by.
    ///   - now: What time it is; the system's by default.
    ///   - onFailure: Hears of every failure of the store.
    public func run(
        every interval: Duration = .seconds(1),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @Sendable () -> CallStamp = { .now },
        onFailure: @Sendable (any Error) -> Void = { _ in }
    ) async {
        while !Task.isCancelled {
            do {
                try await advance(to: now())
                compactIfDue()
            } catch {
                onFailure(error)
            }
            do { try await clock.sleep(for: max(interval, .milliseconds(1))) } catch { return }
        }
    }
}
