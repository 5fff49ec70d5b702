import CallLifecycle
import CallLifecycleTesting
import CallStorage
import Testing

@testable import BotBackendService

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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

    @Test("says how many transitions a journal no longer has, in front of the next one")
    func compacted() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "streams-\(UInt64.random(in: 0...(.max)))")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = CallJournal.Configuration()
        configuration.keptHistory = 0
        let engine = try await DurableCallEngine(store: try CallJournal(at: folder, configuration: configuration))
        let calls = CallScenario.answeredDialOut
        for event in calls.events { try await engine.ingest(event) }
        let told = engine.counters.sequence
        try await engine.compact()
        try await engine.close()

        let storage = try await JournalCallStorage(folder: folder)
        let events = TransitionEvents(
            first: ServerSentEvent(id: "0", name: "position", data: "{}"),
            transitions: storage.transitions(after: 0),
            after: 0,
            numbering: storage.numbering
        )
        let next = CallScenario.dialIn(startingAt: .now).connected()
        _ = try await storage.take(next.events.map { .event($0) })
        var iterator = events.makeAsyncIterator()
        #expect(try await iterator.next()?.name == "position")
        let missed = try await iterator.next()
        #expect(missed?.name == "missed")
        #expect(missed?.data == "{\"count\":\(told)}")
        #expect(try await iterator.next()?.id == "\(told + 1)")
        try await storage.engine.close()
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
        #expect(snapshot.happened.filter { $0.kind == "overdue" }.map(\.at) == [call.overdueAt])
        #expect(snapshot.happened.map(\.at) == snapshot.happened.map(\.at).sorted(by: >))
        let before = LiveSnapshot([ringing], limits: CallStateLimits(), at: CallScenario.defaultStart)
        #expect(!before.happened.contains { $0.kind == "overdue" })
    }
}
