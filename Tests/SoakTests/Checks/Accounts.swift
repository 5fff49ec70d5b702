import CallLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What must hold between an engine's counters, what it holds, and what others have counted.
enum Accounts {
    /// What holds at every moment, while everything is going on.
    static func problems(_ counters: CallEngineCounters) -> [String] {
        let bounds = SoakPlan.configuration
        var problems: [String] = []
        func expect(_ name: String, _ value: Int, atMost maximum: Int) {
            if value > maximum { problems.append("\(value) \(name), of which \(maximum) may be kept") }
        }
        expect("open sessions", counters.openCount, atMost: bounds.maximumOpenSessions)
        expect("ended sessions", counters.ended, atMost: bounds.maximumEndedSessions)
        expect("unattributed events", counters.unattributed, atMost: bounds.maximumUnattributed)
        expect("endpoints", counters.endpoints, atMost: bounds.maximumEndpoints)
        expect("tombstones", counters.tombstones, atMost: bounds.maximumTombstones)
        let outcomes = counters.outcomes.values.reduce(0, +)
        if counters.ingested != outcomes { problems.append("\(counters.ingested) ingested, \(outcomes) outcomes") }
        if let least = counters.open.values.min(), least < 0 { problems.append("\(least) sessions open") }
        for subscriber in counters.subscribers where !subscriber.deliveries.isBalanced {
            problems.append("subscriber \(subscriber.id) of \(subscriber.scope): \(subscriber.deliveries)")
        }
        if !counters.deliveries.isBalanced { problems.append("all subscribers: \(counters.deliveries)") }
        return problems
    }

    /// What holds at rest, beside.
    static func problemsAtRest(_ engine: CallSessionEngine, _ handover: Handover, _ auditor: Auditor) -> [String] {
        let counters = engine.counters
        var problems = problems(counters)
        func expect<Value: Equatable>(_ name: String, _ value: Value, _ expected: Value) {
            if value != expected { problems.append("\(name): the engine says \(value), it is \(expected)") }
        }
        expect("events handed in", counters.ingested, handover.ingested)
        expect("outcomes", counters.outcomes.filter { $0.value > 0 }, handover.outcomes)

        let sessions = engine.sessions
        let open = sessions.filter { !$0.state.isFinal && engine.inferredEnd(of: $0.id) == nil }
        for (place, count) in counters.open {
            let scanned = open.count { $0.direction == place.direction && $0.state == place.state }
            expect("open \(place.direction) sessions that are \(place.state)", count, scanned)
        }
        expect("ended sessions", counters.ended, sessions.count - open.count)
        expect("unattributed events", counters.unattributed, engine.unattributed.count)
        expect("endpoints", counters.endpoints, engine.endpoints.count)

        expect("transitions", counters.sequence, auditor.sequence)
        expect("sessions that were announced", Set(sessions.map(\.id)), auditor.believedSessions)
        expect("notices", counters.overdue, auditor.notices)
        expect("inferred ends", counters.inferredEnds, auditor.inferredEnds)
        for (eviction, count) in counters.evictions {
            let kind = Auditor.Eviction(subject: eviction.subject, reason: eviction.reason)
            expect(
                "evictions of \(eviction.subject)s by \(eviction.reason)",
                count,
                auditor.evictions[kind, default: 0]
            )
        }
        return problems
    }

    /// That whoever subscribed before the first event was told all that concerns it, whether or not it took it.
    static func problemsOfPublishing(
        _ counters: CallEngineCounters,
        _ readers: [LongReader],
        _ auditor: Auditor
    ) -> [String] {
        counters.subscribers.compactMap { subscriber in
            guard let reader = readers.first(where: { $0.id == subscriber.id }) else { return nil }
            let expected =
                switch subscriber.scope {
                case .everything: reader.hearsTransitionsOnly ? Int(auditor.sequence) : auditor.heard
                case .direction(let direction): auditor.heardOf[direction, default: 0]
                case .session: 0
                }
            guard subscriber.deliveries.published != expected else { return nil }
            return "\(reader.name): was to hear \(expected), but the engine says \(subscriber.deliveries)"
        }
    }

    /// That an engine restored from a snapshot knows what this one knows.
    static func problemsOfRestoring(_ engine: CallSessionEngine) -> [String] {
        let restored = CallSessionEngine(restoring: engine.snapshot(), configuration: engine.configuration)
        var problems: [String] = []
        let (before, after) = (engine.timelines, restored.timelines)
        if before != after {
            let known = Dictionary(uniqueKeysWithValues: before.map { ($0.session.id, $0) })
            let different = after.filter { known[$0.session.id] != $0 }.map { "\($0.session)" }
            problems.append("restored, these are not as they were: \(different), \(before.count - after.count) missing")
        }
        if engine.unattributed != restored.unattributed {
            problems.append("restored, \(restored.unattributed.count) of \(engine.unattributed.count) are unattributed")
        }
        if engine.endpoints != restored.endpoints { problems.append("restored, endpoints are not as they were") }
        let (counters, copies) = (engine.counters, restored.counters)
        if counters.open != copies.open || counters.ended != copies.ended || counters.tombstones != copies.tombstones {
            problems.append(
                "restored, there are \(copies.open), \(copies.ended) ended, \(copies.tombstones) tombstones"
            )
        }
        if engine.nextDeadline != restored.nextDeadline {
            problems.append("restored, the next deadline is \(restored.nextDeadline as Any)")
        }
        return problems
    }
}

// MARK: - Afterwards

extension Accounts {
    /// That nothing is left of any call once all time has passed, but for what has no time.
    static func problemsAfterAllTime(_ engine: CallSessionEngine) -> [String] {
        struct Ignored: Decodable {}
        /// The lists of an encoded snapshot: the one public view of claims and notes.
        struct Lists: Decodable {
            let sessions: [Ignored]
            let tombstones: [Ignored]
            let claims: [Ignored]
            let notes: [Ignored]
        }
        var problems: [String] = []
        func expect(_ name: String, _ count: Int, atMost maximum: Int = 0) {
            if count > maximum { problems.append("\(count) \(name) left, not \(maximum)") }
        }
        do {
            let data = try JSONEncoder().encode(engine.snapshot())
            let lists = try JSONDecoder().decode(Lists.self, from: data)
            expect("sessions", lists.sessions.count)
            expect("tombstones", lists.tombstones.count)
            expect("claims", lists.claims.count)
            expect("notes", lists.notes.count, atMost: engine.configuration.maximumUnattributed)
            let restored = try JSONDecoder().decode(CallEngineSnapshot.self, from: data)
            if restored != engine.snapshot() { problems.append("a snapshot that was encoded is another one") }
        } catch {
            problems.append("a snapshot cannot be encoded and decoded: \(error)")
        }
        if let deadline = engine.nextDeadline { problems.append("something is still due at \(deadline)") }
        let waiting = Producer.callers.filter { engine.claimEndpoint(for: $0, among: [], at: .now) != .noneFree }
        expect("callers with an endpoint", waiting.count)
        return problems
    }

    /// That who waits when the engine finishes is told so.
    static func problemsOfAbandoning(_ engine: CallSessionEngine) async -> [String] {
        let present = engine.subscriberCount
        let waiting = Task { try? await engine.outcome(of: "nobody", reaching: .ended) }
        while engine.subscriberCount == present { await Task.yield() }
        engine.finish()
        let outcome = await waiting.value
        return outcome == .abandoned(nil) ? [] : ["waiting for nobody ended as \(String(describing: outcome))"]
    }

    /// That no subscriber is left, and that what became of everything that was published is known.
    static func problemsOfLeaving(_ engine: CallSessionEngine) async -> [String] {
        // A task's closure, and the stream in it, may outlive the task by a moment.
        for _ in 0..<1000 where !engine.counters.subscribers.isEmpty { try? await Task.sleep(for: .milliseconds(2)) }
        let counters = engine.counters
        var problems: [String] = []
        if engine.subscriberCount != 0 || !counters.subscribers.isEmpty {
            problems.append("\(engine.subscriberCount) subscribers left: \(counters.subscribers)")
        }
        let former = counters.formerSubscribers
        if !former.isBalanced || former.waiting != 0 { problems.append("former subscribers: \(former)") }
        return problems
    }
}

extension CallDeliveryCounters {
    /// Whether everything that was published has become something.
    var isBalanced: Bool { published == delivered + missed + waiting + discarded }
}
