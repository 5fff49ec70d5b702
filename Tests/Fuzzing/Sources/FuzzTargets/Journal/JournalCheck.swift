@testable import CallLifecycle

/// Any bytes as the files of a journal, which is read, opened, opened again, and appended to.
struct JournalCheck {
    private let disk: MemoryDisk
    private let folder: JournalFolder

    init(_ bytes: [UInt8]) {
        disk = MemoryDisk(JournalInput(bytes).files, pieceLength: 100 + bytes.count % 97)
        folder = JournalFolder(path: JournalInput.folder, disk: disk)
    }

    func run() throws {
        for (path, bytes) in disk.files {
            try FileCheck(name: path, bytes: bytes).run(try disk.open(path, forWriting: false))
        }
        do {
            // Whoever only looks on sees whatever there is, and changes nothing.
            let before = disk.files
            let seen = try items(upTo: nil)
            try expect(disk.files == before, "looking on changes nothing")

            let end = try JournalEnd(of: folder)
            let found = try items(upTo: end.position)
            try checkDamage(found)
            try replay(found)
            if hasCheckpoint { try checkDamage(try items(from: .sequence(0), upTo: end.position)) }
            // A segment without one line is put aside, and no longer hides what the one before it has too much.
            if Set(disk.files.keys) == Set(before.keys) {
                try expectSame(found.filter(\.isEntry), seen.filter(\.isEntry), "opening takes nothing away")
            }

            let again = try JournalEnd(of: folder)
            try expect(again.tail == nil, "a torn tail is found once")
            try expect(again.position == end.position && again.size == end.size, "the end stays where it is")
            try expect((again.file == nil) == (end.file == nil), "so does the file to go on with")
            try expectSame(try items(upTo: again.position), found, "what was found is found again")
            try checkAppending(to: again, after: found)
        } catch let error as CallJournalError where error.code == .unknownVersion {
            // The one thing that content may say to keep this library out.
        }
    }

    private var hasCheckpoint: Bool { disk.files.keys.contains { $0.contains("checkpoint") } }

    /// Everything that is served.
    private func items(from origin: CallJournalOrigin = .latestCheckpoint, upTo position: UInt64?) throws -> [Item] {
        var items: [Item] = []
        var reader = try JournalReader(folder, from: origin, upTo: position)
        while let page = try reader.nextPage() { items += page.map(Item.init) }
        return items
    }

    private func checkDamage(_ items: [Item]) throws(Violation) {
        let files = disk.files
        for case .damage(let damage) in items {
            let bytes = files[folder.path(of: damage.file)] ?? []
            try expect(damage.offset >= 0 && damage.offset + damage.length <= bytes.count, "in its file: \(damage)")
            try expect(damage.kind != .tornTail, "no torn tail is left: \(damage)")
            guard damage.kind == .damaged, damage.length > 0 else { continue }
            // Behind a line feed that was damaged, a line begins as lines do.
            let isBeginning = damage.offset == 0 || bytes[damage.offset - 1] == UInt8(ascii: "\n")
            let isLine = isBeginning || bytes[damage.offset...].starts(with: JournalLine.beginning)
            try expect(isLine, "where a line begins: \(damage)")
        }
    }

    /// An engine takes whatever was kept, and goes on.
    private func replay(_ items: [Item]) throws(Violation) {
        var replay = JournalReplay(CallSessionEngine.Configuration())
        for item in items { _ = replay.take(item.original) }
        var state = replay.state
        let stamp = CallStamp(millisecondsSince1970: 1_772_359_200_000) ?? .now
        var change = EngineState.Change()
        _ = state.ingest(CallEvent(.dialOutConnected(DialOutConnected(sessionID: "s1")), at: stamp), &change)
        _ = state.advance(to: stamp, atMost: 1000, &change)
        _ = state.claim("c1", among: nil, at: stamp)
        _ = state.snapshot
    }

    /// What the writer does: two entries behind the last one, in its file or in a new one.
    private func checkAppending(to end: JournalEnd, after found: [Item]) throws {
        let entries: [CallJournalEntry] = [.release("c1"), .release("c2")]
        // Behind the last number that there can be, nothing can come.
        guard end.position + UInt64(entries.count) < JournalLine.numberLimit else { return }
        var bytes: [UInt8] = []
        var position = end.position
        for entry in entries {
            position += 1
            bytes += JournalLine.encode(entry.json, number: position)
        }
        let file = try end.file ?? disk.create(folder.path(of: JournalFolder.segmentName(end.position + 1)))
        try file.writeAll(bytes, at: end.size)
        let reopened = try JournalEnd(of: folder)
        try expect(reopened.position == position, "what was appended comes last")
        let added = [Item.entry(entries[0], end.position + 1), .entry(entries[1], end.position + 2)]
        let served = try items(upTo: position).filter(\.isEntry)
        try expectSame(served, found.filter(\.isEntry) + added, "what was appended is served behind the rest")
    }
}
