import Testing

@testable import CallLifecycle

@Suite("An engine in hostile company")
struct HostileEngineTests {
    @Test("keeps no more than its bounds of any number of invented sessions, calls, endpoints and claims")
    func inventions() {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = 500
        configuration.maximumEndedSessions = 300
        configuration.maximumTombstones = 400
        configuration.maximumUnattributed = 100
        configuration.maximumEndpoints = 200
        let engine = CallSessionEngine(configuration: configuration)
        for number in 0..<5000 {
            let name = "invented \(number)"
            let stamp = at(Int64(number))
            let callID = SIPCallID(name)
            engine.ingest(.make(.dialInConnected, .init(name), at: stamp, sipCallID: callID, endpoint: .init(name)))
            engine.ingest(.make(.dialInReady, at: stamp, endpoint: .init(name)))
            engine.ingest(.make(.dialOutError, nil, at: stamp, message: .init(name), sipCallID: callID))
            engine.ingest(.make(.dialOutError, nil, at: stamp, message: .init(name), sipCallID: .init("no \(name)")))
            engine.ingest(ForeignCallEvent.correlation(of: .init("not \(name)"), with: .init(name), at: stamp))
            _ = engine.claimEndpoint(for: .init(name), at: stamp)
            if number.isMultiple(of: 2) { engine.ingest(.make(.dialInStopped, .init("ended \(name)"), at: stamp)) }
        }
        let snapshot = engine.snapshot()
        #expect(snapshot.residents.count <= 800)
        #expect(snapshot.graves.count <= 400)
        #expect(snapshot.endpoints.count <= 200)
        #expect(snapshot.claims.count <= 200)
        #expect(snapshot.notes.count <= 100 + snapshot.residents.count)
        // One that has joined each resident, and one that each tombstone keeps from joining another session.
        #expect(snapshot.sessionless.count <= 100 + 800)
        #expect(engine.counters.ingested == 5000 * 5 + 2500)
    }

    @Test("takes no event that is larger than its bound, says so, and counts it")
    func size() throws {
        let engine = CallSessionEngine()
        let headers = (0..<100_000).map { #""\#(String($0, radix: 36))":"""# }.joined(separator: ",")
        let hostile = [
            #"{"action":"dialin-connected","sessionId":"s","timestamp":1,"sipHeaders":{\#(headers)}}"#,
            #"{"action":"dialin-stopped","sessionId":"\#(String(repeating: "s", count: 1_000_000))","timestamp":1}"#,
            #"{"action":"dialout-error","errorMsg":"\#(String(repeating: "s", count: 1_000_000))","timestamp":1}"#,
            #"{"action":"dialin-ready","sipEndpoint":"\#(String(repeating: "s", count: 1_000_000))","timestamp":1}"#,
            #"{"action":"\#(String(repeating: "s", count: 1_000_000))","sessionId":"s","timestamp":1}"#,
        ]
        for line in hostile { #expect(engine.ingest(try CallEventDecoder().decode(line)) == .tooLarge) }
        #expect(engine.sessions.isEmpty)
        #expect(engine.counters.outcomes[.tooLarge] == hostile.count)
        #expect(engine.counters.ingested == hostile.count)
        let large = CallErrorMessage(String(repeating: "x", count: engine.configuration.maximumEventSize - 2))
        #expect(engine.ingest(.make(.dialOutError, "s1", at: at(0), message: large)).kind == .transition)
        #expect(engine.ingest(.make(.dialOutError, "s12", at: at(0), message: large)).kind == .tooLarge)
    }

    @Test("is answered at once by a durable engine for what is too large, and its journal does not grow")
    func journal() async throws {
        let store = MemoryStore()
        let engine = try await DurableCallEngine(store: store)
        let message = CallErrorMessage(String(repeating: "x", count: 100_000))
        for number in 0..<10 as Range<Int64> {
            let outcome = try await engine.ingest(.make(.dialOutWarning, at: at(number), message: message))
            #expect(outcome == .tooLarge)
        }
        #expect(await store.entries.count == 1, "the configuration")
    }
}
