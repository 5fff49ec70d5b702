import CallLifecycleTesting
import Testing

@testable import CallLifecycle

/// What somebody wants of an engine, again and again until it is acknowledged.
private enum Wish: Sendable {
    case event(CallEvent)
    case correlate(CallSessionID, CallCorrelationID, CallStamp)
    case advance(CallStamp)
    case claim(CallClaimID, CallStamp)
    case release(CallClaimID)

    func fulfil(_ engine: DurableCallEngine) async throws {
        switch self {
        case .event(let event): try await engine.ingest(event)
        case .correlate(let id, let correlationID, let stamp):
            try await engine.correlate(id, with: correlationID, at: stamp)
        case .advance(let stamp): try await engine.advance(to: stamp)
        case .claim(let id, let stamp): _ = try await engine.claimEndpoint(for: id, at: stamp)
        case .release(let id): try await engine.releaseEndpoint(of: id)
        }
    }

    /// Events of every kind with their faults, and everything else that an engine remembers.
    static func mess(seed: UInt64) -> [Wish] {
        var random = SeededGenerator(seed: seed)
        return ConvergenceTests.mess(seed: seed).enumerated()
            .flatMap { number, event -> [Wish] in
                var wishes: [Wish] = [.event(event)]
                switch Int.random(in: 0..<8, using: &random) {
                case 0: wishes.append(.advance(at(Int64.random(in: 0..<8000, using: &random))))
                case 1: wishes.append(.claim(.init("caller\(number % 3)"), at(Int64(number))))
                case 2: wishes.append(.correlate(event.sessionID ?? "s9", .init("order\(number % 3)"), event.stamp))
                case 3: wishes.append(.release(.init("caller\(number % 3)")))
                default: break
                }
                return wishes
            }
    }
}

@Suite("On a disk that fails")
struct FaultTests {
    private static var configuration: CallSessionEngine.Configuration {
        var configuration = CallSessionEngine.Configuration()
        configuration.endedSessionRetention = .seconds(2)
        configuration.tombstoneRetention = .seconds(3)
        configuration.maximumOpenSessions = 3
        for direction in CallDirection.allCases {
            for state in CallTransitionTable.states(of: direction) {
                configuration.limits[direction, state] = CallStateLimit(notice: .seconds(1), inferredEnd: .seconds(3))
            }
        }
        return configuration
    }

    /// The power fails again and again, and calls to the disk fail, while one sender repeats whatever was not
    /// acknowledged.
    @Test("and loses power, everything is in the end as it is without faults", arguments: 0..<60 as Range<UInt64>)
    func exactlyOnce(seed: UInt64) async throws {
        let wishes = Wish.mess(seed: seed)
        let flawless = try await DurableCallEngine(store: MemoryStore(), configuration: Self.configuration)
        let told = flawless.transitions(bufferingNewest: 100_000)
        for wish in wishes { try await wish.fulfil(flawless) }
        flawless.finish()
        let expected = await told.reduce(into: []) { $0.append($1) }

        var random = SeededGenerator(seed: seed)
        var bench = Bench(seed: seed)
        bench.configuration.maximumSegmentSize = [1000, 20_000, 1 << 20][Int(seed % 3)]
        bench.configuration.keptHistory = 1000
        // What a subscriber takes that remembers the last number it has dealt with.
        var heard: [CallTransition] = []
        var lives = 0
        var engine: DurableCallEngine?
        for wish in wishes {
            while true {
                lives += engine == nil ? 1 : 0
                #expect(lives < 1000)
                do {
                    let alive = try await Self.live(&bench, &engine, &heard)
                    if Int.random(in: 0..<30, using: &random) == 0 { try? await alive.compact() }
                    try await wish.fulfil(alive)
                    break
                } catch {
                    guard bench.disk.faults.callsUntilPowerFails == 0 || engine == nil else { continue }
                    engine = nil
                    bench.losePower()
                    bench.disk.faults = SimulatedDisk.Faults(
                        errors: Int.random(in: 0..<60, using: &random),
                        shortWrites: Int.random(in: 0..<300, using: &random),
                        callsUntilPowerFails: Int.random(in: 20..<120, using: &random)
                    )
                }
            }
        }
        engine = nil
        bench.losePower()
        let last = try await Self.live(&bench, &engine, &heard)
        #expect(last.snapshot() == flawless.snapshot())
        #expect(last.timelines == flawless.timelines)
        #expect(last.recovery.isIntact, "\(last.recovery)")
        #expect(heard == expected)
    }

    /// The engine of this life, begun if need be; its transitions since the last one are heard first.
    private static func live(
        _ bench: inout Bench,
        _ engine: inout DurableCallEngine?,
        _ heard: inout [CallTransition]
    ) async throws -> DurableCallEngine {
        if let engine { return engine }
        let faults = bench.disk.faults
        let opened: DurableCallEngine
        do {
            opened = try await bench.engine(configuration)
        } catch {
            // However the power has failed, the next start succeeds on a disk that works.
            bench.losePower()
            opened = try await bench.engine(configuration)
        }
        bench.disk.faults = .none
        let latest = opened.snapshot().sequence
        if latest > heard.last?.sequence ?? 0 {
            for try await transition in opened.transitions(after: heard.last?.sequence ?? 0) {
                heard.append(transition)
                if transition.sequence == latest { break }
            }
        }
        bench.disk.faults = faults
        engine = opened
        return opened
    }

    @Test(
        "many senders lose nothing that was acknowledged, and nothing is invented",
        arguments: 0..<40 as Range<UInt64>
    )
    func concurrency(seed: UInt64) async throws {
        var bench = Bench(seed: seed)
        bench.configuration.maximumSegmentSize = 2000
        var random = SeededGenerator(seed: seed)
        let events = ConvergenceTests.mess(seed: seed).filter { $0.kind != .dialInReady }
        var acknowledged: Set<CallEvent.Identity> = []
        for _ in 0..<4 {
            let engine = try await bench.engine()
            bench.disk.faults = SimulatedDisk.Faults(
                errors: Int.random(in: 0..<100, using: &random),
                shortWrites: 200,
                callsUntilPowerFails: Int.random(in: 0..<60, using: &random)
            )
            let shuffled = events.shuffled(using: &random)
            acknowledged.formUnion(
                await withTaskGroup(of: CallEvent.Identity?.self) { group in
                    for event in shuffled {
                        group.addTask {
                            do { try await engine.ingest(event) } catch { return nil }
                            return event.id
                        }
                    }
                    return await group.reduce(into: Set<CallEvent.Identity>()) { ids, id in if let id { ids.insert(id) }
                    }
                }
            )
            bench.losePower()
        }
        // Of a write of several lines that was never acknowledged, a later line may be there and an earlier one not.
        let engine = try await bench.engine()
        let kept = engine.timelines.flatMap { $0.session.steps.map(\.event) } + engine.unattributed
        // An event without a session ID may have joined a session since.
        let known = Set(kept.flatMap { [$0.id, $0.id.sessionless] })
        #expect(acknowledged.isSubset(of: known))
        let sent = Set(events.map(\.id))
        #expect(kept.allSatisfy { sent.contains($0.id) || sent.contains($0.id.sessionless) })
    }

    @Test("and is full, callers are told, the journal stays as it was, and goes on when there is room")
    func diskFull() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        try await engine.ingest(dialOut[0])
        let before = bench.disk[Bench.path(JournalFolder.segmentName(1))]
        bench.disk.faults.errors = 1000
        for _ in 0..<5 {
            do {
                try await engine.ingest(dialOut[1])
                Issue.record("a full disk took an event")
            } catch let error as CallJournalError {
                #expect([.noSpace, .failed].contains(error.code))
                #expect(error.systemError != nil)
            }
        }
        bench.disk.faults = .none
        #expect(engine.session("s1")?.steps.count == 1)
        for event in dialOut { try await engine.ingest(event) }
        let timelines = engine.timelines
        try await engine.close()
        #expect(bench.disk[Bench.path(JournalFolder.segmentName(1))]?.starts(with: before ?? []) ?? false)
        let again = try await bench.engine()
        #expect(again.timelines == timelines)
        #expect(again.recovery.isIntact, "\(again.recovery)")
    }

    @Test("a failed sync is never believed to have succeeded at the second attempt")
    func failedSync() async throws {
        var bench = Bench()
        let engine = try await bench.engine()
        try await engine.ingest(dialOut[0])
        bench.disk.failNext("sync")
        await #expect(throws: CallJournalError.self) { try await engine.ingest(dialOut[1]) }
        // A file whose sync has failed is written no more: the next entry begins a segment.
        try await engine.ingest(dialOut[2])
        #expect(bench.disk.list(Bench.folder).count { $0.hasPrefix("calls-") } == 2)
        bench.losePower()
        let again = try await bench.engine()
        #expect(again.session("s1")?.steps.map(\.event) == [dialOut[0], dialOut[2]])
        #expect(again.recovery.isIntact, "\(again.recovery)")
    }

    @Test("what is synced at intervals is told of late, and written again by a checkpoint")
    func intervals() async throws {
        var bench = Bench()
        bench.configuration.durability = .interval(.milliseconds(1))
        let journal = try bench.journal()
        let engine = try await DurableCallEngine(store: journal)
        let syncs = bench.disk.calls("sync")
        try await engine.ingest(dialOut[0])
        while bench.disk.calls("sync") == syncs { try await Task.sleep(for: .milliseconds(1)) }
        bench.disk.failNext("sync")
        await #expect(throws: CallJournalError.self) {
            for number in 0..<10_000 {
                try await engine.ingest(.make(.dialOutWarning, at: at(Int64(number))))
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        // What was acknowledged before is in doubt, so the journal has asked for a checkpoint, or does so now.
        try await engine.compact()
        #expect(!journal.isCompactionDue)
        let snapshot = engine.snapshot()
        bench.losePower()
        #expect(try await bench.engine().snapshot() == snapshot)
    }

    @Test("whoever closes a journal hears that its last sync has failed")
    func closing() async throws {
        var bench = Bench()
        bench.configuration.durability = .none
        let engine = try await bench.engine()
        try await engine.ingest(dialOut[0])
        bench.disk.failNext("sync")
        await #expect(throws: CallJournalError.self) { try await engine.close() }
        // It is closed all the same.
        let again = try await bench.engine()
        #expect(again.session("s1") != nil)
        try await again.close()
    }
}
