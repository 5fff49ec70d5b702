import CallLifecycle

extension PrometheusText {
    /// Writes what an engine has done since its process began, and what it holds.
    ///
    /// The names are those of `Docs/Operations.md`, which says what to look at when one of them grows.
    mutating func add(_ counters: CallEngineCounters) {
        begin("calls_events_total", .counter, "Events that were taken, by what became of them.")
        for (outcome, count) in counters.outcomes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            add("calls_events_total", [("outcome", outcome.rawValue)], count)
        }
        begin("calls_open", .gauge, "Calls that have not ended, by where they stand.")
        let open = counters.open.map { (direction: $0.direction.rawValue, state: $0.state.rawValue, count: $1) }
        for place in open.sorted(by: { ($0.direction, $0.state) < ($1.direction, $1.state) }) {
            add("calls_open", [("direction", place.direction), ("state", place.state)], place.count)
        }
        begin("calls_evicted_total", .counter, "What is no longer kept, and why.")
        let evictions = counters.evictions.map { kind, count in
            (subject: kind.subject.rawValue, reason: kind.reason.rawValue, count: count)
        }
        for eviction in evictions.sorted(by: { ($0.subject, $0.reason) < ($1.subject, $1.reason) }) {
            add("calls_evicted_total", [("subject", eviction.subject), ("reason", eviction.reason)], eviction.count)
        }
        add("calls_overdue_total", .counter, "Calls that were in a state for too long.", counters.overdue)
        add("calls_ends_inferred_total", .counter, "Calls taken to have ended.", counters.inferredEnds)
        add("calls_transitions_total", .counter, "The latest sequence number.", counters.sequence)
        add(
            "calls_notifications_missed_total",
            .counter,
            "Notifications that slow subscribers lost.",
            counters.deliveries.missed
        )
        add("calls_ended_kept", .gauge, "Ended calls that are kept.", counters.ended)
        add("calls_unattributed", .gauge, "Events that belong to no call.", counters.unattributed)
        add("calls_endpoints", .gauge, "SIP endpoints that are known.", counters.endpoints)
        add("calls_tombstones", .gauge, "Evicted calls whose late events are recognised.", counters.tombstones)
        add("calls_subscribers", .gauge, "Streams that are subscribed.", counters.subscribers.count)
    }
}
