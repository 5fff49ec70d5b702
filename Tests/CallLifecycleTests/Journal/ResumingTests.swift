import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Transitions after a sequence number")
struct ResumingTests {
    /// Takes transitions until the one with a number.
    private static func take(
        from engine: DurableCallEngine,
        after sequence: UInt64,
        until last: UInt64,
        bufferingNewest capacity: Int? = nil
    ) async throws -> [CallTransition] {
        var transitions: [CallTransition] = []
        for try await transition in engine.transitions(after: sequence, bufferingNewest: capacity) {
            transitions.append(transition)
            if transition.sequence == last { break }
        }
        return transitions
    }

    private static func calls(_ numbers: Range<Int>) -> [CallEvent] {
        numbers.flatMap { number in
            // The answer comes late and changes what was told.
            CallScenario.dialOut(session: .init("s\(number)"), startingAt: at(Int64(number) * 1000))
                .connected().answered().stopped().late(.answered, by: .seconds(2)).events
        }
    }

    @Test("are those of the past, then those to come, with no hole in between")
    func pastAndPresent() async throws {
        let engine = try await DurableCallEngine(store: MemoryStore())
        let all = engine.transitions()
        for event in Self.calls(0..<10) { try await engine.ingest(event) }
        let latest = engine.snapshot().sequence
        let stream = engine.transitions(after: 5)
        for event in Self.calls(10..<12) { try await engine.ingest(event) }
        engine.finish()
        let told = await all.reduce(into: []) { $0.append($1) }
        let resumed = try await stream.reduce(into: []) { $0.append($1) }
        #expect(resumed == Array(told.dropFirst(5)))
        #expect(told.last?.sequence ?? 0 > latest)
    }

    @Test("are the same after a crash, from whatever number on")
    func afterCrash() async throws {
        var bench = Bench()
        let engine = try await bench.engine()
        let all = engine.transitions()
        for event in Self.calls(0..<6) { try await engine.ingest(event) }
        engine.finish()
        let told = await all.reduce(into: []) { $0.append($1) }
        let latest = try #require(told.last?.sequence)
        bench.losePower()
        let again = try await bench.engine()
        for sequence in 0..<latest {
            let resumed = try await Self.take(from: again, after: sequence, until: latest)
            #expect(resumed == Array(told.dropFirst(Int(sequence))))
        }
    }

    @Test("miss nothing, however slow their reader is")
    func slowReader() async throws {
        let engine = try await DurableCallEngine(store: MemoryStore())
        let stream = engine.transitions(after: 0, bufferingNewest: 2)
        var iterator = stream.makeAsyncIterator()
        var numbers: [UInt64?] = []
        for call in 0..<40 {
            for event in Self.calls(call..<call + 1) { try await engine.ingest(event) }
            if call % 5 == 0 { numbers.append(try await iterator.next()?.sequence) }
        }
        let latest = engine.snapshot().sequence
        while numbers.last != latest { numbers.append(try await iterator.next()?.sequence) }
        #expect(numbers == (1...latest).map { $0 })
    }

    @Test("begin at the oldest checkpoint where the history is gone, and say so by a jump")
    func history() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        for event in Self.calls(0..<3) { try await engine.ingest(event) }
        let oldest = engine.snapshot().sequence
        try await engine.compact()
        for event in Self.calls(3..<6) { try await engine.ingest(event) }
        let middle = engine.snapshot().sequence
        try await engine.compact()
        for event in Self.calls(6..<9) { try await engine.ingest(event) }
        let latest = engine.snapshot().sequence
        let resumed = try await Self.take(from: engine, after: 2, until: latest)
        #expect(resumed.compactMap(\.sequence) == Array(oldest + 1...latest))
        let later = try await Self.take(from: engine, after: middle + 1, until: latest)
        #expect(later.compactMap(\.sequence) == Array(middle + 2...latest))
    }

    @Test("of a number that was never reached are those to come")
    func future() async throws {
        let engine = try await DurableCallEngine(store: MemoryStore())
        try await engine.ingest(dialOut[0])
        let stream = engine.transitions(after: 4711)
        try await engine.ingest(dialOut[1])
        engine.finish()
        #expect(try await stream.reduce(into: []) { $0.append($1.sequence) } == [2])
    }

    @Test("end when their task is cancelled, and leave no subscriber behind")
    func cancellation() async throws {
        let engine = try await DurableCallEngine(store: MemoryStore())
        let reader = Task { for try await _ in engine.transitions(after: 0) {} }
        while engine.subscriberCount == 0 { await Task.yield() }
        reader.cancel()
        _ = await reader.result
        #expect(engine.subscriberCount == 0)
    }
}
