import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Notes of a session")
struct NotesTests {
    let engine = CallSessionEngine()

    private func tone(_ tone: String, _ session: CallSessionID? = "s1", at milliseconds: Int64) -> ForeignCallEvent {
        ForeignCallEvent(action: "dtmf-event", sessionID: session, at: at(milliseconds), details: ["tone": tone])
    }

    @Test("come from foreign events, before its first event and after its end, and leave its state alone")
    func annotations() throws {
        let notifications = engine.notifications()
        engine.ingest(tone("1", at: 50))
        CallScenario.dialOut(session: "s1").connected().stopped().play(into: engine)
        let before = engine.session("s1")
        guard case .annotated(let annotation) = engine.ingest(tone("2", at: 2000)) else {
            Issue.record("not annotated")
            return
        }
        #expect("\(annotation)" == "s1 dtmf-event tone: •••••")
        #expect(engine.ingest(tone("2", at: 2000)) == .duplicate)
        #expect(engine.session("s1") == before)
        #expect(engine.notes("s1").annotations.map { $0.details.values["tone"] } == ["1", "2"])
        #expect(engine.timeline("s1")?.notes == engine.notes("s1"))
        #expect(engine.counters.deliveries.waiting == 4)
        _ = notifications
    }

    @Test("do not come from what is of no concern, or says not of what or when")
    func foreign() {
        #expect(engine.ingest(tone("1", nil, at: 0)) == .foreign)
        #expect(engine.ingest(ForeignCallEvent(action: "dtmf-event", sessionID: "s1")) == .foreign)
        #expect(engine.ingest(ForeignCallEvent(action: "participant-joined", sessionID: "s1", at: at(0))) == .foreign)
        #expect(
            engine.ingest(ForeignCallEvent(action: "calltransfer.completed", sessionID: "s1", at: at(0))).kind
                == .annotated
        )
    }

    @Test("may be the application's own, and come back from their JSON as they were")
    func own() throws {
        let note = ForeignCallEvent.note("talking", of: "s1", at: at(500), details: ["to": "+14155550123"])
        let stamp = #""timestamp":"2026-03-01T10:00:00.500Z""#
        #expect(note.json == #"{"action":"note.talking","sessionId":"s1","to":"+14155550123",\#(stamp)}"#)
        #expect(try CallEventDecoder().decode(note.json) == .foreign(note))
        guard case .annotated(let annotation) = engine.ingest(note) else {
            Issue.record("not annotated")
            return
        }
        #expect("\(annotation)" == "s1 note.talking to: •••••")
        #expect(engine.ingest(note) == .duplicate)
        #expect(engine.notes("s1").annotations == [annotation])
        #expect(engine.session("s1") == nil)
    }

    @Test("are decoded with all that they tell, bounded, and masked wherever they are shown")
    func decoding() throws {
        let webhook = """
            {"type":"calltransfer.completed","payload":{"session_id":"s1","target":"+14155550123","ok":true,"x":null},
            "event_ts":1772359200.5}
            """
        guard case .foreign(let event) = try CallEventDecoder().decode(webhook) else {
            Issue.record("not foreign")
            return
        }
        #expect(event.sessionID == "s1")
        #expect(event.stamp == at(500))
        #expect(event.details == ["target": "+14155550123", "ok": "true"])
        #expect("\(event)" == "2026-03-01T10:00:00.500Z calltransfer.completed s1 ok: •••••, target: •••••")
        guard case .foreign(let again) = try CallEventDecoder().decode(event.json) else {
            Issue.record("not foreign")
            return
        }
        #expect(again == event)
        let long = ForeignCallEvent(
            action: "dtmf-event",
            details: ["a": String(repeating: "x", count: 5000), "b": "1"]
        )
        #expect(long.details == ["b": "1"])
    }

    @Test("take a wrapper's stamp where the event has none")
    func wrapped() throws {
        let line =
            #"{"timestamp":"2026-03-01T10:00:00.250Z","event":{"action":"dtmf-event","sessionId":"s1","tone":"5"}}"#
        guard case .foreign(let event) = try CallEventDecoder().decode(line) else {
            Issue.record("not foreign")
            return
        }
        #expect(event.stamp == at(250))
    }

    @Test("group the attempts of one dial-out, and are found by what groups them")
    func correlation() throws {
        #expect(engine.correlate("s1", with: "order-42", at: at(0)) == .correlated("s1", with: "order-42"))
        #expect(engine.correlate("s1", with: "order-42", at: at(5)) == .duplicate)
        #expect(engine.sessions(correlatedWith: "order-42") == [], "not yet a session")
        engine.ingest(.make(.dialOutError, "s1", at: at(10)))
        engine.correlate("s2", with: "order-42", at: at(20))
        engine.correlate("s2", with: "transfer-7", at: at(20))
        engine.ingest(.make(.dialOutConnected, "s2", at: at(30)))
        #expect(engine.sessions(correlatedWith: "order-42").map(\.id) == ["s1", "s2"])
        #expect(engine.sessions(correlatedWith: "transfer-7").map(\.id) == ["s2"])
        #expect(engine.timeline("s2")?.notes.correlationIDs == ["order-42", "transfer-7"])
        let record = ForeignCallEvent.correlation(of: "s3", with: "order-42", at: at(0))
        #expect(
            record.json
                == #"{"action":"session-correlated","sessionId":"s3","correlationId":"order-42","timestamp":"2026-03-01T10:00:00.000Z"}"#
        )
        #expect(try engine.ingest(CallEventDecoder().decode(record.json)).kind == .correlated)
    }

    @Test("go with their session, and late ones find its tombstone")
    func eviction() throws {
        engine.correlate("s1", with: "order", at: at(0))
        engine.ingest(.make(.dialOutStopped, at: at(0)))
        engine.ingest(tone("1", at: 1))
        engine.advance(to: at(4_000_000))
        #expect(engine.notes("s1").isEmpty)
        #expect(engine.sessions(correlatedWith: "order") == [])
        #expect(engine.ingest(tone("2", at: 2)).kind == .evictedSession)
    }

    @Test("are the same from a log, whatever the order, and bounded")
    func reconstruction() throws {
        let tones = (0..<100).map { tone("\($0)", at: Int64($0)) }
        func notes(_ events: [ForeignCallEvent]) -> CallNotes? {
            var reconstructor = CallReconstructor()
            for event in events { reconstructor.add(event) }
            reconstructor.add(.make(.dialOutConnected, at: at(0)))
            return reconstructor.reconstruct().timelines.first?.notes
        }
        let known = try #require(notes(tones))
        #expect(known.annotations.count == CallNotes.maximumAnnotations)
        #expect(known.isTruncated)
        #expect(known.annotations.last?.at == at(63))
        for tone in tones { engine.ingest(tone) }
        #expect(engine.counters.outcomes[.sessionFull] == 36)
        var random = SeededGenerator(seed: 1)
        #expect(notes((tones + tones).shuffled(using: &random)) == known)
    }
}
