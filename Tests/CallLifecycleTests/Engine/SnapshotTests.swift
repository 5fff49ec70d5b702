import CallLifecycleTesting
import FoundationEssentials
import Testing

@testable import CallLifecycle

@Suite("A snapshot")
struct SnapshotTests {
    /// An engine that has seen a hostile world, the passing of time, and everything else that it remembers.
    static func engine(seed: UInt64) -> CallSessionEngine {
        var configuration = CallSessionEngine.Configuration()
        configuration.endedSessionRetention = .seconds(3)
        configuration.sessionStreamGrace = .milliseconds(Int(seed % 3) * 200)
        // Full sessions too: they still take what moves them, and keep what has joined them.
        configuration.maximumEventsPerSession = [2, 4, 8, 1000][Int(seed % 4)]
        for direction in CallDirection.allCases {
            for state in CallTransitionTable.states(of: direction) {
                configuration.limits[direction, state] = CallStateLimit(notice: .seconds(1), inferredEnd: .seconds(5))
            }
        }
        let engine = CallSessionEngine(configuration: configuration)
        var random = SeededGenerator(seed: seed)
        for (number, event) in ConvergenceTests.mess(seed: seed).enumerated() {
            engine.ingest(event)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: engine.advance(to: at(Int64.random(in: 0..<6000, using: &random)))
            case 1: _ = engine.claimEndpoint(for: .init("caller\(number % 3)"), at: at(Int64(number)))
            case 2: engine.correlate(event.sessionID ?? "s9", with: .init("order\(number % 3)"), at: event.stamp)
            case 3:
                engine.ingest(
                    ForeignCallEvent(
                        action: "dtmf-event",
                        sessionID: event.sessionID,
                        at: event.stamp,
                        details: ["tone": "\(number % 4)"]
                    )
                )
            default: break
            }
        }
        return engine
    }

    @Test("restores an engine that goes on as if nothing had happened", arguments: 0..<100 as Range<UInt64>)
    func restoring(seed: UInt64) throws {
        let engine = Self.engine(seed: seed)
        let snapshot = engine.snapshot()
        let data = try JSONEncoder().encode(snapshot)
        let decoded = try JSONDecoder().decode(CallEngineSnapshot.self, from: data)
        #expect(decoded == snapshot)
        let restored = CallSessionEngine(restoring: decoded, configuration: engine.configuration)
        #expect(restored.snapshot() == snapshot)
        #expect(restored.timelines == engine.timelines)
        #expect(restored.unattributed == engine.unattributed)
        #expect(restored.endpoints == engine.endpoints)
        #expect(restored.nextDeadline == engine.nextDeadline)
        #expect(restored.counters.open == engine.counters.open)
        #expect(restored.counters.ended == engine.counters.ended)
        // Both hear the same afterwards, and say the same.
        for event in ConvergenceTests.mess(seed: seed + 5000) {
            #expect(restored.ingest(event) == engine.ingest(event))
        }
        for seconds in 0..<12 as Range<Int64> {
            // In the same order too: what is due at one moment follows from the state, not from its past.
            #expect(restored.advance(to: at(seconds * 1000)) == engine.advance(to: at(seconds * 1000)))
        }
        #expect(restored.snapshot() == engine.snapshot())
    }

    @Test(
        "merges with others in any order, in any grouping, and as often as you like",
        arguments: 0..<60 as Range<UInt64>
    )
    func merging(seed: UInt64) {
        let snapshots = (0..<3).map { Self.engine(seed: 3 * seed + $0).snapshot() }
        let (first, second, third) = (snapshots[0], snapshots[1], snapshots[2])
        #expect(first.merged(with: second) == second.merged(with: first))
        #expect(first.merged(with: second).merged(with: third) == first.merged(with: second.merged(with: third)))
        #expect(first.merged(with: first) == first)
        let both = first.merged(with: second)
        #expect(both.merged(with: second) == both)
    }

    @Test(
        "of two engines, merged, is that of one engine that saw the events of both",
        arguments: 0..<100 as Range<UInt64>
    )
    func twoObservers(seed: UInt64) {
        let (left, right, whole) = (CallSessionEngine(), CallSessionEngine(), CallSessionEngine())
        for (number, event) in ConvergenceTests.mess(seed: seed).enumerated() {
            if number % 3 != 0 { left.ingest(event) }
            if number % 3 != 1 { right.ingest(event) }
            whole.ingest(event)
        }
        let merged = CallSessionEngine(restoring: left.snapshot().merged(with: right.snapshot()))
        #expect(merged.timelines == whole.timelines)
        #expect(merged.unattributed == whole.unattributed)
        #expect(merged.endpoints == whole.endpoints)
    }

    @Test(
        "that cannot be read is refused, with what was expected",
        arguments: [
            (#"{"version":7,"sequence":1}"#, "expected a snapshot of version 1; found version 7"),
            (#"{"version":1,"sequence":18446744073709551615}"#, "expected a sequence number below 2^62"),
            (#"{"version":1,"sequence":1,"now":"yesterday"}"#, "expected a time from 1970 to 2200"),
        ]
    )
    func refusal(text: String, expected: String) throws {
        #expect {
            try JSONDecoder().decode(CallEngineSnapshot.self, from: Data(text.utf8))
        } throws: { error in
            "\(error)".contains(expected)
        }
    }

    @Test("of more than the bounds allow is restored within them")
    func bounds() {
        let engine = CallSessionEngine()
        for number in 0..<20 as Range<Int64> {
            engine.ingest(.make(.dialOutConnected, .init("s\(number)"), at: at(number)))
        }
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = 5
        let restored = CallSessionEngine(restoring: engine.snapshot(), configuration: configuration)
        #expect(restored.sessions.count == 5)
        #expect(restored.session("s19") != nil)
        #expect(restored.counters.sequence == 20)
        #expect(restored.counters.evictedSessions == 0, "counters start at zero")
    }

    @Test("that contradicts itself is restored as far as it makes sense")
    func contradictions() throws {
        let engine = CallSessionEngine()
        CallScenario.dialIn(at: "sip:a@h", session: "s1").endpointReady().connected().play(into: engine)
        let text = try String(decoding: JSONEncoder().encode(engine.snapshot()), as: UTF8.self)
        let tombstone = """
            {"tombstone":{"sessionID":"s1","direction":"dial-in","state":"stopped","stateSince":"2026-03-01T10:00:00Z"},
            "expiry":-9223372036854775808}
            """
        let claims = """
            {"id":"c1","claim":{"endpoint":"sip:a@h","at":"2026-03-01T10:00:00Z","session":"nobody"}},
            {"id":"c2","claim":{"endpoint":"sip:a@h","at":"2026-03-01T10:00:00Z"}},
            {"id":"c3","claim":{"endpoint":"sip:a@h","at":"2026-03-01T10:00:00Z"}}
            """
        let hostile = text.replacing(#""tombstones":[]"#, with: #""tombstones":[\#(tombstone)]"#)
            .replacing(#""claims":[]"#, with: #""claims":[\#(claims)]"#)
        #expect(hostile.count > text.count + 300, "both were put in")
        let snapshot = try JSONDecoder().decode(CallEngineSnapshot.self, from: Data(hostile.utf8))
        let restored = CallSessionEngine(restoring: snapshot)
        #expect(restored.session("s1") == engine.session("s1"))
        #expect(restored.tombstone("s1") == nil)
        #expect(restored.ingest(.make(.dialInStopped, at: at(2000))).kind == .transition)
        #expect(restored.claimEndpoint(for: "c1", at: at(3000)) == .noneFree, "a claim of an unknown session is none")
        #expect(restored.releaseEndpoint(of: "c2") == "sip:a@h")
        #expect(restored.endpoint("sip:a@h")?.claim == "c3")
        restored.advance(to: at(10_000_000))
        #expect(restored.endpoint("sip:a@h")?.isFree == true)
    }

    @Test("of one session merges as sets of events do")
    func sessions() throws {
        let events = dialOut + (0..<80).map { .make(.dialOutWarning, at: at(5000 + $0), message: .init("\($0)")) }
        let left = try #require(
            CallSession(id: "s1", events: events.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
        )
        let right = try #require(
            CallSession(id: "s1", events: events.enumerated().filter { $0.offset % 3 != 0 }.map(\.element))
        )
        let seen = events.enumerated().filter { $0.offset % 2 == 0 || $0.offset % 3 != 0 }.map(\.element)
        #expect(left.merged(with: right) == CallSession(id: "s1", events: seen))
        #expect(right.merged(with: left) == left.merged(with: right))
        #expect(left.merged(with: left) == left)
        let other = try #require(CallSession(id: "s2", events: [.make(.dialInStopped, "s2", at: at(0))]))
        #expect(left.merged(with: other) == nil)
    }
}
