import CallLifecycle
import CallLifecycleTesting
import Testing

@Suite("A timeline")
struct TimelineTests {
    /// Its end is in the same second as its beginning, but stamped before it.
    private let crossed = CallScenario.dialIn(startingAt: at(900)).connected().waits(for: .zero).stopped()
        .asWebhooks(.stopped)

    @Test("has the durations that its events can tell")
    func durations() throws {
        let timeline = CallTimeline(try #require(CallSession(id: "s1", events: dialOut)))
        #expect(timeline.duration(.session)?.description == "60.600 s ± 1.001 s")
        #expect(timeline.timeToAnswer?.milliseconds == 7600)
        #expect(timeline.talk?.milliseconds == 53_000)
        #expect(timeline.talk?.uncertaintyMilliseconds == 1001)
        #expect(timeline.duration(.unanswered) == nil)
        #expect(timeline.duration(.requestToConnected)?.milliseconds == 400)
        #expect(timeline.duration(.requestToAnswered)?.milliseconds == 8000)
        #expect(timeline.duration(.readyToConnected) == nil)
    }

    @Test("calls unknown what is unknown, never zero")
    func unknown() throws {
        let call = CallScenario.dialOut().answered().talks(for: .milliseconds(9)).stopped()
        let skipped = try #require(call.timeline)
        #expect(skipped.duration(.session) == nil)
        #expect(skipped.timeToAnswer == nil)
        #expect(skipped.talk?.milliseconds == 9)
        let open = try #require(CallScenario.dialIn().connected().timeline)
        for measure in CallMeasure.allCases { #expect(open.duration(measure) == nil) }
    }

    @Test("is never negative, whatever the reporters' clocks say")
    func negative() {
        #expect(crossed.timeline?.duration(.session) == CallDuration(from: at(0, .second), to: at(0)))
    }

    @Test("says how the call turned out")
    func dispositions() {
        let rang = CallScenario.dialOut().rings(for: .milliseconds(2))
        #expect(CallScenario.dialIn().connected().timeline?.disposition == .open)
        #expect(CallScenario.dialIn().connected().stopped().timeline?.disposition == .completed)
        #expect(CallScenario.dialIn().stopped().timeline?.disposition == .missed)
        #expect(rang.stopped().timeline?.disposition == .unanswered)
        #expect(rang.stopped().timeline?.duration(.unanswered)?.milliseconds == 2)
        #expect(rang.answered().stopped().timeline?.disposition == .answered)
        #expect(rang.failed().stopped().timeline?.disposition == .failed)
        #expect(rang.stopped().answered().timeline?.disposition == .unanswered)
    }

    @Test("says that the application ended the call only if it asked before the end")
    func endings() {
        let rang = CallScenario.dialOut().connected()
        #expect(rang.stopped().timeline?.endedBy == .unknown)
        #expect(rang.stopRequested().stopped().timeline?.endedBy == .local)
        #expect(rang.stopped().stopRequested().timeline?.endedBy == .unknown)
        #expect(rang.stopRequested().timeline?.endedBy == .unknown)
    }

    @Test("of Daily's documented events is what Daily says happened")
    func documented() throws {
        let reconstruction = CallTimeline.reconstruct(jsonLines: try Fixture.bytes("documented-events.jsonl"))
        #expect(
            reconstruction.timelines.map(\.session.description) == [
                "dial-out 7d208e2a stopped", "dial-in ff1e7130 connected",
            ]
        )
        #expect(reconstruction.eventCount == 6)
        #expect(
            reconstruction.problems.map(\.line) == [1, 2],
            "client events have no timestamp until a recorder adds one"
        )
        #expect(reconstruction.problems.allSatisfy { $0.code == .missingField && $0.field == "timestamp" })
    }

    @Test("is in one state after the other, without a gap")
    func phases() throws {
        let whole = CallTimeline(try #require(CallSession(id: "s1", events: dialOut)))
        #expect(whole.phases.map(\.state) == [.ready, .connected, .answered])
        #expect(whole.phases.first?.startedAt == whole.session.startedAt)
        #expect(whole.phases.last?.endedAt == whole.session.endedAt)
        for (phase, next) in zip(whole.phases, whole.phases.dropFirst()) { #expect(phase.endedAt == next.startedAt) }
        let open = try #require(CallScenario.dialIn().connected().timeline)
        #expect(open.phases.map(\.state) == [.ready, .connected])
        #expect(open.phases.last?.endedAt == nil)
        #expect(crossed.timeline?.phases.last?.startedAt == at(900))
        #expect(crossed.timeline?.phases.last?.endedAt == at(900))
    }
}
