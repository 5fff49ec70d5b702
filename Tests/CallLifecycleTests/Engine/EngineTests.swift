import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("The engine")
struct EngineTests {
    let engine = CallSessionEngine()

    @Test("gives every event exactly one outcome")
    func outcomes() throws {
        guard case .transition(let first) = engine.ingest(.make(.dialOutConnected, at: at(0))) else {
            Issue.record("not a transition")
            return
        }
        #expect(first.to == .connected)
        #expect(first.sequence == 1)
        #expect(engine.ingest(.make(.dialOutConnected, at: at(0))) == .duplicate)
        #expect(engine.ingest(.make(.dialOutConnected, at: at(1))) == .redundant)
        guard case .transition(let stopped) = engine.ingest(.make(.dialOutStopped, at: at(9))) else {
            Issue.record("not a transition")
            return
        }
        #expect(stopped.sequence == 2)
        #expect(stopped.ordinal == 2)
        guard case .illegal(let violation) = engine.ingest(.make(.dialOutAnswered, at: at(10))) else {
            Issue.record("not illegal")
            return
        }
        #expect("\(violation)" == "dialout-answered is illegal in stopped; nothing is legal any more")
        #expect(violation.shortestLegalWay == nil)
        #expect(engine.ingest(.make(.dialInReady, at: at(0), endpoint: "sip:r@h")) == .endpointReady("sip:r@h"))
        #expect(engine.ingest(.make(.dialInReady, at: at(0), endpoint: "sips:r@H;x=1")) == .duplicate)
        #expect(engine.ingest(.make(.dialInReady, at: at(0))) == .endpointUnknown)
        let lost = CallEvent.make(.dialOutError, nil, at: at(0), message: "start failed")
        #expect(engine.ingest(lost) == .unattributed(lost))
        #expect(engine.ingest(lost) == .duplicate)
        #expect(engine.unattributed == [lost])
    }

    @Test("amends what it announced when a late event changes it")
    func amendment() throws {
        engine.ingest(.make(.dialInStopped, at: at(60_000)))
        let before = try #require(engine.session("s1"))
        guard case .amended(let amendment) = engine.ingest(.make(.dialInConnected, at: at(0))) else {
            Issue.record("not amended")
            return
        }
        #expect(amendment.before == before)
        #expect(amendment.after == engine.session("s1"))
        #expect(amendment.after.transitions.map(\.verdict) == [.advance(to: .connected), .advance(to: .stopped)])
    }

    @Test("does not call amended what only adds to the end, or changes nothing that was announced")
    func lateButHarmless() {
        engine.ingest(.make(.dialOutConnected, at: at(0)))
        engine.ingest(.make(.dialOutConnected, at: at(500)))
        guard case .transition = engine.ingest(.make(.dialOutWarning, at: at(100))) else {
            Issue.record("a warning behind the last transition is a transition")
            return
        }
        #expect(engine.ingest(.make(.dialOutConnected, at: at(50))) == .redundant)
    }

    @Test("announces what a late event makes illegal behind it")
    func lateViolations() async {
        let notifications = engine.notifications()
        engine.ingest(.make(.dialOutConnected, at: at(0)))
        #expect(engine.ingest(.make(.dialOutConnected, at: at(500))) == .redundant)
        guard case .transition = engine.ingest(.make(.dialOutStopped, at: at(400))) else {
            Issue.record("not a transition")
            return
        }
        engine.finish()
        var heard: [String] = []
        for await notification in notifications { heard.append("\(notification)") }
        #expect(
            heard == [
                "dial-out s1 ready → connected", "dial-out s1 connected → stopped",
                "s1 dialout-connected is illegal in stopped; nothing is legal any more",
            ]
        )
    }

    @Test("records what the application itself did")
    func application() throws {
        engine.recordDialOutRequest("s1", to: "+14155550123", at: at(0))
        engine.ingest(.make(.dialOutConnected, at: at(400)))
        engine.recordDialOutStopRequest("s1", at: at(5000))
        engine.ingest(.make(.dialOutStopped, at: at(5500)))
        let timeline = try #require(engine.timeline("s1"))
        #expect(timeline.endedBy == .local)
        #expect(timeline.duration(.requestToConnected)?.milliseconds == 400)
        #expect(timeline.talk == nil)
        #expect(timeline.session.attributes.destination == "+14155550123")
    }

    @Test("knows when a session's endpoint was ready, however it is spelled")
    func endpoints() throws {
        for (milliseconds, endpoint) in [
            (0, "sip:room@Host"), (800, "SIP:room@host;transport=udp"), (2000, "sip:room@host"),
        ] {
            engine.ingest(.make(.dialInReady, at: at(Int64(milliseconds)), endpoint: SIPEndpoint(endpoint)))
        }
        engine.ingest(.make(.dialInReady, at: at(900), endpoint: "sip:Room@host"))
        #expect(SIPEndpoint("sip:caf\u{E9}@host") != SIPEndpoint("sip:cafe\u{301}@host"), "texts are compared by bytes")
        engine.ingest(.make(.dialInConnected, at: at(1000), endpoint: "sips:room@HOST?x=y"))
        #expect(engine.timeline("s1")?.readyAt == at(800))
        #expect(engine.timeline("s1")?.duration(.readyToConnected)?.milliseconds == 200)
        #expect(engine.endpoints.count == 2)
        #expect(engine.readyStamp(of: "sip:room@host", notAfter: at(5000)) == at(2000))
        engine.ingest(.make(.dialInReady, at: at(950), endpoint: "sip:room@host"))
        #expect(engine.timeline("s1")?.readyAt == at(950), "a late dialin-ready counts where it belongs")
    }
}

@Suite("Events without a session ID")
struct SessionlessEventTests {
    let engine = CallSessionEngine()
    let error = CallEvent.make(.dialOutError, nil, at: at(5000), message: "no route", sipCallID: "c1")

    @Test("join the one session with their SIP Call-ID")
    func joining() throws {
        engine.ingest(.make(.dialOutConnected, at: at(0), sipCallID: "c1"))
        guard case .transition(let transition) = engine.ingest(error) else {
            Issue.record("not a transition")
            return
        }
        #expect(transition.sessionID == "s1")
        #expect(engine.session("s1")?.state == .failed)
        #expect(engine.unattributed.isEmpty)
    }

    @Test("join when their session appears later, and are announced again")
    func joiningLater() async throws {
        let notifications = engine.notifications()
        #expect(engine.ingest(error) == .unattributed(error))
        engine.ingest(.make(.dialOutConnected, at: at(0), sipCallID: "c1"))
        #expect(engine.session("s1")?.state == .failed)
        #expect(engine.unattributed.isEmpty)
        engine.finish()
        var heard: [String] = []
        for await notification in notifications { heard.append("\(notification)") }
        #expect(
            heard == [
                "unattributed: 2026-03-01T10:00:05.000Z dialout-error “no route”",
                "dial-out s1 ready → connected",
                "attributed to s1: 2026-03-01T10:00:05.000Z dialout-error “no route”",
                "dial-out s1 connected → failed “no route”",
            ]
        )
    }

    @Test("belong nowhere once two sessions have their SIP Call-ID")
    func ambiguity() throws {
        engine.ingest(.make(.dialOutConnected, at: at(0), sipCallID: "c1"))
        engine.ingest(error)
        engine.ingest(.make(.dialOutConnected, "s2", at: at(0), sipCallID: "c1"))
        #expect(engine.session("s1")?.state == .connected)
        #expect(engine.session("s2")?.state == .connected)
        #expect(engine.unattributed == [error])
    }

    @Test("move when a repetition names another SIP Call-ID, or one at all")
    func moving() throws {
        engine.ingest(.make(.dialOutConnected, at: at(0), sipCallID: "c1"))
        engine.ingest(.make(.dialOutConnected, "s0", at: at(0), sipCallID: "c0"))
        engine.ingest(.make(.dialOutError, nil, at: at(5000), message: "no route"))
        #expect(engine.unattributed.count == 1)
        engine.ingest(error)
        #expect(engine.session("s1")?.state == .failed)
        engine.ingest(.make(.dialOutError, nil, at: at(5000), message: "no route", sipCallID: "c0"))
        #expect(engine.session("s1")?.state == .connected)
        #expect(engine.session("s0")?.state == .failed)
    }
}

@Suite("Announcements")
struct AnnouncementTests {
    /// What a subscriber knows who believes every notification and asks for nothing.
    private struct Believer {
        var transitions: [CallSessionID: [CallTransition]] = [:]
        var violations: [CallSessionID: Set<CallViolation>] = [:]

        mutating func hear(_ notification: CallNotification) {
            switch notification {
            case .transition(var transition):
                transition.sequence = nil
                transitions[transition.sessionID, default: []].append(transition)
            case .illegal(let violation): violations[violation.sessionID, default: []].insert(violation)
            case .amended(let amendment):
                let session = amendment.after
                transitions[session.id] = session.transitions
                violations[session.id] = Set(session.violations)
            default: break
            }
        }
    }

    @Test("tell a subscriber all that the sessions hold", arguments: 0..<300 as Range<UInt64>)
    func believing(seed: UInt64) async {
        let engine = CallSessionEngine()
        let notifications = engine.notifications(bufferingNewest: .max)
        let transitions = engine.transitions(bufferingNewest: .max)
        for event in ConvergenceTests.mess(seed: seed) { engine.ingest(event) }
        engine.finish()
        var believer = Believer()
        for await notification in notifications { believer.hear(notification) }
        for session in engine.sessions {
            #expect(believer.transitions[session.id] == session.transitions)
            #expect(believer.violations[session.id, default: []] == Set(session.violations))
        }
        // Who hears transitions only hears of every one that any session has made in the end, without a hole.
        var heard: [CallTransition] = []
        for await transition in transitions { heard.append(transition) }
        #expect(heard.compactMap(\.sequence) == (0..<heard.count).map { UInt64($0 + 1) })
        for transition in engine.sessions.flatMap(\.transitions) {
            #expect(
                heard.contains {
                    $0.sessionID == transition.sessionID && $0.event == transition.event && $0.to == transition.to
                        && $0.from == transition.from && $0.message == transition.message
                }
            )
        }
    }

    @Test("tell who hears transitions only what a late event adds")
    func addedLate() async {
        let engine = CallSessionEngine()
        let transitions = engine.transitions()
        // The application's clock is ahead of a webhook that was cut to the second.
        engine.recordDialOutRequest("s1", at: at(1200))
        let outcome = engine.ingest(.make(.dialOutConnected, at: at(0, .second), source: .webhook))
        engine.finish()
        var heard: [String] = []
        for await transition in transitions { heard.append("\(transition)") }
        #expect(heard == ["dial-out s1 ready: dialout-requested", "dial-out s1 ready → connected"])
        guard case .amended(let amendment) = outcome else {
            Issue.record("not amended")
            return
        }
        #expect(
            "\(amendment)" == "dial-out s1 amended: ready, now connected; "
                + "withdrawn: ready: dialout-requested; added: ready → connected"
        )
    }

    @Test("tell once of what a client and a webhook both report, whichever came first")
    func twoReporters() {
        let engine = CallSessionEngine()
        engine.ingest(.make(.dialOutConnected, at: at(0), source: .webhook))
        #expect(engine.ingest(.make(.dialOutConnected, at: at(0), source: .client)) == .redundant)
    }

    @Test("tell when a warning that is not even kept puts the others in another order")
    func coarseSurplus() {
        let engine = CallSessionEngine()
        for number in 0..<64 {
            engine.ingest(.make(.dialOutWarning, at: at(100 + Int64(number)), message: .init("\(number)")))
        }
        engine.ingest(.make(.dialOutConnected, at: at(200)))
        guard case .amended(let amendment) = engine.ingest(.make(.dialOutWarning, at: at(5000, .second))) else {
            Issue.record("not amended")
            return
        }
        #expect(amendment.after.steps[0].event.kind == .dialOutConnected)
        #expect(amendment.after.surplusWarningCount == 1)
    }

    @Test("of many events that join and leave a session at once cost no more than they should")
    func manyJoin() {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumUnattributed = 2000
        let engine = CallSessionEngine(configuration: configuration)
        for number in 0..<2000 {
            engine.ingest(
                .make(.dialOutError, nil, at: at(Int64(number)), message: .init("\(number)"), sipCallID: "c1")
            )
        }
        engine.ingest(.make(.dialOutConnected, at: at(0), sipCallID: "c1"))
        #expect(engine.session("s1")?.steps.count == 2001)
        engine.ingest(.make(.dialOutConnected, "s2", at: at(0), sipCallID: "c1"))
        #expect(engine.session("s1")?.steps.count == 1)
        #expect(engine.unattributed.count == 2000)
    }
}

@Suite("Live and reconstructed")
struct ConvergenceTests {
    /// Events as a hostile world delivers them: few sessions, Call-IDs, endpoints and moments, so that everything
    /// meets everything; both directions, three sources, both resolutions, missing and contradictory details.
    static func mess(seed: UInt64) -> [CallEvent] {
        var random = SeededGenerator(seed: seed)
        return (0..<Int.random(in: 5...60, using: &random))
            .map { _ in
                let kind = CallEventKind.allCases.randomElement(using: &random) ?? .dialInReady
                let hasSession = kind.requiresSession || Bool.random(using: &random)
                let milliseconds = Int64.random(in: 0..<40, using: &random) * 100
                let resolution = CallStamp.Resolution.allCases.randomElement(using: &random) ?? .second
                return CallEvent.make(
                    kind,
                    hasSession ? ["s1", "s2", "s3"].randomElement(using: &random) : nil,
                    at: at(resolution == .second ? milliseconds / 1000 * 1000 : milliseconds, resolution),
                    message: [nil, "a", "b"].randomElement(using: &random) ?? nil,
                    sipCallID: [nil, "c1", "c2", "c3"].randomElement(using: &random) ?? nil,
                    endpoint: [nil, "sip:r@h", "sip:q@h"].randomElement(using: &random) ?? nil,
                    provider: [nil, "daily", "other"].randomElement(using: &random) ?? nil,
                    source: [.client, .webhook].randomElement(using: &random) ?? .client
                )
            }
    }

    @Test("agree on any events, in any order, at any repetition", arguments: 0..<400 as Range<UInt64>)
    func convergence(seed: UInt64) {
        let events = Self.mess(seed: seed)
        var reconstructor = CallReconstructor()
        for event in events { reconstructor.add(event) }
        let expected = reconstructor.reconstruct()
        var random = SeededGenerator(seed: seed)
        for _ in 0..<4 {
            let engine = CallSessionEngine()
            let repeated = events + events.filter { _ in Bool.random(using: &random) }
            for event in repeated.shuffled(using: &random) { engine.ingest(event) }
            #expect(engine.timelines == expected.timelines)
            #expect(engine.unattributed == expected.unattributed)
            CallCoverageCollector.shared.collect { $0.record(engine) }
        }
    }

    @Test("agree after every single event, not only at the end", arguments: 0..<40 as Range<UInt64>)
    func everyPrefix(seed: UInt64) {
        let engine = CallSessionEngine()
        var reconstructor = CallReconstructor()
        for event in Self.mess(seed: seed) {
            engine.ingest(event)
            reconstructor.add(event)
            #expect(engine.timelines == reconstructor.reconstruct().timelines)
        }
    }
}
