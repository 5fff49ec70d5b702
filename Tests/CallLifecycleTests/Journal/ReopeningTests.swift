import Testing

@testable import CallLifecycle

/// A process is killed, the next one opens what the system's cache still shows, acknowledges repetitions of it, and then
/// the power fails.
@Suite("A journal of a process that was killed")
struct ReopeningTests {
    private static let first = JournalFolder.segmentName(1)

    @Test("is on disk once it is open: also what was written, and neither synced nor acknowledged")
    func unsynced() async throws {
        for seed in 0..<20 as Range<UInt64> {
            var bench = Bench(seed: seed)
            let engine = try await bench.engine()
            try await engine.ingest(dialOut[0])
            bench.disk.failNext("sync")
            bench.disk.failNext("truncate")
            await #expect(throws: CallJournalError.self) { try await engine.ingest(dialOut[1]) }
            bench.kill()
            let heir = try await bench.engine()
            // It is in the cache, so its repetition is answered and not written.
            let writes = bench.disk.calls("write")
            try await heir.ingest(dialOut[1])
            #expect(bench.disk.calls("write") == writes)
            bench.losePower()
            #expect(try await bench.engine().session("s1")?.steps.count == 2)
        }
    }

    @Test("has its names on disk as well, those given and those taken away", arguments: 0..<20 as Range<UInt64>)
    func names(seed: UInt64) async throws {
        var bench = Bench(seed: seed)
        bench.configuration.durability = .none
        let engine = try await bench.engine()
        for event in dialOut.prefix(3) { try await engine.ingest(event) }
        bench.kill()
        bench.configuration.durability = .everyEvent
        let heir = try await bench.engine()
        try await heir.ingest(dialOut[3])
        bench.losePower()
        #expect(try await bench.engine().session("s1")?.steps.count == 4)
    }

    @Test("that left a segment it had failed to begin does not find it again later", arguments: 0..<20 as Range<UInt64>)
    func failedSegment(seed: UInt64) async throws {
        var bench = Bench(seed: seed)
        let engine = try await bench.engine()
        for event in dialOut.prefix(2) { try await engine.ingest(event) }
        bench.kill()
        // An old segment is retired; the next one is written, and its name cannot be synced.
        bench.configuration.now = { at(2 * 86_400_000) }
        let heir = try await bench.engine()
        bench.disk.failNext("syncFolder")
        await #expect(throws: CallJournalError.self) { try await heir.ingest(dialOut[5]) }
        bench.kill()
        bench.configuration.now = { at(0) }
        let next = try await bench.engine()
        for event in dialOut[2..<4] { try await next.ingest(event) }
        bench.losePower()
        let last = try await bench.engine()
        #expect(last.session("s1")?.steps.map(\.event) == Array(dialOut.prefix(4)))
        #expect(last.recovery.isIntact)
    }

    @Test("a place that cannot be read is damage, and nothing is written over it")
    func unreadable() async throws {
        let bench = Bench()
        var engine: DurableCallEngine? = try await bench.engine()
        for event in dialOut { try await engine?.ingest(event) }
        try await engine?.close()
        let before = bench.disk[Bench.path(Self.first)]
        bench.disk.unreadable = 700..<800
        engine = try await bench.engine()
        #expect(engine?.recovery.isIntact == false)
        #expect(engine?.recovery.damage.allSatisfy { $0.file == Self.first } ?? false)
        try await engine?.ingest(.make(.dialOutRequested, "s2", at: at(0)))
        try await engine?.close()
        #expect(bench.disk[Bench.path(Self.first)] == before)
        // When it can be read again, all is there.
        bench.disk.unreadable = nil
        engine = try await bench.engine()
        #expect(engine?.session("s1")?.steps.count == dialOut.count)
        #expect(engine?.session("s2") != nil)
    }

    @Test("a checkpoint that cannot be read gives way to the one before it")
    func unreadableCheckpoint() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        for event in dialOut.prefix(3) { try await engine.ingest(event) }
        try await engine.compact()
        for event in dialOut[3...] { try await engine.ingest(event) }
        try await engine.compact()
        let snapshot = engine.snapshot()
        try await engine.close()
        bench.disk.unreadablePath = bench.disk.list(Bench.folder).last { $0.hasPrefix("checkpoint-") }.map(Bench.path)
        bench.disk.unreadable = 0..<10
        let again = try await bench.engine()
        #expect(again.snapshot() == snapshot)
        #expect(!again.recovery.isIntact)
    }

    @Test("a checkpoint of a later version is refused, not misread")
    func laterCheckpoint() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        try await engine.ingest(dialOut[0])
        try await engine.compact()
        try await engine.close()
        let name = try #require(bench.disk.list(Bench.folder).last { $0.hasPrefix("checkpoint-") })
        bench.change(name) { bytes in
            let lines = bytes.split(separator: UInt8(ascii: "\n")).compactMap { JournalLine.decode($0) }
            let later = lines.map { line in
                let text = String(decoding: line.json, as: UTF8.self).replacing("\"version\":1", with: "\"version\":2")
                return JournalLine.encode(text, number: line.number)
            }
            bytes = Array(later.joined())
        }
        await #expect { try await bench.engine() } throws: { ($0 as? CallJournalError)?.code == .unknownVersion }
    }

    @Test("a newest segment of which nothing is left is damage, not an unfinished write, and is set aside each time")
    func lostSegment() async throws {
        let bench = Bench()
        for count in 1...2 {
            _ = try bench.disk.create(Bench.path(Self.first))
            bench.disk[Bench.path(Self.first)] = Array(repeating: 0, count: 2 << 20)
            let engine = try await bench.engine()
            #expect(!engine.recovery.isIntact)
            try await engine.close()
            #expect(bench.disk.list(Bench.folder).count { $0.contains(".torn") } == count)
            try bench.disk.remove(Bench.path(Self.first))
        }
    }
}

@Suite("What a journal takes")
struct EntryCheckTests {
    @Test("is what it can give back: an event of a session without a name is refused")
    func emptyName() async throws {
        let engine = try await Bench().engine()
        await #expect { try await engine.recordDialOutRequest("", at: at(0)) } throws: {
            ($0 as? CallJournalError)?.code == .unreadable
        }
        let note = ForeignCallEvent(
            action: "dtmf-event",
            sessionID: "s1",
            at: at(0),
            details: ["timestamp": "2026-03-01T10:00:01Z", "session_id": "s2"]
        )
        await #expect(throws: CallJournalError.self) { try await engine.ingest(note) }
    }

    @Test("is not asked of what it need not take: whatever was decoded has an outcome, and the rest is served")
    func decoded() async throws {
        let store = MemoryStore()
        let engine = try await DurableCallEngine(store: store)
        let events = try [
            #"{"action":"engine-time","timestamp":1}"#,
            #"{"type":"engine-release","payload":{"claim_id":"c"},"event_ts":1}"#,
            #"{"action":"\#(String(repeating: "x", count: CallJournal.maximumEntryLength - 30))","timestamp":1}"#,
            #"{"action":"dialin-connected","sessionId":"s1","timestamp":1}"#,
        ]
        .map { try CallEventDecoder().decode($0) }
        let outcomes = try await engine.ingest(contentsOf: events)
        #expect(outcomes.map(\.kind) == [.foreign, .foreign, .tooLarge, .transition])
        #expect(await store.entries.count == 2, "the configuration, and the call")
    }

    @Test("has a bound for claims as for events")
    func longClaim() async throws {
        let engine = try await Bench().engine()
        let candidates = (0..<50_000).map { SIPEndpoint(rawValue: "sip:endpoint\($0)@example.com") }
        try await engine.ingest(.make(.dialInReady, at: at(0), endpoint: candidates[0]))
        await #expect { try await engine.claimEndpoint(for: "caller", among: candidates, at: at(0)) } throws: {
            ($0 as? CallJournalError)?.code == .tooLong
        }
    }

    @Test("does not grow past its bound by repetitions that each tell something else")
    func growingEvent() async throws {
        let engine = try await Bench().engine()
        var outcomes: [CallIngestOutcome] = []
        for number in 0..<200 {
            let headers = SIPHeaders(["X-\(number)": String(repeating: "x", count: 1000)])
            let event = CallEvent(.dialInConnected(DialInConnected(sessionID: "s1", sipHeaders: headers)), at: at(0))
            outcomes.append(try await engine.ingest(event))
        }
        #expect(outcomes.last == .tooLarge)
        let size = try #require(engine.session("s1")?.steps.first?.event.size)
        #expect(size <= engine.configuration.maximumEventSize)
        #expect(size > engine.configuration.maximumEventSize - 2000)
    }

    @Test("is written once: repetitions that a bound refuses are answered and not kept")
    func refused() async throws {
        let bench = Bench()
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumEventsPerSession = 3
        let engine = try await bench.engine(configuration)
        for event in dialOut { try await engine.ingest(event) }
        let writes = bench.disk.calls("write")
        let late = CallEvent.make(.dialOutWarning, at: at(99_999), message: "late")
        for _ in 0..<3 {
            let outcome = try await engine.ingest(late)
            #expect(outcome == .sessionFull)
        }
        #expect(bench.disk.calls("write") == writes)
        // And of a session that was evicted.
        try await engine.advance(to: at(7_200_000))
        #expect(engine.session("s1") == nil)
        let writesThen = bench.disk.calls("write")
        guard case .evictedSession = try await engine.ingest(dialOut[0]) else {
            Issue.record("an evicted session took an event")
            return
        }
        #expect(bench.disk.calls("write") == writesThen)
    }
}
