import CallLifecycle
import CallLifecycleTesting
import Testing

@Suite("What is expected of a call")
struct ExpectCallTests {
    private let session: CallSession
    private let open: CallSession
    private let illegal: CallSession

    init() throws {
        session = try #require(CallScenario.answeredDialOut.session)
        open = try #require(CallScenario.dialOut().connected().answered().session)
        illegal = try #require(CallScenario.dialOut().connected().stopped().answered().session)
    }

    // MARK: What passes

    @Test("is met by exactly that, of a session, a timeline and both engines")
    func subjects() async throws {
        let path: CallExpectation = [.requested, .connected, .answered, .stopped]
        try expectCall(session, is: path)
        try expectCall(CallTimeline(session), is: path)
        let engine = CallSessionEngine()
        CallScenario.answeredDialOut.play(into: engine)
        try expectCall(engine, "out-1", is: path)
        let durable = try await DurableCallEngine(store: Shelf())
        try await CallScenario.answeredDialOut.play(into: durable)
        try expectCall(durable, "out-1", is: path)
    }

    @Test("can be relaxed")
    func relaxed() throws {
        try expectCall(session, is: .containing(.connected, .stopped))
        try expectCall(session, is: .containing())
        try expectCall(session, is: [.requested, .connected, .warning.optional(), .answered, .stopped])
        try expectCall(session, is: [.requested, .anyOrder(.answered, .connected), .stopped])
        try expectCall(session, is: [.anyOrder(.stopped, .connected, .warning.optional(), .answered, .requested)])
        try expectCall(session, is: [.anyOrder(.warning).optional(), .requested, .connected, .answered, .stopped])
        try expectCall(session, is: .order(.requested, before: .answered).and(.connected, before: .stopped))
        try expectCall(session, is: .path(.requested, .connected).and(.answered, before: .stopped))
        try expectCall(open, is: .path(.connected, .answered).leftOpen())
        try expectCall(illegal, is: .path(.connected, .stopped).allowingIllegalEvents())
        try expectCall(illegal, is: [.connected, .stopped, .illegal(.answered)])
        try expectCall(illegal, is: .containing(.connected, .illegal(.answered)))
        try expectCall(session, is: .path(.requested, .connected, .answered, .stopped).of(.dialOut))
    }

    @Test("tells an optional step from one of the same name that is not")
    func ambiguity() throws {
        let warned = try #require(CallScenario.dialIn().connected().warned().stopped().session)
        try expectCall(warned, is: [.connected, .warning.optional(), .warning, .stopped])
        try expectCall(warned, is: [.connected, .warning, .warning.optional(), .stopped])
        try expectCall(warned, is: [.anyOrder(.warning.optional(), .connected), .warning.optional(), .stopped])
    }

    @Test("can be a time, which is exceeded only where the stamps leave no doubt")
    func times() throws {
        try expectCall(session, is: [.requested, .connected, .answered.within(.seconds(8)), .stopped])
        try expectCall(session, is: .path(.requested, .connected, .answered, .stopped).within(.seconds(69)))
        // Webhooks are stamped to the second, so that 8 s may have been 6 s.
        let coarse = try #require(CallScenario.answeredDialOut.asWebhooks().session)
        try expectCall(coarse, is: [.requested, .connected, .answered.within(.seconds(6)), .stopped])
        #expect(throws: CallExpectationFailure.self) {
            try expectCall(coarse, is: [.requested, .connected, .answered.within(.milliseconds(5900)), .stopped])
        }
    }

    @Test("is met by a skip only if it says so")
    func skips() async throws {
        let skipping = try #require(CallScenario.dialOut().answered().stopped().session)
        try expectCall(skipping, is: [.answered.skipping(), .stopped])
        let said = await failure { try expectCall(skipping, is: [.answered, .stopped]) }
        #expect(
            said == """
                dial-out out-1 took another way than expected
                     expected  actual
                ✗ 1  answered  dialout-answered  ready ⇢ answered    +0.000
                  2  stopped   dialout-stopped   answered → stopped  +1.000

                first difference at step 1: dialout-answered skips a state that was not seen, and is not expected to
                in ready, legal: dialout-requested, dialout-connected, dialout-answered, dialout-warning, dialout-stop-requested, dialout-error, dialout-stopped
                the event: 2026-03-01T10:00:00.000Z dialout-answered out-1
                """
        )
        let documented = await failure {
            try expectCall(session, is: [.requested, .connected, .answered.skipping(), .stopped])
        }
        #expect(documented.contains("dialout-answered is a documented step in connected, and is not expected to be"))
    }

    // MARK: What fails, and what is said

    @Test("shows both ways side by side where they part")
    func difference() async {
        let said = await failure {
            let busy = try #require(CallScenario.busyDialOut.session)
            try expectCall(busy, is: [.requested, .connected, .answered.within(.seconds(30)), .stopped])
        }
        #expect(
            said == """
                dial-out out-1 took another way than expected
                     expected               actual
                  1  requested              dialout-requested  ready                +0.000
                  2  connected              dialout-connected  ready → connected    +1.000
                ✗ 3  answered, within 30 s
                  4  stopped                dialout-stopped    connected → stopped  +3.000

                first difference at step 3: expected answered, within 30 s, but nothing came
                in connected, legal: dialout-answered, dialout-warning, dialout-stop-requested, dialout-error, dialout-stopped
                """
        )
    }

    @Test("names a step that is too much, and the event of it")
    func surplus() async {
        let said = await failure { try expectCall(session, is: [.requested, .connected, .stopped]) }
        #expect(said.contains("✗ 3             dialout-answered   connected → answered  +9.000"))
        #expect(said.contains("expected nothing more, but dialout-answered came in connected"))
        #expect(said.contains("the event: 2026-03-01T10:00:09.000Z dialout-answered out-1"))
    }

    @Test("names a step that is another one")
    func replaced() async {
        let said = await failure {
            try expectCall(session, is: [.requested, .warning, .answered, .stopped])
        }
        #expect(said.contains("✗ 2  warning    dialout-connected  ready → connected     +1.000"))
        #expect(said.contains("first difference at step 2: expected warning, but dialout-connected came in ready"))
    }

    @Test("says that nothing came, and what could have")
    func missing() async {
        let said = await failure { try expectCall(open, is: [.connected, .answered, .stopped]) }
        #expect(said.contains("expected stopped, but nothing came"))
        #expect(
            said.contains("in answered, legal: dialout-warning, dialout-stop-requested, dialout-error, dialout-stopped")
        )
    }

    @Test("says that a step came too late")
    func late() async {
        let said = await failure {
            try expectCall(session, is: [.requested, .connected, .answered.within(.seconds(5)), .stopped])
        }
        #expect(said.contains("dialout-answered came 8.000 s ± 0.002 s after dialout-connected, and not within 5 s"))
        let long = await failure { try expectCall(session, is: .containing(.answered).within(.seconds(60))) }
        #expect(long.contains("dial-out out-1 took 69.000 s ± 0.002 s, and not 60 s"))
    }

    @Test("fails for what is open, illegal, of the other direction, or not there")
    func exhaustive() async throws {
        let left = await failure { try expectCall(open, is: [.connected, .answered]) }
        #expect(left.hasPrefix("dial-out out-1 was left open in answered since 2026-03-01T10:00:01.000Z"))
        let forbidden = await failure { try expectCall(illegal, is: [.connected, .stopped]) }
        #expect(forbidden.contains("expected nothing more, but the illegal dialout-answered came in stopped"))
        #expect(forbidden.contains("in stopped, nothing is legal any more"))
        let contained = await failure { try expectCall(illegal, is: .containing(.connected, .stopped)) }
        #expect(contained.hasPrefix("dial-out out-1 had an illegal event: dialout-answered in stopped"))
        let ordered = await failure { try expectCall(illegal, is: .order(.connected, before: .stopped)) }
        #expect(ordered.hasPrefix("dial-out out-1 had an illegal event: dialout-answered in stopped"))
        let direction = await failure { try expectCall(session, is: .containing().of(.dialIn)) }
        #expect(direction.hasPrefix("dial-out out-1 is not the dial-in that was expected"))
        let engine = CallSessionEngine()
        CallScenario.dialOutThatFailsToStart.alongside(.missedDialIn).play(into: engine)
        let unknown = await failure { try expectCall(engine, "out-1", is: [.connected]) }
        #expect(
            unknown == """
                no event was about call out-1
                the engine knows:
                dial-in in-1 stopped
                without a session: 2026-03-01T10:00:00.000Z dialout-error “dial-out not enabled for room. add enable_dialout property to room”
                """
        )
    }

    @Test("fails for what is not contained, or in another order")
    func orders() async {
        let contained = await failure { try expectCall(session, is: .containing(.answered, .connected)) }
        #expect(contained.contains("expected connected, but nothing came"))
        let ordered = await failure { try expectCall(session, is: .order(.answered, before: .connected)) }
        #expect(ordered.hasPrefix("dial-out out-1 was not in the expected order: answered before connected"))
        let absent = await failure { try expectCall(session, is: .order(.connected, before: .warning)) }
        #expect(absent.hasPrefix("dial-out out-1 was not in the expected order: connected before warning"))
        let any = await failure {
            try expectCall(session, is: [.requested, .anyOrder(.connected, .warning), .answered, .stopped])
        }
        #expect(any.contains("✗ 3  warning"))
    }

    @Test("fails for every path but the one that was taken", arguments: CallDirection.allCases)
    func allPaths(direction: CallDirection) throws {
        let paths = CallScenario.simplePaths(of: direction)
        for taken in paths {
            let session = try #require(taken.session)
            for other in paths {
                let expected = CallExpectation(try #require(other.session).steps.map(\.expected))
                if other == taken {
                    try expectCall(session, is: expected)
                } else {
                    #expect(throws: CallExpectationFailure.self) { try expectCall(session, is: expected) }
                }
            }
        }
    }

    @Test("is described in one line")
    func descriptions() {
        #expect("\(CallExpectation.path(.connected, .stopped).leftOpen())" == "exactly connected, stopped; may be open")
        #expect(
            "\(CallExpectation.order(.connected, before: .illegal(.answered)).within(.milliseconds(250)))"
                == "connected before illegal answered; within 0.25 s"
        )
    }

    // MARK: At the end, and while it goes on

    @Test("at the end is that no call is open and no error is left over")
    func ending() async throws {
        let engine = CallSessionEngine()
        CallScenario.answeredDialOut.play(into: engine)
        try expectNoOpenCalls(engine)
        try expectNothingUnattributed(engine)
        try expectOnlyLegalTransitions(engine)
        CallScenario.dialIn().connected().play(into: engine)
        let open = await failure { try expectNoOpenCalls(engine) }
        #expect(
            open == """
                1 call is left open
                dial-in in-1 connected since 2026-03-01T10:00:00.000Z; legal: dialin-warning, dialin-error, dialin-stopped
                """
        )
        CallScenario.dialOut().failsToStart("no route to +14155550123").play(into: engine)
        let left = await failure { try expectNothingUnattributed(engine) }
        #expect(
            left == "1 event belongs to no call\n2026-03-01T10:00:00.000Z dialout-error “no route to +1•••••0123”"
        )
        CallScenario.dialIn(session: "in-2").stopped().warned().play(into: engine)
        let illegal = await failure { try expectOnlyLegalTransitions(engine) }
        #expect(illegal.hasPrefix("1 event was not legal\ndial-in in-2: dialin-warning is illegal in stopped; nothing"))
        let strict = await failure { try expectOnlyLegalTransitions(engine, strictly: true) }
        #expect(strict.hasPrefix("2 events were not legal\ndial-in in-2: dialin-stopped skips connected in ready"))
    }

    @Test("while it goes on is a milestone, which is waited for")
    func live() async throws {
        let engine = CallSessionEngine()
        async let answered = expect(engine, "out-1", toReach: .answered, within: .seconds(30))
        CallScenario.dialOut().connected().answered().play(into: engine)
        #expect(try await answered.state == .answered)
        // At once, without a wait.
        try await expect(engine, "out-1", toReach: .connected, within: .zero)
    }

    @Test("while it goes on says why it was not reached")
    func unreached() async {
        let engine = CallSessionEngine()
        CallScenario.busyDialOut.play(into: engine)
        let unreachable = await failure { try await expect(engine, "out-1", toReach: .answered, within: .seconds(9)) }
        #expect(
            unreachable == """
                dial-out out-1 cannot reach answered any more
                     actual
                  1  dialout-requested  ready                +0.000
                  2  dialout-connected  ready → connected    +1.000
                  3  dialout-stopped    connected → stopped  +3.000
                in stopped, nothing is legal any more
                """
        )
        CallScenario.dialOut(session: "out-2").connected().play(into: engine)
        let late = await failure {
            try await expect(engine, "out-2", toReach: .answered, within: .seconds(5), clock: LeapingClock())
        }
        #expect(late.hasPrefix("dial-out out-2 did not reach answered within 5 s"))
        #expect(late.contains("in connected, legal: dialout-answered"))
        let nobody = await failure {
            try await expect(engine, "out-3", toReach: .connected, within: .seconds(5), clock: LeapingClock())
        }
        #expect(nobody.hasPrefix("call out-3 did not reach connected within 5 s\nno event was about call out-3"))
        engine.finish()
        let abandoned = await failure { try await expect(engine, "out-2", toReach: .ended, within: .seconds(5)) }
        #expect(abandoned.hasPrefix("dial-out out-2 is no longer followed, and did not reach ended"))
    }
}

extension CallSession.Step {
    /// The step as one would expect it.
    fileprivate var expected: CallExpectedStep {
        let step: CallExpectedStep =
            switch event.kind.signal {
            case .requested: .requested
            case .connected: .connected
            case .answered: .answered
            case .warning: .warning
            case .stopRequested: .stopRequested
            case .error: .error
            case .stopped, nil: .stopped
            }
        return verdict.name == "skip" ? step.skipping() : step
    }
}
