public import CallLifecycle

extension CallScenario {
    /// Delivers all reports at once, in the order of their arrival.
    ///
    /// - Returns: What became of each.
    @discardableResult
    public func play(into engine: CallSessionEngine) -> [CallIngestOutcome] {
        events.map { engine.ingest($0) }
    }

    /// Delivers all reports at once, in the order of their arrival.
    ///
    /// - Returns: What became of each.
    /// - Throws: The store's error; what comes behind is not delivered then.
    @discardableResult
    public func play(into engine: DurableCallEngine) async throws -> [CallIngestOutcome] {
        var outcomes: [CallIngestOutcome] = []
        for event in events { outcomes.append(try await engine.ingest(event)) }
        return outcomes
    }

    /// Hands over all reports at once, in the order of their arrival: to a handler, to a test's HTTP client.
    ///
    /// - Parameter deliver: Takes one report; ``Delivery/body`` is what comes over the wire.
    /// - Throws: What `deliver` throws; what comes behind is not delivered then.
    public func play<Failure: Error>(
        _ deliver: (Delivery) async throws(Failure) -> Void
    ) async throws(Failure) {
        for delivery in deliveries { try await deliver(delivery) }
    }

    /// Hands over all reports as time passes on a clock: each when it arrives, the first at once.
    ///
    /// With a clock of the test's own nothing has to be waited for; with `ContinuousClock` the call takes as long as a
    /// real one. What `deliver` takes is part of the time until the next report.
    ///
    /// - Parameters:
    ///   - clock: What the time between two reports is slept by.
    ///   - deliver: Takes one report.
    /// - Throws: What `deliver` throws, or the clock, such as `CancellationError`.
    public func play<C: Clock<Duration>>(
        on clock: C,
        _ deliver: (Delivery) async throws -> Void
    ) async throws {
        guard let first = deliveries.first else { return }
        let start = clock.now
        for delivery in deliveries {
            let offset = delivery.arrivesAt.millisecondsSince1970 - first.arrivesAt.millisecondsSince1970
            if offset > 0 { try await clock.sleep(until: start.advanced(by: .milliseconds(offset)), tolerance: nil) }
            try await deliver(delivery)
        }
    }
}
