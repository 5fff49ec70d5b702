import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Engines that share a store")
struct SharedEngineTests {
    private static func cluster(_ count: Int, on log: SharedMemoryStore) async throws -> [DurableCallEngine] {
        var engines: [DurableCallEngine] = []
        for _ in 0..<count { engines.append(try await DurableCallEngine(store: SharedMemoryStore.Client(log))) }
        return engines
    }

    @Test("are tried here on a store that keeps what any store must")
    func store() async throws {
        var promises = CallStorePromises()
        promises.outlivesItsProcess = false
        // The order of entries that are given once each; an event that comes again is where it was.
        try await expectStoreConformance(promising: promises) { _ in
            SharedMemoryStore.Client(SharedMemoryStore())
        }
    }

    @Test("come to the same, numbers and all, whoever took what", arguments: 1...20)
    func convergence(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let log = SharedMemoryStore()
        let engines = try await Self.cluster(3, on: log)
        let streams = engines.map { $0.transitions(bufferingNewest: 100_000) }
        var calls = CallScenarioGenerator(seed: seed)
        let events = (0..<12).flatMap { _ in calls.next().repeating(times: 2).events }
        for event in events.shuffled(using: &generator) {
            let engine = engines.randomElement(using: &generator) ?? engines[0]
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: try await engine.catchUp()
            case 1:
                // Not so far that calls are evicted.
                let latest = CallScenario.defaultStart.advanced(by: .seconds(900))
                try await engine.advance(to: min(event.stamp, latest))
            case 2:
                let endpoint = SIPEndpoint("sip:e\(Int.random(in: 0..<3, using: &generator))@h")
                try await engine.ingest(.make(.dialInReady, nil, at: event.stamp, endpoint: endpoint))
                _ = try await engine.claimEndpoint(for: "caller", at: event.stamp)
            case 3: _ = try await engine.releaseEndpoint(of: "caller")
            default: break
            }
            try await engine.ingest(event)
        }
        for engine in engines {
            try await engine.catchUp()
            engine.finish()
        }
        let first = engines[0].snapshot()
        #expect(engines.allSatisfy { $0.snapshot() == first })
        #expect(await engines.map(\.position) == Array(repeating: UInt64(log.log.count), count: 3))
        var told: [[CallTransition]] = []
        for stream in streams { told.append(await stream.reduce(into: []) { $0.append($1) }) }
        #expect(told.allSatisfy { $0 == told[0] })
        #expect(told[0].map(\.sequence) == (1...first.sequence).map { $0 })
        // And the sessions are those of a reconstruction of all that was reported.
        var reconstructor = CallReconstructor()
        for event in events { reconstructor.add(event) }
        #expect(engines[1].timelines.map(\.session) == reconstructor.reconstruct().timelines.map(\.session))
    }

    @Test("keep an event once that two of them get at the same time")
    func concurrentDeliveries() async throws {
        let log = SharedMemoryStore()
        let engines = try await Self.cluster(2, on: log)
        let count = await log.log.count
        #expect(try await engines[0].ingest(dialOut[0]).kind == .transition)
        #expect(try await engines[1].ingest(dialOut[0]) == .duplicate)
        #expect(await log.log.count == count + 1)
        #expect(engines[1].counters.ingested == 2)
        // With a detail that the first did not tell it is another entry, and reaches both.
        try await engines[0].ingest(dialOut[3])
        try await engines[1].ingest(.make(.dialOutAnswered, at: at(8000), provider: "daily"))
        try await engines[0].catchUp()
        #expect(engines.allSatisfy { $0.session("s1")?.attributes.provider == "daily" })
        // Twice in one batch.
        let outcomes = try await engines[0].ingest(contentsOf: [.event(dialOut[4]), .event(dialOut[4])])
        #expect(outcomes.map(\.kind) == [.transition, .duplicate])
    }

    @Test("say once what became of an event, on whichever of them, and elsewhere that it is known")
    func outcomes() async throws {
        let engines = try await Self.cluster(3, on: SharedMemoryStore())
        for event in dialOut {
            let outcomes = try await withThrowingTaskGroup(of: CallIngestOutcome.self) { group in
                for engine in engines { group.addTask { try await engine.ingest(event) } }
                return try await group.reduce(into: []) { $0.append($1.kind) }
            }
            #expect(outcomes.count { $0 == .duplicate } == 2)
            #expect(outcomes.contains(.transition) || outcomes.contains(.redundant))
        }
        // Each has counted all that it was asked, and all that it has read.
        for engine in engines { try await engine.catchUp() }
        #expect(engines.allSatisfy { $0.snapshot() == engines[0].snapshot() })
    }

    @Test("read nothing where nobody else appends")
    func alone() async throws {
        let client = SharedMemoryStore.Client(SharedMemoryStore())
        let engine = try await DurableCallEngine(store: client)
        let reads = await client.readCount
        for event in dialOut { try await engine.ingest(event) }
        #expect(await client.readCount == reads)
        #expect(engine.position == UInt64(dialOut.count + 1))
    }

    @Test("grant an endpoint once, on whichever of them it is asked for")
    func claims() async throws {
        let log = SharedMemoryStore()
        let engines = try await Self.cluster(3, on: log)
        try await engines[0].ingest(.make(.dialInReady, nil, at: at(0), endpoint: "sip:a@h"))
        for engine in engines { try await engine.catchUp() }
        let granted = try await withThrowingTaskGroup(of: CallEndpointAllocation.self) { group in
            for (number, engine) in engines.enumerated() {
                group.addTask { try await engine.claimEndpoint(for: .init("caller-\(number)"), at: at(1)) }
            }
            return try await group.reduce(into: 0) { count, allocation in
                if case .granted = allocation { count += 1 }
            }
        }
        #expect(granted == 1)
    }

    @Test("take nothing while cut off, and have everything when healed, also what they could not know to be kept")
    func cutOff() async throws {
        let log = SharedMemoryStore()
        let client = SharedMemoryStore.Client(log)
        let engine = try await DurableCallEngine(store: client)
        let other = try await DurableCallEngine(store: SharedMemoryStore.Client(log))
        await client.cut(true)
        await #expect(throws: SharedMemoryStore.Failure.self) { try await engine.ingest(dialOut[0]) }
        await #expect(throws: SharedMemoryStore.Failure.self) { try await engine.catchUp() }
        try await other.ingest(dialOut[1])
        await client.cut(true, onlyAnswers: true)
        await #expect(throws: SharedMemoryStore.Failure.self) { try await engine.ingest(dialOut[2]) }
        #expect(engine.sessions.isEmpty)
        await client.cut(false)
        // The sender sends it again, and is told that it is known.
        #expect(try await engine.ingest(dialOut[2]) == .duplicate)
        try await other.catchUp()
        #expect(engine.snapshot() == other.snapshot())
        #expect(engine.session("s1")?.steps.count == 2)
    }

    @Test("do not go past an entry that the store leaves out")
    func missingEntry() async throws {
        let log = SharedMemoryStore()
        let engines = try await Self.cluster(2, on: log)
        for event in dialOut { try await engines[0].ingest(event) }
        let client = SharedMemoryStore.Client(log)
        let late = try await DurableCallEngine(store: client)
        for event in dialIn { try await engines[0].ingest(event) }
        let before = late.position
        await log.lose(before + 2)
        for _ in 0..<2 {
            let error = await #expect(throws: CallJournalError.self) { try await late.catchUp() }
            #expect(error?.code == .missing)
            #expect(late.position == before + 1)
        }
        await #expect(throws: CallJournalError.self) {
            try await late.ingest(.make(.dialOutRequested, "s3", at: at(0)))
        }
    }

    @Test("all keep the bounds of the one that was opened last")
    func configuration() async throws {
        let log = SharedMemoryStore()
        let first = try await DurableCallEngine(store: SharedMemoryStore.Client(log))
        for number in 0..<5 {
            try await first.ingest(.make(.dialOutConnected, .init("s\(number)"), at: at(Int64(number))))
        }
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = 3
        let second = try await DurableCallEngine(store: SharedMemoryStore.Client(log), configuration: configuration)
        try await first.ingest(.make(.dialOutConnected, "s9", at: at(9)))
        try await second.catchUp()
        #expect(first.sessions.count == 3)
        #expect(first.snapshot() == second.snapshot())
    }

    @Test("go on with each other's numbers, also one that is behind")
    func resumption() async throws {
        let log = SharedMemoryStore()
        let engines = try await Self.cluster(2, on: log)
        for event in dialOut.prefix(4) { try await engines[0].ingest(event) }
        let sequence = engines[0].snapshot().sequence
        #expect(engines[1].snapshot().sequence == 0)
        var stream = engines[1].transitions(after: sequence).makeAsyncIterator()
        async let next = stream.next()
        while engines[1].snapshot().sequence < sequence { await Task.yield() }
        for event in dialOut.dropFirst(4) { try await engines[1].ingest(event) }
        #expect(try await next?.sequence == sequence + 1)
    }

    @Test("take a number that none of them has reached for another store's")
    func strangeNumber() async throws {
        let engine = try await Self.cluster(1, on: SharedMemoryStore())[0]
        try await engine.ingest(dialOut[0])
        let stream = engine.transitions(after: 4711)
        try await engine.ingest(dialOut[1])
        engine.finish()
        #expect(try await stream.reduce(into: []) { $0.append($1.sequence) } == [2])
    }

    @Test("do nothing more than any other on a store that is not shared")
    func unshared() async throws {
        let engine = try await DurableCallEngine(store: MemoryStore())
        try await engine.ingest(dialOut[0])
        try await engine.catchUp()
        #expect(engine.position == 2)
    }
}
