import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Endpoints")
struct EndpointTests {
    let engine = CallSessionEngine()

    private func ready(_ endpoint: SIPEndpoint, _ milliseconds: Int64) {
        engine.ingest(.make(.dialInReady, at: at(milliseconds), endpoint: endpoint))
    }

    @Test("are given to a caller once, however often and at however many endpoints a room says that it is ready")
    func once() {
        var forwarded: [SIPEndpoint] = []
        for (endpoint, milliseconds) in [("sip:a@h", 0), ("sip:b@h", 10), ("sip:a@h", 20)] as [(SIPEndpoint, Int64)] {
            ready(endpoint, milliseconds)
            if case .granted(let granted) = engine.claimEndpoint(for: "caller", at: at(milliseconds)) {
                forwarded.append(granted)
            }
        }
        #expect(forwarded == ["sip:a@h"])
        #expect(engine.claimEndpoint(for: "caller", at: at(30)) == .alreadyGranted("sip:a@h"))
    }

    @Test("are given to different callers, one each, the one that was ready last first")
    func several() {
        #expect(engine.claimEndpoint(for: "c1", at: at(0)) == .noneFree)
        ready("sip:a@h", 0)
        ready("sip:b@h", 10)
        #expect(engine.claimEndpoint(for: "c1", at: at(20)) == .granted("sip:b@h"))
        #expect(engine.claimEndpoint(for: "c2", at: at(20)) == .granted("sip:a@h"))
        #expect(engine.claimEndpoint(for: "c3", at: at(20)) == .noneFree)
        #expect(engine.endpoints.map(\.claim) == ["c2", "c1"])
        #expect(engine.releaseEndpoint(of: "c1") == "sip:b@h")
        #expect(engine.releaseEndpoint(of: "c1") == nil)
        #expect(engine.claimEndpoint(for: "c3", at: at(20)) == .granted("sip:b@h"))
    }

    @Test("are chosen among those of the caller's room")
    func rooms() {
        ready("sip:a@h", 0)
        ready("sip:b@h", 10)
        #expect(engine.claimEndpoint(for: "c1", among: ["sips:a@H;x", "sip:z@h"], at: at(20)) == .granted("sip:a@h"))
        #expect(engine.claimEndpoint(for: "c2", among: ["sip:a@h"], at: at(20)) == .noneFree)
    }

    @Test("are held by the session that connects there, and free when it has ended")
    func holding() throws {
        ready("sip:a@h", 0)
        #expect(engine.claimEndpoint(for: "c1", at: at(10)) == .granted("sip:a@h"))
        engine.ingest(.make(.dialInConnected, "s1", at: at(20), endpoint: "sip:a@h"))
        let status = try #require(engine.endpoint("sips:a@h"))
        #expect(status.sessions == ["s1"])
        #expect(status.claim == nil)
        #expect(!status.isFree)
        #expect("\(status)" == "sip:•••••@h holds s1")
        #expect(engine.claimEndpoint(for: "c2", at: at(30)) == .noneFree)
        #expect(engine.claimEndpoint(for: "c1", at: at(30)) == .alreadyGranted("sip:a@h"))
        engine.ingest(.make(.dialInStopped, "s1", at: at(40)))
        #expect(engine.endpoint("sip:a@h")?.isFree == true)
        #expect(engine.claimEndpoint(for: "c1", at: at(50)) == .alreadyGranted("sip:a@h"), "that call was had")
        #expect(engine.claimEndpoint(for: "c2", at: at(50)) == .granted("sip:a@h"))
    }

    @Test("are free when an end is inferred, and held again when that is taken back")
    func inferredEnd() {
        ready("sip:a@h", 0)
        engine.ingest(.make(.dialInConnected, "s1", at: at(20), endpoint: "sip:a@h"))
        engine.advance(to: at(13 * 3_600_000))
        #expect(engine.endpoint("sip:a@h")?.isFree == true)
        engine.ingest(.make(.dialInConnected, "s1", at: at(10), endpoint: "sip:a@h"))
        #expect(engine.endpoint("sip:a@h")?.sessions == ["s1"])
    }

    @Test("are free again when the caller never comes")
    func timeout() {
        ready("sip:a@h", 0)
        #expect(engine.claimEndpoint(for: "c1", at: at(1000)) == .granted("sip:a@h"))
        #expect(engine.nextDeadline == at(121_000))
        #expect(engine.advance(to: at(120_999)) == [])
        let told = engine.advance(to: at(121_000)).map { "\($0)" }
        #expect(told == ["evicted by age: claim c1 of sip:•••••@h"])
        #expect(engine.claimEndpoint(for: "c2", at: at(121_000)) == .granted("sip:a@h"))
        engine.ingest(.make(.dialInConnected, "s1", at: at(121_500), endpoint: "sip:a@h"))
        #expect(engine.advance(to: at(300_000)) == [], "one that has come does not time out")
    }

    @Test("leave no claim behind, also where one session was at several")
    func severalClaims() {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = 1
        let engine = CallSessionEngine(configuration: configuration)
        for (endpoint, caller) in [("sip:a@h", "c1"), ("sip:b@h", "c2")] as [(SIPEndpoint, CallClaimID)] {
            engine.ingest(.make(.dialInReady, at: at(0), endpoint: endpoint))
            #expect(engine.claimEndpoint(for: caller, among: [endpoint], at: at(0)) == .granted(endpoint))
        }
        engine.ingest(.make(.dialInConnected, "s1", at: at(20), endpoint: "sip:b@h"))
        engine.ingest(.make(.dialInConnected, "s1", at: at(10), endpoint: "sip:a@h"))
        engine.ingest(.make(.dialInConnected, "s2", at: at(30)))
        #expect(engine.snapshot().claims == [], "the claims go with the session")
    }

    @Test("that are forgotten take the claims of callers who have not arrived with them")
    func crowding() {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumEndpoints = 1
        let engine = CallSessionEngine(configuration: configuration)
        let notifications = engine.notifications(bufferingNewest: 2)
        for number in 0..<100 as Range<Int64> {
            engine.ingest(.make(.dialInReady, at: at(number), endpoint: .init("sip:\(number)@h")))
            #expect(
                engine.claimEndpoint(for: .init("c\(number)"), at: at(number)) == .granted(.init("sip:\(number)@h"))
            )
        }
        #expect(engine.snapshot().claims.count == 1)
        #expect(engine.counters.evictions[.init(subject: .claim, reason: .number)] == 99)
        _ = notifications
    }

    @Test("follow what a session is later known to have been at")
    func correction() {
        ready("sip:a@h", 0)
        ready("sip:b@h", 0)
        engine.ingest(.make(.dialInConnected, "s1", at: at(20)))
        #expect(engine.endpoints.filter(\.isFree).count == 2)
        engine.ingest(.make(.dialInConnected, "s1", at: at(30), endpoint: "sip:b@h"))
        #expect(engine.endpoints.filter(\.isFree).map(\.endpoint) == ["sip:a@h"])
        engine.ingest(.make(.dialInConnected, "s1", at: at(10), endpoint: "sip:a@h"))
        #expect(engine.endpoints.filter(\.isFree).map(\.endpoint) == ["sip:b@h"])
    }

    @Test("are never given twice at a time, whatever happens", arguments: 0..<60 as Range<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var granted: [CallClaimID: SIPEndpoint] = [:]
        for (number, event) in ConvergenceTests.mess(seed: seed).enumerated() {
            engine.ingest(event)
            let caller = CallClaimID("c\(Int.random(in: 0..<6, using: &random))")
            switch engine.claimEndpoint(for: caller, at: at(Int64(number))) {
            case .granted(let endpoint):
                #expect(granted[caller] == nil)
                #expect(engine.endpoint(endpoint)?.claim == caller)
                #expect(engine.endpoint(endpoint)?.sessions == [])
                granted[caller] = endpoint
            case .alreadyGranted(let endpoint): #expect(granted[caller] == endpoint)
            case .noneFree: #expect(engine.endpoints.allSatisfy { !$0.isFree })
            }
            if Int.random(in: 0..<5, using: &random) == 0 {
                granted[caller] = engine.releaseEndpoint(of: caller) == nil ? granted[caller] : nil
            }
            let holders = engine.endpoints.flatMap(\.sessions)
            #expect(Set(holders).count == holders.count)
            for status in engine.endpoints {
                for id in status.sessions { #expect(engine.session(id)?.state.isFinal == false) }
            }
        }
    }
}
