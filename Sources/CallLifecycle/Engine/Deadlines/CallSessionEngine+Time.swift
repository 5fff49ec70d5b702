extension CallSessionEngine {
    /// How many things are done in one hold of the lock, so that events never wait for a thousand deadlines.
    private static let batch = 256

    /// Lets time pass up to a moment: deadlines fire, ended sessions and claims grow too old.
    ///
    /// A pure function of the engine's state and the moment: no clock is read. Time never goes back; an earlier moment
    /// than before does nothing. O(log n) for each thing that is due, O(1) if nothing is.
    ///
    /// - Parameter stamp: The moment.
    /// - Returns: What subscribers were told, in order.
    @discardableResult
    public func advance(to stamp: CallStamp) -> [CallNotification] {
        var announcements: [CallNotification] = []
        var isDone = false
        while !isDone {
            announcements += core.change(isTold: true) { state, change in
                isDone = state.advance(to: stamp, atMost: Self.batch, &change)
                return Array(change.announcements)
            }
        }
        return announcements
    }

    /// Advances the engine by the system's clock, once a second, until the task is cancelled.
    ///
    /// It returns then, and throws nothing: it is what a service runner's `run() async throws` wants.
    public func run() async {
        await run(every: .seconds(1))
    }

    /// Advances the engine by a clock until the task is cancelled.
    ///
    /// Of all that an engine does, only this reads a clock; a ``DurableCallEngine`` has a `run` of its own.
    ///
    /// - Parameters:
    ///   - interval: How often, a millisecond at the least. Limits are counted in minutes, so a second is fine.
    ///   - clock: What to sleep by.
    ///   - now: What time it is; the system's by default.
    public func run(
        every interval: Duration,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @Sendable () -> CallStamp = { .now }
    ) async {
        while !Task.isCancelled {
            advance(to: now())
            do { try await clock.sleep(for: max(interval, .milliseconds(1))) } catch { return }
        }
    }
}

extension CallSessionObserving {
    /// When ``CallSessionEngine/advance(to:)`` will have something to do next; `nil` if never, as things stand.
    ///
    /// O(1).
    public var nextDeadline: CallStamp? {
        core.guarded.withLock { $0.state.nextDue() }
            .flatMap { CallStamp(millisecondsSince1970: max(0, $0)) }
    }

    /// The latest moment that the engine was told of by ``CallSessionEngine/advance(to:)`` or ``CallSessionEngine/run()``.
    public var now: CallStamp? {
        core.guarded.withLock { $0.state.now }
    }
}
