import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Bounds")
struct BoundsTests {
    private static func engine(
        _ change: (inout CallSessionEngine.Configuration) -> Void
    ) -> CallSessionEngine {
        var configuration = CallSessionEngine.Configuration()
        change(&configuration)
        return CallSessionEngine(configuration: configuration)
    }

    @Test("keep an ended session for a time, then announce that it goes and leave a tombstone for a time")
    func retention() throws {
        let engine = Self.engine {
            $0.endedSessionRetention = .seconds(60)
            $0.tombstoneRetention = .seconds(600)
        }
        CallScenario.dialOut(session: "s1").rings(for: .seconds(5)).stopped().play(into: engine)
        let session = try #require(engine.session("s1"))
        #expect(engine.nextDeadline == at(65_000))
        #expect(engine.advance(to: at(64_999)) == [])
        #expect(engine.advance(to: at(65_000)) == [.evicted(CallEviction(subject: .session(session), reason: .age))])
        #expect(engine.session("s1") == nil)
        #expect(engine.timeline("s1") == nil)
        let tombstone = try #require(engine.tombstone("s1"))
        #expect(tombstone.state == .stopped)
        #expect(tombstone.stateSince == at(5000))
        #expect(engine.ingest(.make(.dialOutAnswered, at: at(3000))) == .evictedSession(tombstone))
        #expect(engine.sessions == [])
        #expect(engine.nextDeadline == at(665_000))
        #expect(engine.advance(to: at(665_000)) == [])
        #expect(engine.tombstone("s1") == nil)
        #expect(engine.nextDeadline == nil)
    }

    @Test("evict the open session that started first, and the ended one that ended first, when there are too many")
    func number() {
        let engine = Self.engine {
            $0.maximumOpenSessions = 2
            $0.maximumEndedSessions = 2
        }
        for (number, start) in [30, 10, 20].enumerated() {
            engine.ingest(.make(.dialOutConnected, .init("open\(number)"), at: at(Int64(start))))
        }
        #expect(engine.sessions.map(\.id).sorted() == ["open0", "open2"])
        for (number, end) in [70, 50, 60].enumerated() {
            engine.ingest(.make(.dialInStopped, .init("ended\(number)"), at: at(Int64(end))))
        }
        #expect(engine.sessions.map(\.id).sorted() == ["ended0", "ended2", "open0", "open2"])
        let key = CallEngineCounters.Evictions(subject: .session, reason: .number)
        #expect(engine.counters.evictions[key] == 2)
        #expect(engine.counters.evictedSessions == 2)
        #expect(engine.counters.tombstones == 2)
    }

    @Test("keep a call's end however many other events its session had")
    func eventsPerSession() {
        let engine = Self.engine { $0.maximumEventsPerSession = 10 }
        for number in 0..<100 {
            let event = CallEvent.make(.dialOutConnected, at: at(Int64(number)))
            #expect((engine.ingest(event) == .sessionFull) == (number >= 10))
        }
        #expect(engine.ingest(.make(.dialOutConnected, at: at(3))) == .duplicate, "what is known is no more")
        #expect(engine.ingest(.make(.dialOutWarning, at: at(200))) == .sessionFull)
        guard case .transition(let transition) = engine.ingest(.make(.dialOutStopped, at: at(300))) else {
            Issue.record("the end was not taken")
            return
        }
        #expect(transition.to == .stopped)
        #expect(engine.session("s1")?.steps.count == 11)
        #expect(engine.counters.outcomes[.sessionFull] == 91)
    }

    @Test("count warnings that are not kept as events, too, and those that join by a Call-ID")
    func surplusAndJoining() {
        let engine = Self.engine { $0.maximumEventsPerSession = 100 }
        engine.ingest(.make(.dialOutConnected, at: at(0), sipCallID: "c1"))
        for number in 0..<300 {
            engine.ingest(.make(.dialOutWarning, at: at(Int64(number)), message: .init("\(number)")))
            engine.ingest(.make(.dialOutError, nil, at: at(-1), message: .init("\(number)"), sipCallID: "c1"))
        }
        #expect(engine.session("s1")?.eventCount ?? 0 <= 101)
        #expect(engine.unattributed == [])
    }

    @Test("keep the newest events without a session, endpoints, ready stamps and notes of strangers")
    func others() {
        let engine = Self.engine {
            $0.maximumUnattributed = 2
            $0.maximumEndpoints = 2
            $0.maximumReadyStampsPerEndpoint = 3
        }
        let notifications = engine.notifications()
        for number in 0..<4 as Range<Int64> {
            engine.ingest(.make(.dialOutError, nil, at: at(number), message: .init("\(number)")))
            engine.ingest(.make(.dialInReady, at: at(number), endpoint: .init("sip:\(number)@h")))
            engine.ingest(.make(.dialInReady, at: at(100 + number), endpoint: "sip:same@h"))
            engine.correlate(.init("s\(number)"), with: "order", at: at(number))
        }
        #expect(engine.unattributed.map(\.message) == ["2", "3"])
        #expect(engine.endpoints.map(\.endpoint) == ["sip:3@h", "sip:same@h"])
        #expect(engine.readyStamp(of: "sip:same@h", notAfter: at(100)) == nil)
        #expect(engine.readyStamp(of: "sip:same@h", notAfter: at(101)) == at(101))
        #expect(engine.ingest(.make(.dialInReady, at: at(99), endpoint: "sip:same@h")) == .duplicate)
        #expect(engine.counters.forgottenReadyStamps == 2)
        let counters = engine.counters
        for subject in [CallEviction.Kind.unattributed, .notes] {
            #expect(counters.evictions[.init(subject: subject, reason: .number)] == 2)
        }
        #expect(counters.evictions[.init(subject: .endpoint, reason: .number)] == 3)
        #expect(counters.deliveries.published == counters.deliveries.waiting)
        engine.finish()
        _ = notifications
    }

    @Test("let the oldest notes of strangers go, whether they have stamps of their own or are correlations")
    func strangers() throws {
        let engine = Self.engine { $0.maximumUnattributed = 2 }
        for number in 0..<4 as Range<Int64> {
            let tone = ForeignCallEvent(action: "dtmf-event", sessionID: .init("tone\(number)"), at: at(number))
            engine.ingest(tone)
        }
        engine.correlate("c", with: "order", at: at(10))
        engine.correlate("b", with: "order", at: at(20))
        #expect(engine.notes("tone3").isEmpty)
        let restored = CallSessionEngine(restoring: engine.snapshot(), configuration: engine.configuration)
        for engine in [engine, restored] {
            // What is told again, or more of, does not become younger.
            engine.correlate("c", with: "order", at: at(30))
            engine.correlate("c", with: "another order", at: at(40))
            engine.correlate("a", with: "order", at: at(50))
            #expect(engine.notes("c").isEmpty)
            #expect(engine.notes("b").correlationIDs == ["order"])
            #expect(engine.notes("a").correlationIDs == ["order"])
        }
    }

    @Test("end the stream of a session that is evicted, behind the word of it")
    func streams() async {
        let engine = Self.engine { $0.maximumOpenSessions = 1 }
        let notifications = engine.notifications(of: .session("s1"))
        engine.ingest(.make(.dialOutConnected, "s1", at: at(0)))
        engine.ingest(.make(.dialOutConnected, "s2", at: at(1)))
        var heard: [String] = []
        for await notification in notifications { heard.append("\(notification)") }
        #expect(heard == ["dial-out s1 ready → connected", "evicted by number: dial-out s1 connected"])
        for await _ in engine.notifications(of: .session("s1")) { Issue.record("nothing is told of it any more") }
    }

    @Test("never let an event without a session ID join another session because its own was evicted")
    func tombstonesHoldCallIDs() {
        let engine = Self.engine { $0.maximumOpenSessions = 1 }
        engine.ingest(.make(.dialOutConnected, "s1", at: at(0), sipCallID: "c1"))
        engine.ingest(.make(.dialOutConnected, "s2", at: at(1), sipCallID: "c2"))
        let event = CallEvent.make(.dialOutError, nil, at: at(2), sipCallID: "c1")
        #expect(engine.ingest(event).kind == .evictedSession)
        engine.ingest(.make(.dialOutAnswered, "s2", at: at(3), sipCallID: "c1"))
        #expect(engine.session("s2")?.state == .answered)
        #expect(engine.unattributed == [])
    }

    @Test("never let an ambiguous event join the session that is left when the other is forgotten")
    func ambiguityOutlived() {
        let engine = Self.engine {
            $0.endedSessionRetention = .seconds(1)
            $0.tombstoneRetention = .seconds(1)
        }
        let event = CallEvent.make(.dialOutError, nil, at: at(2), sipCallID: "c1")
        engine.ingest(.make(.dialOutStopped, "s1", at: at(0), sipCallID: "c1"))
        engine.ingest(.make(.dialOutConnected, "s2", at: at(1), sipCallID: "c1"))
        #expect(engine.ingest(event) == .unattributed(event))
        engine.advance(to: at(1000))
        #expect(engine.unattributed == [event])
        #expect(engine.advance(to: at(2000)) == [.evicted(CallEviction(subject: .unattributed(event), reason: .age))])
        #expect(engine.unattributed == [])
        let restored = CallSessionEngine(restoring: engine.snapshot(), configuration: engine.configuration)
        #expect(restored.session("s2")?.state == .connected)
    }

    @Test("hold under any events, and what is kept is what a reconstruction gives", arguments: 0..<150 as Range<UInt64>)
    func everything(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let engine = Self.engine {
            $0.maximumOpenSessions = 2
            $0.maximumEndedSessions = 1
            $0.maximumUnattributed = 2
            $0.maximumTombstones = 1
            $0.maximumEndpoints = 1
            $0.endedSessionRetention = .seconds(2)
            $0.tombstoneRetention = .seconds(1)
        }
        var accepted: [CallSessionID: [CallEvent]] = [:]
        var now: Int64 = 0
        for event in ConvergenceTests.mess(seed: seed) + ConvergenceTests.mess(seed: seed + 1000) {
            // Without joining, what a session has taken is plain to see.
            guard event.sessionID != nil || event.kind == .dialInReady else { continue }
            let outcome = engine.ingest(event)
            if let id = event.sessionID, outcome.kind != .evictedSession { accepted[id, default: []].append(event) }
            now += Int64.random(in: 0..<300, using: &random)
            engine.advance(to: at(now))
            for id in Array(accepted.keys) where engine.session(id) == nil { accepted[id] = nil }
            for session in engine.sessions {
                #expect(session == CallSession(id: session.id, events: accepted[session.id] ?? []))
            }
            let counters = engine.counters
            #expect(counters.openCount <= 2 && counters.ended <= 1 && counters.unattributed <= 2)
            #expect(counters.tombstones <= 1 && counters.endpoints <= 1)
            #expect(counters.openCount + counters.ended == engine.sessions.count)
            #expect(counters.ingested == counters.outcomes.values.reduce(0, +))
        }
        engine.advance(to: at(100_000_000))
        #expect(engine.sessions.isEmpty, "in the end everything ends, and goes")
        #expect(engine.counters.openCount == 0)
        engine.advance(to: at(100_001_000))
        #expect(engine.nextDeadline == nil, "and so do the tombstones")
    }
}
