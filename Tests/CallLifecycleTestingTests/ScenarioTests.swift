import CallLifecycle
import CallLifecycleTesting
import Foundation
import Synchronization
import Testing

@Suite("A scenario")
struct ScenarioTests {
    private let call = CallScenario.dialOut(to: "+14155550123")
        .requested().rings(for: .seconds(8)).answered().talks(for: .seconds(60)).stopped()

    @Test("is what is written down, with the times that are written down")
    func times() throws {
        #expect(
            "\(call)"
                == "dial-out out-1: dialout-requested, dialout-connected +1.000, dialout-answered +9.000, dialout-stopped +69.000"
        )
        let timeline = try #require(call.timeline)
        #expect(timeline.session == call.session)
        #expect(timeline.timeToAnswer?.duration == .seconds(8))
        #expect(timeline.talk?.duration == .seconds(60))
        #expect(timeline.session.attributes.destination == "+14155550123")
        #expect(call.startsAt.description == "2026-03-01T10:00:00.000Z")
        #expect(call.endsAt == call.startsAt.advanced(by: .seconds(69)))
        #expect("\(CallScenario.dialIn())" == "dial-in in-1: nothing")
        #expect(CallScenario.dialIn().session == nil)
        #expect(CallScenario.dialIn().timeline == nil)
    }

    @Test("lets things happen at one moment where no time is said to pass, in the order in which they are written")
    func oneMoment() {
        let call = CallScenario.dialOut().rings(for: .zero).answered().waits(for: .zero).stopped().warned()
        let moments = call.events.map { $0.stamp.millisecondsSince1970 - call.startsAt.millisecondsSince1970 }
        #expect(moments == [0, 0, 0, 1000])
        #expect(call.events.map(\.kind) == [.dialOutConnected, .dialOutAnswered, .dialOutStopped, .dialOutWarning])
        #expect(CallScenario.dialOut().waits(for: .zero).connected() == CallScenario.dialOut().connected())
        #expect(call.waits(for: .seconds(-1)) == call, "time does not go back")
    }

    @Test("is equal to one that was written the same way, and to no other")
    func equality() {
        let same = CallScenario.dialOut(to: "+14155550123")
            .requested().rings(for: .seconds(8)).answered().talks(for: .seconds(60)).stopped()
        #expect(same == call)
        #expect(same.events.map(\.json) == call.events.map(\.json))
        #expect(call.warned() != call)
        #expect(CallScenario.dialOut(session: "out-2").stopped() != CallScenario.dialOut().stopped())
    }

    @Test("of the catalogue ends as its name says, and is legal", arguments: CallScenario.catalogue)
    func catalogue(scenario: CallScenario) throws {
        let reconstruction = scenario.reconstruction
        #expect(reconstruction.timelines.flatMap(\.session.violations).isEmpty)
        #expect(reconstruction.timelines.allSatisfy { $0.session.state.isFinal })
        #expect(reconstruction.unattributed.count + reconstruction.timelines.count == 1)
    }

    @Test("of the catalogue has every disposition that an ended call can have")
    func dispositions() {
        let all = Set(CallScenario.catalogue.flatMap(\.reconstruction.timelines).map(\.disposition))
        #expect(all == Set(CallTimeline.Disposition.allCases).subtracting([.open]))
    }

    @Test("may hold what no call does")
    func illegal() throws {
        let session = try #require(CallScenario.dialIn().connected().answered().stopped().connected().session)
        #expect(session.violations.map(\.event) == [.dialOutAnswered, .dialInConnected])
    }

    @Test("of a failing start has no session, in Daily's words")
    func startFailure() throws {
        let engine = CallSessionEngine()
        CallScenario.dialOutThatFailsToStart.play(into: engine)
        let event = try #require(engine.unattributed.first)
        #expect(event.message?.rawValue == "dial-out not enabled for room. add enable_dialout property to room")
        #expect(event.attributes.errorDetails?.destination == "+14155550123")
        #expect(engine.sessions.isEmpty)
        let dialIn = try #require(CallScenario.dialInThatFailsToStart.session)
        #expect(dialIn.steps.first?.event.attributes.errorType == .startFailed)
    }

    // MARK: Deliveries

    @Test("makes the same session however its reports are delivered", arguments: CallScenario.catalogue)
    func deliveries(scenario: CallScenario) {
        let expected = scenario.session
        for seed in 0..<20 as Range<UInt64> {
            #expect(scenario.reordered(seed: seed).session == expected)
        }
        #expect(scenario.repeating(times: 3).session == expected)
        #expect(scenario.repeating(times: 3).events.count == 3 * scenario.events.count)
        #expect(scenario.late(by: .seconds(90)).session == expected)
        #expect(scenario.late(.stopped, .error, by: .seconds(90)).session == expected)
    }

    @Test("loses what is lost, and nothing else")
    func losing() {
        #expect(
            call.losing(.connected, .requested).events.map(\.kind) == [.dialOutAnswered, .dialOutStopped]
        )
        #expect(CallScenario.completedDialIn.losing(where: { $0.kind == .dialInReady }).events.count == 2)
        #expect(call.losing().events == call.events)
    }

    @Test("delivers late what is late")
    func lateness() {
        let late = call.late(.connected, by: .seconds(30))
        #expect(late.events.map(\.kind) == [.dialOutRequested, .dialOutAnswered, .dialOutConnected, .dialOutStopped])
        #expect("\(late)".contains("dialout-connected +1.000 arriving +31.000"))
        #expect(Set(call.reordered(seed: 3).events) == Set(call.events))
        #expect(call.reordered(seed: 3).events != call.events)
        #expect(call.reordered(seed: 3) == call.reordered(seed: 3))
    }

    @Test("can be seen by two observers, of which the second adds nothing", arguments: CallScenario.catalogue)
    func observers(scenario: CallScenario) throws {
        let both = scenario.alsoAsWebhooks()
        #expect(both.reconstruction.timelines.flatMap(\.session.violations).isEmpty)
        guard let alone = scenario.session, let session = both.session else { return }
        #expect(session.state == alone.state)
        #expect(session.transitions.map(\.to).last == alone.transitions.map(\.to).last)
        #expect(session.steps.contains { $0.event.source == .webhook && $0.event.stamp.resolution == .second })
    }

    @Test("goes on beside another one, each with its own session")
    func alongside() {
        let both = call.alongside(.completedDialIn)
        #expect(both.events.count == call.events.count + CallScenario.completedDialIn.events.count)
        #expect(
            both.reconstruction.timelines.map(\.id) == ["in-1", "out-1"] || both.reconstruction.timelines.count == 2
        )
        #expect(both.session == call.session)
    }

    @Test("can be reported by a client in part, and by webhooks in part")
    func mixedReporters() throws {
        let mixed = call.asWebhooks(.answered, .stopped)
        #expect(mixed.events == call.events.prefix(2) + call.asWebhooks().events.suffix(2))
        #expect(mixed.events.map { $0.source == .webhook } == [false, false, true, true])
        #expect(try #require(mixed.session).state == .stopped)
    }

    // MARK: Wire forms and files

    @Test("has bodies that decode to its events", arguments: CallScenario.catalogue)
    func bodies(scenario: CallScenario) throws {
        for delivery in scenario.alsoAsWebhooks().deliveries {
            #expect(try CallEvent(json: delivery.body) == delivery.event)
        }
        for delivery in scenario.asWebhooks().deliveries where !delivery.event.kind.isApplicationAction {
            #expect(delivery.event.source == .webhook)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(delivery.body.utf8)) as? [String: Any]
            )
            #expect(Set(object.keys) == ["version", "type", "id", "payload", "event_ts"])
            #expect(
                object["type"] as? String == delivery.event.kind.rawValue.replacing("-", with: ".", maxReplacements: 1)
            )
            // What webhooks do not carry.
            #expect(delivery.event.attributes.provider == nil)
            #expect(delivery.event.attributes.sipCallID == nil)
        }
    }

    @Test("reads back from a fixture", arguments: CallScenario.catalogue)
    func files(scenario: CallScenario) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for written in [scenario, scenario.alsoAsWebhooks(), scenario.reordered(seed: 1), scenario.repeating()] {
            try written.write(to: path)
            let read = try CallScenario(contentsOf: path)
            #expect(read.events == written.events)
            #expect(Set(read.events) == Set(written.events))
            #expect(read.session == written.session || scenario.session == nil)
            #expect(read.direction == scenario.direction)
        }
    }

    @Test("of a log that cannot be read names the line")
    func unreadable() {
        #expect { try CallScenario(jsonLines: call.jsonLines + "{}\n") } throws: { error in
            (error as? CallDecodingError)?.line == 5
        }
        #expect(throws: (any Error).self) { try CallScenario(contentsOf: "/nowhere/at/all.jsonl") }
    }

    @Test("of an empty log, or of foreign events, has nothing to play")
    func empty() throws {
        #expect(try CallScenario(jsonLines: "").events.isEmpty)
        #expect(try CallScenario(jsonLines: #"{"action":"dtmf-event","sessionId":"a"}"#).events.isEmpty)
    }

    // MARK: Playing

    @Test("plays into both engines and any closure")
    func playing() async throws {
        let engine = CallSessionEngine()
        #expect(call.play(into: engine).map(\.kind) == [.transition, .transition, .transition, .transition])
        let durable = try await DurableCallEngine(store: Shelf())
        #expect(try await call.play(into: durable).count == 4)
        #expect(durable.session("out-1") == engine.session("out-1"))
        var bodies: [String] = []
        await call.play { bodies.append($0.body) }
        #expect(bodies == call.deliveries.map(\.body))
    }

    @Test("stops playing where the closure throws")
    func throwing() async {
        var count = 0
        await #expect(throws: CancellationError.self) {
            try await call.play { _ in
                count += 1
                if count == 2 { throw CancellationError() }
            }
        }
        #expect(count == 2)
    }

    @Test("plays on a clock, each report when it arrives")
    func clock() async throws {
        let clock = LeapingClock()
        var arrivals: [Duration] = []
        try await call.late(.connected, by: .seconds(1)).play(on: clock) { _ in arrivals.append(clock.now.offset) }
        #expect(arrivals == [.zero, .seconds(2), .seconds(9), .seconds(69)])
        let quick = CallScenario.dialIn().connected().waits(for: .milliseconds(5)).stopped()
        let start = ContinuousClock.now
        try await quick.play(on: ContinuousClock()) { _ in }
        #expect(ContinuousClock.now - start >= .milliseconds(5))
    }
}

/// A clock that leaps to wherever somebody sleeps until.
final class LeapingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        func duration(to other: Instant) -> Duration { other.offset - offset }

        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Duration.zero)

    var now: Instant { Instant(offset: time.withLock(\.self)) }

    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, deadline.offset) }
    }
}

/// A store in memory: everything that is appended, in its order.
actor Shelf: CallEventStore {
    private var entries: [CallJournalEntry] = []

    func items(from origin: CallJournalOrigin) -> AsyncThrowingStream<[CallJournalItem], any Error> {
        let (stream, continuation) = AsyncThrowingStream<[CallJournalItem], any Error>.makeStream()
        continuation.yield(entries.enumerated().map { .entry($1, position: UInt64($0 + 1)) })
        continuation.finish()
        return stream
    }

    func append(_ entries: [CallJournalEntry]) -> UInt64 {
        self.entries += entries
        return UInt64(self.entries.count)
    }
}
