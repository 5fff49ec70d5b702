import CallLifecycle
import CallLifecycleTesting
import CallStorage
import Testing

@testable import BotBackendService

@Suite("A stream of transitions")
struct StreamTests {
    @Test("says where it begins, numbers what follows, and says in its place what is missing")
    func gaps() async throws {
        let calls = CallScenario.answeredDialOut
        let engine = CallSessionEngine()
        let announced = engine.transitions()
        calls.play(into: engine)
        engine.finish()
        var transitions: [CallTransition] = []
        for await transition in announced { transitions.append(transition) }
        let kept = [transitions[0], transitions[3]]
        let events = TransitionEvents(
            first: ServerSentEvent(id: "r1.0", name: "position", data: "{}"),
            transitions: AsyncThrowingStream { continuation in
                for transition in kept { continuation.yield(transition) }
                continuation.finish()
            },
            after: 0,
            numbering: "r1"
        )
        var told: [String] = []
        for try await event in events { told.append("\(event.id ?? "-") \(event.name)") }
        #expect(told == ["r1.0 position", "r1.1 transition", "- missed", "r1.4 transition"])
    }

    @Test("knows a place of its own numbering, and no other")
    func places() {
        #expect(TransitionPlace("42", in: "")?.sequence == 42)
        #expect(TransitionPlace("r1.42", in: "r1")?.text == "r1.42")
        for text in ["r1.42", "-1", "", "42 ", "99999999999999999999"] {
            #expect(TransitionPlace(text, in: "") == nil)
        }
        #expect(TransitionPlace("42", in: "r1") == nil && TransitionPlace("r2.42", in: "r1") == nil)
    }

    @Test("for the page begins with how all calls stand, and gives that again to a page that was too slow")
    func live() async throws {
        var configuration = CallSessionEngine.Configuration()
        configuration.mailboxCapacity = 4
        let engine = CallSessionEngine(configuration: configuration)
        CallScenario.dialIn(session: "in-0").connected().play(into: engine)
        var events = LiveEvents(calls: engine, now: { CallScenario.defaultStart }).makeAsyncIterator()
        let first = try #require(try await events.next())
        #expect(first.name == "snapshot" && first.data.contains("\"openCount\":1") && first.data.contains("in-0"))
        CallScenario.dialIn(session: "in-1").connected().stopped().play(into: engine)
        for isOver in [true, true] {
            let event = try #require(try await events.next())
            #expect(event.name == "happened" && event.data.contains("\"isOver\":\(isOver)"))
        }
        for number in 2..<20 { CallScenario.dialIn(session: "in-\(number)").connected().play(into: engine) }
        let again = try #require(try await events.next())
        #expect(again.name == "snapshot" && again.data.contains("\"openCount\":19"))
        engine.finish()
        while let event = try await events.next() { #expect(event.name == "happened") }
    }

    @Test("says which calls are overdue and when, and which events were illegal")
    func alarms() throws {
        let ringing = try #require(CallScenario.dialOut().requested().connected().timeline)
        let call = LiveCall(ringing, limits: CallStateLimits())
        #expect(call.overdueAt == call.since + 240_000 && !call.isOver)
        let broken = try #require(CallScenario.answeredDialOut.then(.dialOutAnswered).timeline)
        let snapshot = LiveSnapshot([ringing, broken], limits: CallStateLimits(), at: .now)
        #expect(snapshot.openCount == 1 && snapshot.alarms.map(\.kind) == ["illegal"])
    }
}
