import CallLifecycle
import Testing

@Suite("What an engine tells")
struct NotificationTests {
    /// An engine with room for two open calls.
    private let engine = {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = 2
        return CallSessionEngine(configuration: configuration)
    }()

    private func told(_ event: CallEvent) -> [CallNotification] {
        var told: [CallNotification] = []
        let outcome = engine.ingest(.event(event)) { told.append($0) }
        if case .transition(let transition) = outcome { #expect(told.contains(.transition(transition))) }
        return told
    }

    @Test("is handed over with each event as subscribers hear it, in the same order")
    func telling() async {
        let stream = engine.notifications()
        var told: [CallNotification] = []
        let annotation = ForeignCallEvent(action: "dtmf-event", sessionID: "s1", at: at(3000))
        engine.ingest(.foreign(annotation)) { told.append($0) }
        let events: [CallEvent] = [
            .make(.dialInReady, at: at(0), endpoint: "sip:room@sip.daily.co"),
            .make(.dialOutError, nil, at: at(5000), message: "no route", sipCallID: "c1"),
            .make(.dialOutConnected, at: at(1000), sipCallID: "c1"),
            .make(.dialOutConnected, at: at(1000), sipCallID: "c1"),
            .make(.dialOutWarning, at: at(9000)),
            .make(.dialOutStopped, at: at(4000)),
            .make(.dialInConnected, "s2", at: at(6000)), .make(.dialInConnected, "s3", at: at(7000)),
            .make(.dialInConnected, "s4", at: at(8000)),
        ]
        for event in events { told += self.told(event) }
        // What is handed over may use the engine: it is free again.
        engine.ingest(.event(.make(.dialInStopped, "s4", at: at(9000)))) { notification in
            #expect(engine.sessions.count > 1)
            told.append(notification)
        }
        told += engine.advance(to: at(5 * 3_600_000))
        engine.finish()
        var heard: [CallNotification] = []
        for await notification in stream { heard.append(notification) }
        #expect(told == heard)
        #expect(told.count > events.count)
    }

    @Test("says which call, direction, state and moment it is about")
    func subjects() {
        func subject(_ notification: CallNotification?) -> String {
            guard let notification else { return "nothing" }
            let parts: [Any?] = [
                notification.sessionID?.rawValue, notification.direction?.rawValue, notification.state?.rawValue,
                notification.at.map { $0.millisecondsSince1970 - start },
            ]
            return parts.map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ")
        }
        #expect(subject(told(.make(.dialInReady, at: at(0), endpoint: "sip:r@d")).first) == "- dial-in - -")
        let error = CallEvent.make(.dialOutError, nil, at: at(50), sipCallID: "c1")
        #expect(subject(told(error).first) == "- dial-out - 50")
        let found = told(.make(.dialOutConnected, at: at(10), sipCallID: "c1"))
        #expect(found.map(subject) == ["s1 dial-out connected 10", "s1 dial-out - 50", "s1 dial-out failed 50"])
        #expect(subject(told(.make(.dialOutWarning, at: at(90))).first) == "s1 dial-out failed 90")
        #expect(subject(told(.make(.dialOutStopped, at: at(40))).first) == "s1 dial-out stopped 90")
        let lost = told(.make(.dialInConnected, "s2", at: at(100), sipCallID: "c1")).dropFirst()
        #expect(lost.first.map(subject) == "s1 dial-out - 50")
        #expect(subject(engine.advance(to: at(4 * 3_600_000 + 100)).first) == "s2 dial-in connected 14400100")
        #expect(
            subject(engine.advance(to: at(12 * 3_600_000 + 100)).last { $0.at != nil })
                == "s2 dial-in connected 43200100"
        )
        _ = told(.make(.dialInConnected, "s3", at: at(43_200_000)))
        _ = told(.make(.dialInConnected, "s4", at: at(43_200_001)))
        let crowded = told(.make(.dialInConnected, "s5", at: at(43_200_002)))
        #expect(crowded.map(subject) == ["s5 dial-in connected 43200002", "s3 dial-in connected -"])
        #expect(subject(.missed(count: 1)) == "- - - -")
    }
}
