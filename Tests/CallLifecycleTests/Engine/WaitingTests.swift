import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Waiting for an outcome", .timeLimit(.minutes(1)))
struct WaitingTests {
    let engine = CallSessionEngine()

    @Test("is answered at once where it has happened, or cannot happen any more")
    func immediate() async throws {
        CallScenario.dialOut(session: "s1").answered().stopped().play(into: engine)
        CallScenario.dialIn(session: "s2").connected().play(into: engine)
        CallScenario.dialOut(session: "s3").connected().failed().play(into: engine)
        CallScenario.dialIn(session: "s4").stopped().play(into: engine)
        let session = { (id: CallSessionID) throws in try #require(engine.session(id)) }
        #expect(try await engine.outcome(of: "s1", reaching: .answered) == .reached(session("s1")))
        #expect(try await engine.outcome(of: "s1", reaching: .connected) == .reached(session("s1")), "skipped over")
        #expect(try await engine.outcome(of: "s1", reaching: .ended) == .reached(session("s1")))
        #expect(try await engine.outcome(of: "s2", reaching: .answered) == .unreachable(session("s2")))
        #expect(try await engine.outcome(of: "s3", reaching: .answered) == .unreachable(session("s3")))
        #expect(try await engine.outcome(of: "s3", reaching: .ended) == .reached(session("s3")))
        #expect(try await engine.outcome(of: "s4", reaching: .connected) == .unreachable(session("s4")), "never seen")
        #expect(engine.subscriberCount == 0)
    }

    @Test("ends when it happens, even for a session that did not exist")
    func later() async throws {
        async let answered = engine.outcome(of: "s1", reaching: .answered)
        async let ended = engine.outcome(of: "s1", reaching: .ended)
        while engine.subscriberCount < 2 { await Task.yield() }
        CallScenario.dialOut(session: "s1").connected().answered().play(into: engine)
        guard case .reached(let session) = try await answered else {
            Issue.record("not reached")
            return
        }
        #expect(session.state == .answered)
        engine.ingest(.make(.dialOutStopped, at: at(2000)))
        #expect(try await ended == .reached(#require(engine.session("s1"))))
        #expect(engine.subscriberCount == 0)
    }

    @Test("ends when the call fails first")
    func failure() async throws {
        async let answered = engine.outcome(of: "s1", reaching: .answered, within: .seconds(60))
        while engine.subscriberCount < 1 { await Task.yield() }
        CallScenario.dialOut(session: "s1").connected().failed().play(into: engine)
        #expect(try await answered == .unreachable(#require(engine.session("s1"))))
    }

    @Test("ends when the time is up, with what is known then")
    func timeout() async throws {
        #expect(try await engine.outcome(of: "s1", reaching: .answered, within: .milliseconds(1)) == .timedOut(nil))
        engine.ingest(.make(.dialOutConnected, at: at(0)))
        let session = try #require(engine.session("s1"))
        #expect(try await engine.outcome(of: "s1", reaching: .answered, within: .zero) == .timedOut(session))
        #expect(engine.subscriberCount == 0)
    }

    @Test("ends with an error when the task is cancelled, and leaves nothing behind")
    func cancellation() async {
        let waiting = Task { try await engine.outcome(of: "s1", reaching: .answered, within: .seconds(3600)) }
        while engine.subscriberCount < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(engine.subscriberCount == 0)
        #expect(engine.counters.subscribers == [])
        let cancelledBefore = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await engine.outcome(of: "s1", reaching: .answered)
        }
        cancelledBefore.cancel()
        await #expect(throws: CancellationError.self) { try await cancelledBefore.value }
    }

    @Test("is given up when the engine finishes, evicts the session, or infers its end")
    func abandonment() async throws {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = 1
        configuration.limits[.dialOut, .connected] = CallStateLimit(inferredEnd: .seconds(10))
        let engine = CallSessionEngine(configuration: configuration)
        engine.ingest(.make(.dialOutConnected, "s1", at: at(0)))
        async let evicted = engine.outcome(of: "s1", reaching: .answered)
        while engine.subscriberCount < 1 { await Task.yield() }
        engine.ingest(.make(.dialOutConnected, "s2", at: at(1)))
        #expect(try await evicted == .abandoned(nil))
        async let inferred = engine.outcome(of: "s2", reaching: .answered)
        while engine.subscriberCount < 1 { await Task.yield() }
        engine.advance(to: at(20_000))
        #expect(try await inferred == .abandoned(engine.session("s2")))
        async let finished = engine.outcome(of: "s9", reaching: .answered)
        while engine.subscriberCount < 1 { await Task.yield() }
        engine.finish()
        #expect(try await finished == .abandoned(nil))
        #expect(try await engine.outcome(of: "s9", reaching: .answered) == .abandoned(nil))
    }

    @Test("wakes a thousand at once, each once")
    func many() async throws {
        let reached = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    let id = CallSessionID("s\(number % 10)")
                    let outcome = try? await engine.outcome(of: id, reaching: .answered, within: .seconds(50))
                    if case .reached = outcome { return true }
                    return false
                }
            }
            while engine.subscriberCount < 1000 { await Task.yield() }
            for number in 0..<10 { engine.ingest(.make(.dialOutAnswered, .init("s\(number)"), at: at(0))) }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(reached == 1000)
        #expect(engine.subscriberCount == 0)
    }
}
