extension DurableCallEngine {
    /// The transitions of all sessions after a sequence number, first those of the past, then those to come.
    ///
    /// For a subscriber that was down: remember the sequence number of the last transition that was dealt with, and go
    /// on from there. Each comes once and in order, with no hole between past and present. One that is too slow for the
    /// present is served from the store until it has caught up, so it misses nothing that the store still has. What
    /// the store no longer has shows as a jump of the sequence numbers: then ``watch(_:bufferingNewest:)`` tells how
    /// everything stands.
    ///
    /// A number above the engine's own is that of another engine, and counts as the latest of this one; on a
    /// ``SharedCallEventStore``, whose engines number alike, the engine catches up first. Reading the past costs what
    /// replaying costs, from the last checkpoint before it.
    ///
    /// Each call makes an independent stream, for one iterating task. It ends when the engine is closed, or when its task
    /// is cancelled; dropping it unsubscribes. It throws if the store cannot be read.
    ///
    /// - Parameters:
    ///   - sequence: The number of the last transition that is known already; 0 for all that the store has.
    ///   - capacity: How many may wait in memory; the configuration's by default.
    /// - Returns: The stream.
    public func transitions(
        after sequence: UInt64,
        bufferingNewest capacity: Int? = nil
    ) -> AsyncThrowingStream<CallTransition, any Error> {
        let (subscription, latest) = subscribe(to: .everything, transitionsOnly: true, capacity: capacity) { state in
            state.ledger.sequence
        }
        let resumption = TransitionResumption(
            store,
            subscription,
            after: sequence,
            latest: latest,
            configuration,
            catchingUp: store is any SharedCallEventStore ? catchingUp : nil
        )
        return AsyncThrowingStream { try await resumption.next() }
    }

    /// Catches up, and tells the latest sequence number.
    private var catchingUp: @Sendable () async throws -> UInt64 {
        // A stream that nobody reads keeps no engine alive.
        { [weak queue, weak core] in
            try await queue?.catchUp()
            return core?.guarded.withLock { $0.state.ledger.sequence } ?? 0
        }
    }
}
