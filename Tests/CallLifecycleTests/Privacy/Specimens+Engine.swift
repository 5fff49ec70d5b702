import CallLifecycle
import PersonalDataMarks

// What an engine answers and tells: as it came about where a log can bring it about, else as a case with its values.

extension Specimens {
    mutating func addEngine() {
        add(reports.map { engine.ingest($0) })
        addAllocations()
        addLateEvents()
        let (snapshot, watch) = (engine.snapshot(), engine.watch())
        let day: Int64 = 86_400_000
        let moments = [60_000, 180_000, day / 2 + 60_000, day]
        let notifications = moments.flatMap { engine.advance(to: at($0)) }
        add([snapshot, watch, engine])
        add(notifications)
        add(notifications.flatMap(parts))
        let sessions = watch.timelines.map(\.session)
        add(sessions.map(\.steps))
        addTombstones(of: sessions)
        addCases(of: sessions)
        addCounters()
    }

    private mutating func addAllocations() {
        for endpoint in [Mark.endpoint, "sip:\(Mark.user)@sip.daily.co"] {
            add([engine.ingest(.make(.dialInReady, at: at(0), endpoint: SIPEndpoint(endpoint)))])
        }
        let claim = CallClaimID(Mark.text)
        add([engine.claimEndpoint(for: claim, at: at(0)), engine.claimEndpoint(for: claim, at: at(1))])
        add([engine.claimEndpoint(for: "other", at: at(2))])
        add(engine.endpoints)
    }

    private mutating func addLateEvents() {
        let message = CallErrorMessage(Mark.text)
        let events: [CallEvent] = [
            .make(.dialOutError, "late", at: at(20), message: message),
            .make(.dialOutConnected, "late", at: at(10)),
            .make(.dialOutWarning, "late", at: at(30), message: message),
            .make(.dialInWarning, "open", at: at(40), message: message),
        ]
        let outcomes = events.map { engine.ingest($0) }
        add(outcomes)
        let amendments = outcomes.compactMap { if case .amended(let amendment) = $0 { amendment } else { nil } }
        add(amendments)
        add(amendments.map { CallNotification.amended($0) })
    }

    private func parts(of notification: CallNotification) -> [Any] {
        switch notification {
        case .overdue(let overdue): [overdue] + (overdue.inferredEnd.map { [$0] } ?? [])
        case .evicted(let eviction): [eviction, eviction.subject]
        default: []
        }
    }

    private mutating func addTombstones(of sessions: [CallSession]) {
        let tombstones = sessions.compactMap { engine.tombstone($0.id) }
        add(tombstones)
        add(tombstones.map { CallIngestOutcome.evictedSession($0) })
    }

    private mutating func addCases(of sessions: [CallSession]) {
        let endpoint = SIPEndpoint(Mark.endpoint)
        let event = CallEvent.make(.dialOutError, nil, at: at(0), message: CallErrorMessage(Mark.text))
        add([CallNotification.endpointReady(endpoint), .unattributed(event), .attributed(event, to: "s")])
        add([CallNotification.detached(event, from: "s"), .missed(count: 1)])
        add(foreign.compactMap { CallAnnotation($0) }.map { CallNotification.annotated($0, direction: .dialIn) })
        add(sessions.flatMap(\.transitions).map { CallNotification.transition($0) })
        add(sessions.flatMap(\.violations).map { CallNotification.illegal($0) })
        add(sessions.map { CallEviction.Subject.session($0) })
        add([CallEviction.Subject.unattributed(event), .notes("s"), .endpoint(endpoint)])
        add([CallEviction.Subject.claim(CallClaimID(Mark.text), endpoint)])
        for outcome in [CallWaitOutcome.reached, CallWaitOutcome.unreachable] { add(sessions.map(outcome)) }
        for outcome in [CallWaitOutcome.timedOut, CallWaitOutcome.abandoned] { add(sessions.map(outcome)) }
    }

    private mutating func addCounters() {
        let stream = engine.notifications()
        let counters = engine.counters
        withExtendedLifetime(stream) {}
        add([counters, counters.deliveries, engine.configuration])
        add(Array(counters.evictions.keys))
        add(Array(counters.open.keys))
        add(counters.subscribers)
    }
}
