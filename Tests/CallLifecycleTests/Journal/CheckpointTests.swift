import Testing

@testable import CallLifecycle

@Suite("A checkpoint")
struct CheckpointTests {
    @Test("on disk is all that the engine knew, to the last bit", arguments: 0..<60 as Range<UInt64>)
    func roundTrip(seed: UInt64) async throws {
        let engine = SnapshotTests.engine(seed: seed)
        let checkpoint = CallCheckpoint(
            position: 7,
            snapshot: engine.snapshot(),
            configuration: engine.configuration
        )
        let bench = Bench()
        let folder = JournalFolder(path: Bench.folder, disk: bench.disk)
        _ = try await JournalKeeper(folder, keptCheckpoints: 1).keep(checkpoint)
        var reader = try JournalReader(folder, from: .latestCheckpoint, upTo: 7)
        guard case .checkpoint(let found)? = try reader.nextPage()?.first else {
            Issue.record("no checkpoint")
            return
        }
        #expect(found == checkpoint)
        #expect(
            CallSessionEngine(restoring: found.snapshot, configuration: found.configuration).snapshot()
                == found.snapshot
        )
    }

    @Test("drops evicted sessions, and their data is gone from the disk after two")
    func eviction() async throws {
        var bench = Bench()
        bench.configuration.maximumSegmentSize = 1 << 20
        let engine = try await bench.engine()
        for event in dialOut { try await engine.ingest(event) }
        try await engine.ingest(.make(.dialOutRequested, "s2", at: at(7_200_000)))
        try await engine.advance(to: at(7_200_000))
        #expect(engine.session("s1") == nil)
        try await engine.compact()
        #expect(bench.holds("codec fallback"))
        try await engine.ingest(.make(.dialOutConnected, "s2", at: at(7_201_000)))
        try await engine.compact()
        #expect(!bench.holds("codec fallback"))
        let snapshot = engine.snapshot()
        try await engine.close()
        let again = try await bench.engine()
        #expect(again.snapshot() == snapshot)
        #expect(again.tombstone("s1") != nil)
        #expect(again.recovery.isIntact)
        // The checkpoint, and the segment that was written since the one before.
        #expect(again.recovery.entryCount == 0)
    }

    @Test("that is damaged is replaced by the one before it, and the damage is reported")
    func damage() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        for event in dialOut.prefix(2) { try await engine.ingest(event) }
        try await engine.compact()
        for event in dialOut[2..<4] { try await engine.ingest(event) }
        try await engine.compact()
        for event in dialOut[4...] { try await engine.ingest(event) }
        let snapshot = engine.snapshot()
        try await engine.close()
        let name = try #require(bench.disk.list(Bench.folder).last { $0.hasPrefix("checkpoint-") })
        let bytes = try #require(bench.disk[Bench.path(name)])
        for offset in stride(from: 0, to: bytes.count, by: 7) {
            bench.change(name) { $0[offset] ^= 4 }
            let again = try await bench.engine()
            #expect(again.snapshot() == snapshot)
            #expect(again.recovery.damage.map(\.file) == [name])
            try await again.close()
            bench.disk[Bench.path(name)] = bytes
        }
        for length in stride(from: 0, to: bytes.count, by: 11) {
            bench.disk[Bench.path(name)] = Array(bytes.prefix(length))
            let again = try await bench.engine()
            #expect(again.snapshot() == snapshot)
            #expect(!again.recovery.isIntact)
            try await again.close()
        }
    }

    @Test("leaves nothing of evicted sessions on the disk at once, where no history is kept")
    func withoutHistory() async throws {
        var bench = Bench()
        bench.configuration.keptHistory = 0
        let engine = try await bench.engine()
        for event in dialOut { try await engine.ingest(event) }
        try await engine.advance(to: at(7_200_000))
        #expect(bench.holds("codec fallback"))
        try await engine.compact()
        #expect(!bench.holds("codec fallback"))
        let snapshot = engine.snapshot()
        try await engine.close()
        let again = try await bench.engine()
        #expect(again.snapshot() == snapshot)
        #expect(again.recovery.isIntact)
        // An engine in which nothing happens does not compact for its own first lines.
        bench.configuration.now = { at(3 * 86_400_000) }
        try await again.close()
        let journal = try bench.journal()
        #expect(!journal.isCompactionDue)
    }

    @Test("asked for by many at once has for each what was taken before it asked")
    func together() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask {
                    try await engine.ingest(.make(.dialOutRequested, .init("s\(number)"), at: at(Int64(number))))
                    try await engine.compact()
                    #expect(bench.holds("\"s\(number)\"", inFilesNamed: "checkpoint-"))
                }
            }
            try await group.waitForAll()
        }
        bench.disk.failNext("rename")
        await #expect(throws: CallJournalError.self) { try await engine.compact() }
        #expect(engine.compactionFailure != nil)
        async let last: Void = engine.compact()
        try await engine.close()
        // Before the end, or refused: but answered.
        _ = try? await last
        await #expect(throws: CallJournalError.closed) { try await engine.compact() }
    }

    @Test("is tried again after a minute, also by a clock that was set back")
    func retry() {
        let configuration = CallJournal.Configuration()
        var load = JournalLoad(position: 1, checkpointSize: 0, uncheckedSize: 0, uncheckedSince: nil)
        load.add(configuration.maximumSegmentSize, upTo: 9, at: at(3_600_000))
        #expect(load.isDue(at: at(3_600_000), configuration))
        let before = load.begin(9, at: at(3_600_000))
        #expect(!load.isDue(at: at(3_600_000), configuration))
        load.takeBack(before, at: at(3_600_000))
        #expect(!load.isDue(at: at(3_659_999), configuration))
        #expect(load.isDue(at: at(3_660_000), configuration))
        #expect(load.isDue(at: at(0), configuration))
    }

    @Test("ends a doubt about what came before it, and none about what came after")
    func doubt() {
        let configuration = CallJournal.Configuration()
        var load = JournalLoad(position: 1, checkpointSize: 0, uncheckedSize: 0, uncheckedSince: nil)
        load.add(10, upTo: 5, at: at(0))
        load.doubt(at: at(0))
        #expect(load.isDue(at: at(0), configuration))
        _ = load.begin(4, at: at(0))
        load.finish(4, size: 10)
        #expect(load.isDue(at: at(0), configuration))
        _ = load.begin(5, at: at(0))
        load.finish(5, size: 10)
        #expect(!load.isDue(at: at(0), configuration))
    }

    @Test("is made when enough has come since the last one, or anything a day ago")
    func due() async throws {
        var bench = Bench()
        bench.configuration.maximumSegmentSize = 2000
        bench.configuration.maximumSegmentAge = .seconds(60)
        let journal = try bench.journal()
        #expect(!journal.isCompactionDue)
        _ = try await journal.append([.event(dialOut[0])])
        #expect(!journal.isCompactionDue)
        _ = try await journal.append((0..<20).map { .event(.make(.dialOutConnected, at: at($0))) })
        #expect(journal.isCompactionDue)
        try await journal.close()
        // What is on disk counts, not what was written by this process.
        let second = try bench.journal()
        #expect(second.isCompactionDue)
        try await second.compact(
            to: CallCheckpoint(position: 22, snapshot: CallSessionEngine().snapshot(), configuration: .init())
        )
        #expect(!second.isCompactionDue)
        _ = try await second.append([.event(dialOut[0])])
        #expect(!second.isCompactionDue)
        try await second.close()
        bench.configuration.now = { at(61_000) }
        #expect(try bench.journal().isCompactionDue)
    }
}

extension Bench {
    /// Whether a text stands anywhere on the disk.
    func holds(_ text: String, inFilesNamed prefix: String = "") -> Bool {
        disk.list(Self.folder).filter { $0.hasPrefix(prefix) }
            .contains { name in
                String(decoding: disk[Self.path(name)] ?? [], as: UTF8.self).contains(text)
            }
    }
}
