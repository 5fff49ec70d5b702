extension CallSessionObserving {
    /// Waits until a session has reached a milestone, or cannot reach it any more, or the time is up.
    ///
    /// Answers at once where that is so already. The session need not exist yet. Nothing is left behind when this
    /// returns or throws. What a dial-out bot does before it speaks:
    ///
    /// ```swift
    /// switch try await engine.outcome(of: id, reaching: .answered, within: .seconds(60)) {
    /// case .reached: speak()
    /// case .unreachable(let session): print("ended before: \(session)")
    /// case .timedOut, .abandoned: hangUp()
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - id: The session.
    ///   - milestone: What to wait for.
    ///   - limit: How long to wait; for ever by default.
    ///   - clock: What to measure that by.
    /// - Returns: How it turned out.
    /// - Throws: `CancellationError` if the task is cancelled before there is an answer.
    public func outcome(
        of id: CallSessionID,
        reaching milestone: CallMilestone,
        within limit: Duration? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) async throws(CancellationError) -> CallWaitOutcome {
        // Each notification only says that it is time to look again, so one is enough to keep.
        let watch = watch(.session(id), bufferingNewest: 1)
        if let outcome = watch.session.flatMap(milestone.outcome) { return outcome }
        let outcome = await withTaskGroup(of: CallWaitOutcome?.self) { group in
            group.addTask { await self.follow(watch.notifications, of: id, to: milestone) }
            if let limit {
                group.addTask {
                    do { try await clock.sleep(for: limit) } catch { return nil }
                    let session = self.session(id)
                    return session.flatMap(milestone.outcome) ?? .timedOut(session)
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let outcome else { throw CancellationError() }
        return outcome
    }

    /// Looks again at each notification; `nil` when cancelled.
    private func follow(
        _ notifications: AsyncStream<CallNotification>,
        of id: CallSessionID,
        to milestone: CallMilestone
    ) async -> CallWaitOutcome? {
        for await _ in notifications {
            if let outcome = session(id).flatMap(milestone.outcome) { return outcome }
        }
        if Task.isCancelled { return nil }
        let session = session(id)
        return session.flatMap(milestone.outcome) ?? .abandoned(session)
    }
}
