import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("A durable engine")
struct DurableEngineTests {
    @Test("is tried here on a store that keeps what a store must, as far as memory can")
    func store() async throws {
        var promises = CallStorePromises()
        promises.outlivesItsProcess = false
        try await expectStoreConformance(promising: promises) { _ in MemoryStore() }
    }

    @Test("says what became of an event when the store has it, and shows nothing before")
    func neverAhead() async throws {
        let store = MemoryStore()
        let engine = try await DurableCallEngine(store: store)
        let transitions = engine.transitions()
        let (gates, open) = AsyncStream<Void>.makeStream()
        await store.hold(Task { for await _ in gates {} })
        async let outcome = engine.ingest(dialOut[0])
        while await store.appendCount < 2 { await Task.yield() }
        #expect(engine.sessions.isEmpty)
        #expect(engine.counters.ingested == 0)
        open.finish()
        #expect(try await outcome.kind == .transition)
        #expect(engine.session("s1") != nil)
        try await engine.close()
        #expect(await transitions.reduce(into: 0) { count, _ in count += 1 } == 1)
    }

    @Test("takes nothing that the store does not, and takes it when it comes again")
    func failingStore() async throws {
        let store = MemoryStore()
        let engine = try await DurableCallEngine(store: store)
        let notifications = engine.notifications()
        try await engine.ingest(dialOut[0])
        let before = engine.snapshot()
        await store.fail(true)
        await #expect(throws: MemoryStore.Failure.self) { try await engine.ingest(dialOut[1]) }
        await #expect(throws: MemoryStore.Failure.self) { try await engine.advance(to: at(1_000_000)) }
        await #expect(throws: MemoryStore.Failure.self) {
            try await engine.ingest(contentsOf: dialOut.map { .event($0) })
        }
        #expect(engine.snapshot() == before)
        await store.fail(false)
        for event in dialOut { try await engine.ingest(event) }
        try await engine.close()
        #expect(await notifications.reduce(into: 0) { count, _ in count += 1 } == dialOut.count)
    }

    @Test("lets callers that come at the same time share one write")
    func groupCommit() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        let syncs = bench.disk.calls("sync")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await engine.ingest(.make(.dialOutRequested, .init("s\(number)"), at: at(Int64(number))))
                }
            }
            try await group.waitForAll()
        }
        #expect(engine.sessions.count == 200)
        #expect(bench.disk.calls("sync") - syncs < 150)
        let before = bench.disk.calls("sync")
        try await engine.ingest(
            contentsOf: (0..<200).map { .event(.make(.dialOutConnected, .init("s\($0)"), at: at(900))) }
        )
        #expect(bench.disk.calls("sync") == before + 1)
    }

    @Test("does not write what it knows, however often it is delivered")
    func redelivery() async throws {
        let store = MemoryStore()
        let engine = try await DurableCallEngine(store: store)
        let events: [DecodedCallEvent] =
            dialOut.map { .event($0) } + [
                .event(.make(.dialOutError, nil, at: at(3), message: "no route", sipCallID: "c9")),
                .event(.make(.dialInReady, nil, at: at(4), endpoint: "sip:a@h")),
                .foreign(.correlation(of: "s1", with: "order", at: at(5))),
                .foreign(ForeignCallEvent(action: "dtmf-event", sessionID: "s1", at: at(6), details: ["tone": "1"])),
            ]
        let first = try await engine.ingest(contentsOf: events)
        #expect(!first.contains(.duplicate))
        let entries = await store.entries
        for _ in 0..<3 {
            let again = try await engine.ingest(contentsOf: events)
            #expect(again.allSatisfy { $0 == .duplicate })
        }
        // What nobody knows what to do with is counted, and not kept.
        #expect(try await engine.ingest(ForeignCallEvent(action: "room-deleted")) == .foreign)
        #expect(await store.entries == entries)
        #expect(engine.counters.ingested == 4 * events.count + 1)
        // A detail that was not known yet is.
        try await engine.ingest(.make(.dialOutAnswered, at: at(8000), provider: "daily"))
        #expect(await store.entries.count == entries.count + 1)
    }

    @Test("remembers claims, evictions and inferred ends, so that a replay ends where the run did")
    func everythingElse() async throws {
        let store = MemoryStore()
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = 3
        let engine = try await DurableCallEngine(store: store, configuration: configuration)
        try await engine.ingest(.make(.dialInReady, nil, at: at(0), endpoint: "sip:a@h"))
        #expect(try await engine.claimEndpoint(for: "caller", at: at(1)) == .granted("sip:a@h"))
        #expect(try await engine.claimEndpoint(for: "caller", at: at(2)) == .alreadyGranted("sip:a@h"))
        #expect(try await engine.claimEndpoint(for: "other", at: at(2)) == .noneFree)
        for number in 0..<5 {
            try await engine.ingest(.make(.dialOutConnected, .init("s\(number)"), at: at(Int64(number))))
        }
        try await engine.advance(to: at(12 * 3_600_000 + 60_000))
        let count = await store.entries.count
        #expect(try await engine.advance(to: at(12 * 3_600_000 + 60_000 + 10)).isEmpty)
        #expect(await store.entries.count == count)
        let again = try await DurableCallEngine(store: store, configuration: configuration)
        #expect(again.snapshot() == engine.snapshot())
        #expect(again.inferredEnd(of: "s4") != nil)
        #expect(try await again.releaseEndpoint(of: "caller") == engine.releaseEndpoint(of: "caller"))
    }

    @Test("replays under the bounds of then, and goes on under those of now")
    func configurations() async throws {
        let store = MemoryStore()
        var tight = CallSessionEngine.Configuration()
        tight.maximumOpenSessions = 1
        let engine = try await DurableCallEngine(store: store, configuration: tight)
        for number in 0..<4 { try await engine.ingest(.make(.dialOutRequested, .init("s\(number)"), at: at(0))) }
        let wide = try await DurableCallEngine(store: store)
        #expect(wide.sessions.count == 1)
        #expect(wide.snapshot().sequence == 4)
        for number in 4..<8 { try await wide.ingest(.make(.dialOutRequested, .init("s\(number)"), at: at(0))) }
        #expect(wide.sessions.count == 5)
        let tightAgain = try await DurableCallEngine(store: store, configuration: tight)
        #expect(tightAgain.sessions.count == 1)
        #expect(tightAgain.snapshot().sequence == 8)
    }

    @Test("refuses everything once it is closed, and what no store has to keep before")
    func refusals() async throws {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumEventSize = 2 << 20
        let engine = try await DurableCallEngine(store: MemoryStore(), configuration: configuration)
        let long = CallErrorMessage(rawValue: String(repeating: "x", count: 1 << 20))
        do {
            try await engine.ingest(.make(.dialOutError, at: at(0), message: long))
            Issue.record("an entry of more than a megabyte was taken")
        } catch let error as CallJournalError {
            #expect(error.code == .tooLong)
        }
        try await engine.close()
        try await engine.close()
        await #expect(throws: CallJournalError.closed) { try await engine.ingest(dialOut[0]) }
        await #expect(throws: CallJournalError.closed) { try await engine.compact() }
    }

    @Test("ends what follows it when it is closed, and keeps what was on its way", arguments: 0..<10)
    func closing(count: Int) async throws {
        let store = MemoryStore()
        let engine = try await DurableCallEngine(store: store)
        let outcomes = (0..<count)
            .map { number in
                Task { try await engine.ingest(.make(.dialOutRequested, .init("s\(number)"), at: at(0))) }
            }
        try await engine.close()
        var taken = 0
        for outcome in outcomes {
            if case .success = await outcome.result { taken += 1 }
        }
        #expect(await store.entries.count == taken + 1)
        #expect(engine.sessions.count == taken)
    }

    @Test("runs by the clock, tells of failures, and goes on after them")
    func running() async throws {
        let store = MemoryStore()
        let engine = try await DurableCallEngine(store: store)
        try await engine.ingest(.make(.dialOutConnected, at: at(0)))
        await store.fail(true)
        let (failures, report) = AsyncStream<Void>.makeStream()
        let runner = Task {
            await engine.run(every: .milliseconds(1), now: { at(3_600_000) }, onFailure: { _ in report.yield() })
        }
        for await _ in failures { break }
        let notifications = engine.notifications()
        await store.fail(false)
        for await notification in notifications {
            if case .overdue = notification { break }
        }
        runner.cancel()
        await runner.value
    }
}
