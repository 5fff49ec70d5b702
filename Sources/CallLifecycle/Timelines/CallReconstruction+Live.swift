// What a live engine holds, in the form that renderers, filters and statistics take.

extension CallReconstruction {
    /// Some calls, wherever their timelines come from: a live engine, a database, a part of a log.
    ///
    /// O(n) in the number of their events.
    ///
    /// - Parameters:
    ///   - timelines: The calls, in the order in which they are to be listed.
    ///   - unattributed: The events that belong to none of them.
    ///   - moment: Up to when a call lasts that has not ended, if that is later than all that the events tell of.
    public init(timelines: [CallTimeline], unattributed: [CallEvent] = [], asOf moment: CallStamp? = nil) {
        let last = Self.span(of: timelines, unattributed)?.upperBound
        self.init(
            timelines: timelines,
            unattributed: unattributed,
            end: last.map { last in moment.map { max(last, $0) } ?? last },
            eventCount: timelines.reduce(unattributed.count) { $0 + $1.session.steps.count },
            foreignCount: timelines.reduce(0) { $0 + $1.notes.annotations.count },
            problemCount: 0,
            problems: []
        )
    }
}

extension CallSessionObserving {
    /// All calls that are kept, and the events that belong to none, as they stand at one moment.
    ///
    /// What a reconstruction of a log is for a log: it can be filtered, sorted, rendered in every form, and made into
    /// ``CallStatistics``. A call that has not ended lasts until ``now``. Of a session that was evicted it knows nothing.
    /// O(n log n).
    ///
    /// ```swift
    /// print(CallStatistics(engine.reconstruction).total.answerSeizureRatio)
    /// ```
    public var reconstruction: CallReconstruction {
        let (records, unattributed, now) = core.guarded.withLock { guarded in
            (
                guarded.state.records(of: Array(guarded.state.ledger.sessions.values)),
                guarded.state.ledger.unattributed, guarded.state.now
            )
        }
        return CallReconstruction(timelines: records.timelines, unattributed: unattributed, asOf: now)
    }
}
