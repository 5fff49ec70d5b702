@testable import CallLifecycle

/// Any bytes as one line, and as a log.
struct LineCheck {
    private let bytes: [UInt8]
    private let receivedAt = CallStamp(millisecondsSince1970: 1_772_359_200_000)

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func run() throws {
        let stamped = CallEventDecoder(receivedAt: receivedAt)
        let line = Self.result { () throws(CallDecodingError) in try stamped.decode(bytes) }
        if case .success(let decoded) = line { try RoundTrip(decoded).check() }
        try checkError(line)
        try checkStampOnly(line)
        if let entry = try? CallJournalEntry(json: bytes[...]) {
            let text = entry.json
            try expectSame(try? CallJournalEntry(json: text), entry, "an entry decodes from its text: \(text)")
            try expect(!text.utf8.contains(UInt8(ascii: "\n")), "an entry is one line")
        }
        try checkLog(line)
        try checkCollected()
    }

    static func result(
        _ body: () throws(CallDecodingError) -> DecodedCallEvent
    ) -> Result<DecodedCallEvent, CallDecodingError> {
        do { return .success(try body()) } catch { return .failure(error) }
    }

    /// An error points into the text.
    private func checkError(_ line: Result<DecodedCallEvent, CallDecodingError>) throws(Violation) {
        guard case .failure(let error) = line else { return }
        try expect((0...bytes.count).contains(error.byteOffset ?? 0), "an error is inside the text: \(error)")
        try expect(error.code != .foreignAction && error.code != .truncated, "\(error) needs more than a text")
    }

    /// The decoder's stamp serves what has none of its own, and changes nothing else.
    private func checkStampOnly(_ line: Result<DecodedCallEvent, CallDecodingError>) throws(Violation) {
        let bare = Self.result { () throws(CallDecodingError) in try CallEventDecoder().decode(bytes) }
        switch (bare, line) {
        case (.success(.event(let mine)), .success(.event(let theirs))):
            try expectSame(mine, theirs, "a stamp of its own comes first")
        case (.success(.foreign(let mine)), .success(.foreign(let theirs))):
            try expect(mine.stamp == nil || mine == theirs, "a stamp of its own comes first")
            try expectSame(mine.action, theirs.action, "a stamp changes no action")
        case (.failure(let error), .success(.event(let event))):
            try expect(event.stamp == receivedAt, "\(error) was about the stamp")
        case (.failure(let mine), .failure(let theirs)):
            let isAboutStamp = mine.field?.hasSuffix("timestamp") == true
            try expect(mine == theirs || isAboutStamp, "the same error: \(mine), \(theirs)")
        default: throw Violation("what is read without a stamp is read with one")
        }
    }

    /// A log reads the same in whatever pieces it comes, and a log of one line as that line.
    private func checkLog(_ line: Result<DecodedCallEvent, CallDecodingError>) throws {
        var whole = CallLogReader(receivedAt: receivedAt)
        var expected: [LogLine] = []
        whole.read(bytes) { expected.append(LogLine($0)) }
        whole.finish { expected.append(LogLine($0)) }

        var pieces = CallLogReader(receivedAt: receivedAt)
        var found: [LogLine] = []
        var random = SeededGenerator(seed: bytes)
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = Int.random(in: 1...max(1, min(rest.count, 40)), using: &random)
            pieces.read(rest.prefix(length)) { found.append(LogLine($0)) }
            rest = rest.dropFirst(length)
        }
        pieces.finish { found.append(LogLine($0)) }
        try expectSame(found, expected, "a log reads the same in pieces")

        let feeds = bytes.count { $0 == UInt8(ascii: "\n") }
        try expect(expected.allSatisfy { (1...feeds + 1).contains($0.number) }, "lines are numbered from 1")
        if feeds > 0 {
            for case .success(let decoded) in expected.map(\.result) { try RoundTrip(decoded).check() }
        } else if let only = expected.first, bytes.last != UInt8(ascii: "\r") {
            try checkSame(only.result, line)
        }
    }

    /// Readers that share what they find, each with some of the lines, make the same calls of a log as one reader.
    private func checkCollected() throws(Violation) {
        var one = CallReconstructor()
        var reader = CallLogReader()
        reader.read(bytes) { one.add($0) }
        reader.finish { one.add($0) }

        let collector = CallLogCollector()
        var random = SeededGenerator(seed: bytes)
        var counts = (foreign: 0, problems: 0)
        var rest = bytes[...]
        repeat {
            let end = rest.indices.filter { rest[$0] == UInt8(ascii: "\n") }.randomElement(using: &random)
            let piece = Array(end.map { rest[...$0] } ?? rest)
            rest = rest.dropFirst(piece.count)
            let eventsAtOnce = Int.random(in: 1...3, using: &random)
            var reader = CallLogCollector.Reader(collector, thread: 0, of: 1, eventsAtOnce: eventsAtOnce)
            let summary = reader.read(piece.span, isLast: rest.isEmpty)
            reader.flush()
            counts.foreign += summary.foreignCount
            counts.problems += summary.problemCount
        } while !rest.isEmpty
        let (mine, theirs) = (collector.take().reconstruct(), one.reconstruct())
        try expectSame(mine.timelines, theirs.timelines, "collected by several readers, calls are the same")
        try expectSame(mine.unattributed, theirs.unattributed, "and so is what belongs to none")
        try expectSame(mine.eventCount, theirs.eventCount, "as many events")
        try expectSame(counts.foreign, theirs.foreignCount, "as many foreign events")
        try expectSame(counts.problems, theirs.problemCount, "as many lines that could not be read")
    }

    /// Only that a last line was cut off is known to the reader alone.
    private func checkSame(
        _ found: Result<DecodedCallEvent, CallDecodingError>,
        _ line: Result<DecodedCallEvent, CallDecodingError>
    ) throws(Violation) {
        switch (found, line) {
        case (.success(let mine), .success(let theirs)): try expectSame(mine, theirs, "a log of one line is that line")
        case (.failure(let mine), .failure(let theirs)):
            try expect(mine.code == theirs.code || mine.code == .truncated, "the same error: \(mine), \(theirs)")
            try expectSame(mine.byteOffset, theirs.byteOffset, "at the same byte")
        default: throw Violation("a log of one line is that line")
        }
    }
}

/// A line of a log as a value.
private struct LogLine: Equatable {
    var number: Int
    var result: Result<DecodedCallEvent, CallDecodingError>

    init(_ line: CallLogReader.Line) { (number, result) = (line.number, line.result) }
}
