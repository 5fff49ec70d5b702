import CallLifecycle
import CallLifecycleTesting
import Testing

@Suite("A recorder")
struct RecorderTests {
    @Test("accounts for everything that is told of a call that was expected")
    func accounting() async throws {
        let engine = CallSessionEngine()
        let recorder = CallRecorder(engine)
        CallScenario.completedDialIn.play(into: engine)
        try await recorder.expectCall("in-1", is: [.connected, .stopped])
        try await recorder.expect(.endpointReady)
        try await recorder.expectNothingLeft()
    }

    @Test("holds the same for late, repeated and reordered reports, amendments included", arguments: 0..<40)
    func deliveries(seed: Int) async throws {
        let engine = CallSessionEngine()
        let recorder = CallRecorder(engine)
        CallScenario.dialOutWithWarning.alsoAsWebhooks().repeating().reordered(seed: UInt64(seed)).play(into: engine)
        try await recorder.expectCall("out-1", is: .containing(.connected, .answered, .stopped))
        try await recorder.expectNothingLeft()
    }

    @Test("knows what was before it, and hears what comes in pieces")
    func pieces() async throws {
        let engine = CallSessionEngine()
        engine.ingest(CallScenario.answeredDialOut.events[0])
        let recorder = CallRecorder(engine)
        let other = CallRecorder(engine)
        engine.ingest(CallScenario.answeredDialOut.events[1])
        try await recorder.expectCall("out-1", is: .path(.requested, .connected).leftOpen())
        for event in CallScenario.answeredDialOut.events.dropFirst(2) { engine.ingest(event) }
        try await recorder.expectCall("out-1", is: [.requested, .connected, .answered, .stopped])
        try await recorder.expectNothingLeft()
        #expect(await other.unaccounted.count == 3)
        try await other.expect(.transition(on: .answered))
        #expect(await other.unaccounted.count == 2)
    }

    @Test("says what is not accounted for")
    func left() async throws {
        let engine = CallSessionEngine()
        let recorder = CallRecorder(engine)
        CallScenario.completedDialIn.alongside(.dialOutThatFailsToStart).play(into: engine)
        let said = await failure { try await recorder.expectNothingLeft() }
        #expect(
            said == """
                4 notifications are not accounted for
                not accounted for:
                  sip:f•••••@sip.daily.co ready
                  unattributed: 2026-03-01T10:00:00.000Z dialout-error “dial-out not enabled for room. add enable_dialout property to room”
                  dial-in in-1 ready → connected
                  dial-in in-1 connected → stopped
                """
        )
        try await recorder.expectCall("in-1", is: [.connected, .stopped])
        try await recorder.expect(.unattributed)
        let missing = await failure { try await recorder.expect(.amended) }
        #expect(missing.hasPrefix("expected to be told of an amendment, and was not\nnot accounted for:\n  sip:f"))
        try await recorder.expect(.endpointReady)
        let nothing = await failure { try await recorder.expect(.illegal(.answered)) }
        #expect(nothing == "expected to be told of an illegal answered, and was not\nnothing else was told")
        let way = await failure { try await recorder.expectCall("in-1", is: [.connected]) }
        #expect(way.hasPrefix("dial-in in-1 took another way than expected"))
    }

    @Test("says what it was not told, or missed")
    func missed() async throws {
        let engine = CallSessionEngine()
        let recorder = CallRecorder(engine, bufferingNewest: 2)
        CallScenario.answeredDialOut.play(into: engine)
        let said = await failure {
            try await recorder.expectCall("out-1", is: [.requested, .connected, .answered, .stopped])
        }
        #expect(
            said == """
                dial-out out-1 stopped is not what subscribers were told
                not told: dialout-requested in ready: stay
                not told: dialout-connected in ready: advance → connected

                the session:
                     actual
                  1  dialout-requested  ready                 +0.000
                  2  dialout-connected  ready → connected     +1.000
                  3  dialout-answered   connected → answered  +9.000
                  4  dialout-stopped    answered → stopped    +69.000
                in stopped, nothing is legal any more
                """
        )
        let left = await failure { try await recorder.expectNothingLeft() }
        #expect(left == "1 notification is not accounted for\nnot accounted for:\n  missed 2")
    }

    @Test("begins anew with a session that was evicted")
    func evicted() async throws {
        var configuration = CallSessionEngine.Configuration()
        (configuration.maximumEndedSessions, configuration.maximumTombstones) = (0, 0)
        let engine = CallSessionEngine(configuration: configuration)
        let recorder = CallRecorder(engine)
        CallScenario.missedDialIn.play(into: engine)
        CallScenario.dialIn().connected().play(into: engine)
        try await recorder.expectCall("in-1", is: .path(.connected).leftOpen())
        try await recorder.expect(.evicted)
        try await recorder.expectNothingLeft()
    }

    @Test("waits for nothing, also at an engine that has finished, and leaves nothing behind")
    func finished() async throws {
        let engine = CallSessionEngine()
        engine.finish()
        let recorder = CallRecorder(engine)
        try await recorder.expectNothingLeft()
        let other = CallSessionEngine()
        do {
            let short = CallRecorder(other)
            try await short.expectNothingLeft()
            #expect(other.subscriberCount == 1)
        }
        #expect(other.subscriberCount == 0)
    }

    @Test("hears of every kind of thing")
    func kinds() async throws {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumEndedSessions = 1
        let engine = CallSessionEngine(configuration: configuration)
        let recorder = CallRecorder(engine)
        CallScenario.dialIn(session: "in-0").stopped().warned().play(into: engine)
        CallScenario.missedDialIn.play(into: engine)
        CallScenario.dialOut().connected().play(into: engine)
        let late = CallScenario.dialOut(session: "out-2").connected().late(by: .seconds(9)).answered().stopped()
        late.play(into: engine)
        engine.ingest(ForeignCallEvent(action: "dtmf-event", sessionID: "out-1", at: CallScenario.defaultStart))
        engine.advance(to: CallScenario.defaultStart.advanced(by: .seconds(86_400)))
        CallScenario.dialOut(session: "out-9").failsToStart().play(into: engine)
        for telling: CallTelling in [
            .illegal(.warning), .evicted, .overdue, .annotated, .unattributed, .transition(on: .stopped), .amended,
        ] { try await recorder.expect(telling) }
        let notification = try await recorder.expect(
            CallTelling("anything") { _ in true }
        )
        #expect(!"\(notification)".isEmpty)
    }
}
