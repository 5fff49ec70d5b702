import CallLifecycle
import Testing

@Suite("A timeline")
struct TimelineTests {
    private func timeline(_ events: CallEvent...) throws -> CallTimeline {
        CallTimeline(try #require(CallSession(id: "s1", events: events)))
    }

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
        let skipped = try timeline(.make(.dialOutAnswered, at: at(0)), .make(.dialOutStopped, at: at(9)))
        #expect(skipped.duration(.session) == nil)
        #expect(skipped.timeToAnswer == nil)
        #expect(skipped.talk?.milliseconds == 9)
        let open = try timeline(.make(.dialInConnected, at: at(0)))
        for measure in CallMeasure.allCases { #expect(open.duration(measure) == nil) }
    }

    @Test("is never negative, whatever the reporters' clocks say")
    func negative() throws {
        let crossed = try timeline(
            .make(.dialInConnected, at: at(900)),
            .make(.dialInStopped, at: at(0, .second), source: .webhook)
        )
        #expect(crossed.duration(.session) == CallDuration(from: at(0, .second), to: at(0)))
    }

    @Test("says how the call turned out")
    func dispositions() throws {
        let connected = CallEvent.make(.dialInConnected, at: at(0))
        let rang = CallEvent.make(.dialOutConnected, at: at(0))
        let answered = CallEvent.make(.dialOutAnswered, at: at(1))
        let outStopped = CallEvent.make(.dialOutStopped, at: at(2))
        let inStopped = CallEvent.make(.dialInStopped, at: at(2))
        #expect(try timeline(connected).disposition == .open)
        #expect(try timeline(connected, inStopped).disposition == .completed)
        #expect(try timeline(inStopped).disposition == .missed)
        #expect(try timeline(rang, outStopped).disposition == .unanswered)
        #expect(try timeline(rang, outStopped).duration(.unanswered)?.milliseconds == 2)
        #expect(try timeline(rang, answered, outStopped).disposition == .answered)
        #expect(try timeline(rang, .make(.dialOutError, at: at(1)), outStopped).disposition == .failed)
        #expect(try timeline(rang, .make(.dialOutAnswered, at: at(3)), outStopped).disposition == .unanswered)
    }

    @Test("says that the application ended the call only if it asked before the end")
    func endings() throws {
        let rang = CallEvent.make(.dialOutConnected, at: at(0))
        let stopped = CallEvent.make(.dialOutStopped, at: at(5))
        #expect(try timeline(rang, stopped).endedBy == .unknown)
        #expect(try timeline(rang, stopped, .make(.dialOutStopRequested, at: at(4))).endedBy == .local)
        #expect(try timeline(rang, stopped, .make(.dialOutStopRequested, at: at(6))).endedBy == .unknown)
        #expect(try timeline(rang, .make(.dialOutStopRequested, at: at(4))).endedBy == .unknown)
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
        let open = try timeline(.make(.dialInConnected, at: at(5)))
        #expect(open.phases.map(\.state) == [.ready, .connected])
        #expect(open.phases.last?.endedAt == nil)
        // The stop is in the same second, but its stamp is before the other's.
        let crossed = try timeline(
            .make(.dialInConnected, at: at(900)),
            .make(.dialInStopped, at: at(0, .second), source: .webhook)
        )
        #expect(crossed.phases.last?.startedAt == at(900))
        #expect(crossed.phases.last?.endedAt == at(900))
    }
}
