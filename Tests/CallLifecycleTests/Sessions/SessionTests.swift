import CallLifecycle
import CallLifecycleTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("A session")
struct SessionTests {
    @Test("is the same for every permutation of every subset of its events", arguments: [dialOut, dialIn])
    func permutations(call: [CallEvent]) {
        for subset in call.subsets {
            let expected = CallSession(id: "s1", events: subset)
            #expect((expected == nil) == subset.isEmpty)
            subset.forEachPermutation { events in
                let engine = CallSessionEngine()
                for event in events { engine.ingest(event) }
                #expect(engine.session("s1") == expected)
            }
            if let expected { CallCoverageCollector.shared.collect { $0.record(expected) } }
        }
    }

    @Test("does not change when events are repeated, with or without details", arguments: [dialOut, dialIn])
    func repetition(call: [CallEvent]) {
        let expected = CallSession(id: "s1", events: call)
        let engine = CallSessionEngine()
        for event in call + call.reversed() + call { engine.ingest(event) }
        #expect(engine.session("s1") == expected)
        for event in call { #expect(engine.ingest(event) == .duplicate) }
    }

    @Test("tells its story in order")
    func story() throws {
        let session = try #require(CallSession(id: "s1", events: dialOut.reversed()))
        #expect(session.direction == .dialOut)
        #expect(session.state == .stopped)
        #expect(
            session.transitions.map(\.description) == [
                "dial-out s1 ready: dialout-requested",
                "dial-out s1 ready → connected",
                "dial-out s1 connected: dialout-warning “codec fallback”",
                "dial-out s1 connected → answered",
                "dial-out s1 answered: dialout-stop-requested",
                "dial-out s1 answered → stopped",
            ]
        )
        #expect(session.transitions.map(\.ordinal) == [1, 2, 3, 4, 5, 6])
        #expect(session.violations.isEmpty)
        #expect(session.attributes.sipCallID == "c1")
        #expect(session.attributes.provider == "daily")
    }

    @Test("counts the same event once, and merges what its reports tell")
    func merging() throws {
        let bare = CallEvent.make(.dialOutConnected, at: at(0, .second))
        let full = CallEvent.make(.dialOutConnected, at: at(0), sipCallID: "b", provider: "daily")
        let other = CallEvent.make(.dialOutConnected, at: at(0), sipCallID: "a")
        for events in [[bare, full, other], [other, full, bare], [full, other, bare]] {
            let session = try #require(CallSession(id: "s1", events: events))
            #expect(session.steps.count == 1)
            #expect(session.attributes.sipCallID == "a")
            #expect(session.attributes.provider == "daily")
            #expect(session.startedAt == at(0))
        }
    }

    @Test("orders by the coarsest resolution, then by rank")
    func resolution() throws {
        let connected = CallEvent.make(.dialOutConnected, at: at(900))
        let stopped = CallEvent.make(.dialOutStopped, at: at(0, .second), source: .webhook)
        let session = try #require(CallSession(id: "s1", events: [stopped, connected]))
        #expect(session.steps.map(\.event.kind) == [.dialOutConnected, .dialOutStopped])
        let fine = try #require(CallSession(id: "s1", events: [.make(.dialOutStopped, at: at(0)), connected]))
        #expect(fine.steps.map(\.event.kind) == [.dialOutStopped, .dialOutConnected])
        #expect(
            fine.violations.map(\.description) == ["dialout-connected is illegal in stopped; nothing is legal any more"]
        )
    }

    @Test("takes its direction from its first event, and finds those of the other illegal")
    func direction() throws {
        let events: [CallEvent] = [.make(.dialOutConnected, at: at(5)), .make(.dialInConnected, at: at(4))]
        let session = try #require(CallSession(id: "s1", events: events))
        #expect(session.direction == .dialIn)
        #expect(
            session.violations.map(\.description) == [
                "dialout-connected is illegal in connected of a dial-in session; "
                    + "legal: dialin-warning, dialin-error, dialin-stopped"
            ]
        )
    }

    @Test("keeps the first 64 warnings and counts the others, in whatever order they come", arguments: 0..<8)
    func warnings(seed: Int) throws {
        var events = (0..<100)
            .map { number in
                CallEvent.make(
                    .dialInWarning,
                    at: at(Int64(number) * 10, number.isMultiple(of: 7) ? .second : .millisecond),
                    message: CallErrorMessage("warning \(number)")
                )
            }
        events.append(.make(.dialInConnected, at: at(0)))
        let expected = try #require(CallSession(id: "s1", events: events))
        #expect(expected.transitions.count == 65)
        #expect(expected.surplusWarningCount == 36)

        var random = SeededGenerator(seed: UInt64(seed))
        let engine = CallSessionEngine()
        for event in (events + events.prefix(50)).shuffled(using: &random) { engine.ingest(event) }
        #expect(engine.session("s1") == expected)
        for event in events { #expect(engine.ingest(event) == .duplicate) }
    }

    @Test("leaves out what is about another session")
    func otherSessions() {
        #expect(CallSession(id: "s1", events: [.make(.dialInConnected, "s2", at: at(0))]) == nil)
        #expect(CallSession(id: "s1", events: [.make(.dialInReady, at: at(0), endpoint: "sip:r@h")]) == nil)
        #expect(CallSession(id: "s1", events: []) == nil)
    }

    @Test("reads back from JSON", arguments: [dialOut, dialIn])
    func coding(call: [CallEvent]) throws {
        let warnings = (0..<70).map { CallEvent.make(.dialInWarning, at: at($0), message: "“quoted” \\ \u{1F600}") }
        let session = try #require(CallSession(id: "s1", events: call + warnings))
        let data = try JSONEncoder().encode(session)
        #expect(try JSONDecoder().decode(CallSession.self, from: data) == session)
    }
}
