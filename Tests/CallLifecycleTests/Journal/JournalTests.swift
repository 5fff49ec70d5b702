import Testing

@testable import CallLifecycle

/// A journal on a simulated disk, as these tests open it again and again.
struct Bench {
    static let folder = "/calls"

    var disk: SimulatedDisk
    var configuration = CallJournal.Configuration()

    init(seed: UInt64 = 0) {
        disk = SimulatedDisk(seed: seed)
        configuration.now = { at(0) }
    }

    func journal() throws -> CallJournal {
        try CallJournal(JournalFolder(path: Self.folder, disk: disk), configuration)
    }

    func engine(
        _ configuration: CallSessionEngine.Configuration = .init()
    ) async throws -> DurableCallEngine {
        try await DurableCallEngine(store: journal(), configuration: configuration)
    }

    /// The power fails and comes back.
    mutating func losePower() { disk = disk.losingPower() }

    /// Whoever has the disk is killed.
    mutating func kill() { disk = disk.losingProcess() }

    static func path(_ name: String) -> String { folder + "/" + name }

    /// The lines of a segment.
    func lines(_ number: UInt64 = 1) -> [String] {
        let bytes = disk[Self.path(JournalFolder.segmentName(number))] ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Changes the bytes of a file.
    func change(_ name: String, _ body: (inout [UInt8]) -> Void) {
        guard var bytes = disk[Self.path(name)] else { return }
        body(&bytes)
        disk[Self.path(name)] = bytes
    }
}

@Suite("A journal")
struct JournalTests {
    private static let first = JournalFolder.segmentName(1)

    @Test("gives back what was put in, in the client form that any reader of logs reads")
    func reopening() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        for event in dialOut { try await engine.ingest(event) }
        try await engine.correlate("s1", with: "order 7", at: at(10))
        let (timelines, snapshot) = (engine.timelines, engine.snapshot())
        try await engine.close()

        let again = try await bench.engine()
        #expect(again.timelines == timelines)
        #expect(again.snapshot() == snapshot)
        #expect(again.recovery.isIntact)
        #expect(again.recovery.sessionCount == 1)

        var reconstructor = CallReconstructor()
        var reader = CallLogReader()
        reader.read((bench.disk[Bench.path(Self.first)] ?? [])) { line in
            switch line.result {
            case .success(.event(let event)): reconstructor.add(event)
            case .success(.foreign(let event)): reconstructor.add(event)
            case .failure(let error): Issue.record("\(error)")
            }
        }
        #expect(reconstructor.reconstruct().timelines == timelines)
    }

    @Test("cuts an unfinished write off at whatever byte it ends, says so, and goes on")
    func tornTail() async throws {
        let whole = Bench()
        let engine = try await whole.engine()
        for event in dialOut { try await engine.ingest(event) }
        try await engine.close()
        let bytes = try #require(whole.disk[Bench.path(Self.first)])
        let lastLine = try #require(bytes.dropLast().lastIndex(of: UInt8(ascii: "\n"))) + 1

        for length in lastLine..<bytes.count {
            let bench = Bench()
            _ = try bench.disk.create(Bench.path(Self.first))
            bench.disk[Bench.path(Self.first)] = Array(bytes.prefix(length))
            let torn = try await bench.engine()
            #expect(torn.session("s1")?.state == .answered)
            #expect(torn.recovery.isIntact)
            let expected = CallJournalDamage(.tornTail, in: Self.first, at: lastLine, length: length - lastLine)
            #expect(torn.recovery.damage == (length == lastLine ? [] : [expected]))
            try await torn.ingest(dialOut[5])
            #expect(torn.session("s1")?.state == .stopped)
            try await torn.close()
            #expect(bench.disk[Bench.path(Self.first)] == bytes)
        }
    }

    @Test("finds any wrong bit, says where it is, and serves the rest")
    func damage() async throws {
        let bench = Bench()
        let engine = try await bench.engine()
        for event in dialOut { try await engine.ingest(event) }
        try await engine.close()
        let bytes = try #require(bench.disk[Bench.path(Self.first)])
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        var start = lines[0].count + lines[1].count + 2
        for line in lines[2..<lines.count - 1] {
            for offset in start...start + line.count {
                bench.change(Self.first) { $0[offset] ^= 1 << UInt8(offset % 8) }
                let damaged = try await bench.engine()
                let found = try #require(damaged.recovery.damage.first)
                #expect(found.kind == .damaged)
                #expect(found.file == Self.first)
                #expect(found.offset == start)
                #expect(!damaged.recovery.isIntact)
                #expect(damaged.session("s1")?.steps.count == dialOut.count - 1)
                try await damaged.close()
                bench.disk[Bench.path(Self.first)] = bytes
            }
            start += line.count + 1
        }
    }

    @Test("says which entries are gone where a line, or a whole segment, is")
    func missing() async throws {
        var bench = Bench()
        bench.configuration.maximumSegmentSize = 1
        let engine = try await bench.engine()
        for event in dialOut { try await engine.ingest(event) }
        try await engine.close()
        // Every segment has a head of its own, and one entry.
        #expect(bench.disk.list(Bench.folder).count == dialOut.count + 2)
        try bench.disk.remove(Bench.path(JournalFolder.segmentName(5)))
        let damaged = try await bench.engine()
        #expect(damaged.recovery.damage.map(\.missing) == [5...6])
        #expect(damaged.session("s1")?.steps.count == dialOut.count - 1)
    }

    @Test("belongs to one at a time, and to nobody who has let go of it")
    func lock() async throws {
        let bench = Bench()
        let journal = try bench.journal()
        #expect(throws: CallJournalError(.locked, "another journal has the folder /calls open")) { try bench.journal() }
        try await journal.close()
        let other = try bench.journal()
        await #expect(throws: CallJournalError.closed) { try await journal.append([.release("c")]) }
        try await other.close()
    }

    @Test("refuses a journal of a later version than it knows")
    func version() async throws {
        let bench = Bench()
        let file = try bench.disk.create(Bench.path(Self.first))
        let header = #"{"action":"engine-segment","timestamp":"2026-03-01T10:00:00.000Z","version":2}"#
        try file.writeAll(JournalLine.encode(header, number: 1), at: 0)
        #expect(throws: CallJournalError.self) { try bench.journal() }
    }

    @Test("that was put together by hand is opened, and no number in it is given twice", arguments: [1, 9])
    func numbers(segment: UInt64) async throws {
        let bench = Bench()
        let name = JournalFolder.segmentName(segment)
        let lines = [(4, dialOut[0].json), (7, dialOut[1].json), (5, dialOut[2].json), (UInt64.max, dialOut[3].json)]
            .map { JournalLine.encode($1, number: $0) }
        try bench.disk.create(Bench.path(name)).writeAll(Array(lines.joined()), at: 0)
        let journal = try bench.journal()
        let position = try await journal.append([.release("c")])
        #expect(position == max(8, segment))
        try await journal.close()
        let engine = try await bench.engine()
        #expect(engine.session("s1")?.steps.count == 2)
        #expect(engine.recovery.entryCount == 3)
        try await engine.close()
    }

    @Test("says of a whole line that is no entry where it begins")
    func foreignLines() async throws {
        let bench = Bench()
        let lines = [#"{"action":"engine-segment"}"#, #"{"action":"engine-other"}"#, dialOut[0].json].enumerated()
            .map { JournalLine.encode($1, number: UInt64($0 + 1)) }
        try bench.disk.create(Bench.path(Self.first)).writeAll(Array(lines.joined()), at: 0)
        let engine = try await bench.engine()
        let expected = CallJournalDamage(.damaged, in: Self.first, at: lines[0].count, length: lines[1].count)
        #expect(engine.recovery.damage == [expected])
        #expect(engine.session("s1") != nil)
        try await engine.close()
    }

    @Test("begins a new segment when the old one is large or old enough")
    func rotation() async throws {
        var bench = Bench()
        bench.configuration.maximumSegmentSize = 600
        let engine = try await bench.engine()
        for event in dialOut { try await engine.ingest(event) }
        try await engine.close()
        let segments = bench.disk.list(Bench.folder).filter { $0.hasPrefix("calls-") }
        #expect(segments.count > 2)
        bench.configuration.maximumSegmentSize = 1 << 20
        bench.configuration.now = { at(86_400_000) }
        let later = try await bench.engine()
        try await later.ingest(.make(.dialOutRequested, "s2", at: at(0)))
        #expect(bench.disk.list(Bench.folder).count == segments.count + 2)
        #expect(later.session("s1")?.steps.count == dialOut.count)
    }

    @Test("keeps a checksum that is the Castagnoli one")
    func checksum() {
        #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
        let line = JournalLine.encode(#"{"action":"x"}"#, number: 12)
        #expect(String(decoding: line, as: UTF8.self).hasPrefix(#"{"action":"x","record":12,"crc32c":""#))
        let decoded = JournalLine.decode(line.dropLast())
        #expect(decoded?.number == 12)
        #expect(decoded.map { String(decoding: $0.json, as: UTF8.self) } == #"{"action":"x"}"#)
    }
}
