import CallLifecycle
import Testing

@Suite("A log")
struct LogReaderTests {
    private func read(_ bytes: [UInt8], pieces: Int = .max) -> [String] {
        var reader = CallLogReader()
        var lines: [String] = []
        func take(_ line: CallLogReader.Line) {
            switch line.result {
            case .success(.event(let event)): lines.append("\(line.number) \(event.kind)")
            case .success(.foreign(let foreign)): lines.append("\(line.number) \(foreign.action)")
            case .failure(let problem): lines.append("\(line.number) \(problem.code)")
            }
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            reader.read(rest.prefix(pieces), take)
            rest = rest.dropFirst(pieces)
        }
        reader.finish(take)
        return lines
    }

    private let event = #"{"action":"dialout-answered","sessionId":"s1","timestamp":0}"#

    @Test("may be read in pieces of any size")
    func pieces() {
        let log = "\u{FEFF}\(event)\r\n\r\n  \n{\"action\":\"é\"}\nnonsense\n\u{FEFF}\n\(event)"
        let expected = ["1 dialout-answered", "4 é", "5 not one JSON object", "7 dialout-answered"]
        for size in 1...40 { #expect(read(Array(log.utf8), pieces: size) == expected) }
        #expect(read(Array(log.utf8)) == expected)
    }

    @Test("stamps an event that carries no stamp with what is set when its line ends")
    func receipt() {
        var reader = CallLogReader()
        var stamps: [CallStamp?] = []
        func take(_ line: CallLogReader.Line) {
            if case .success(.event(let event)) = line.result { stamps.append(event.stamp) } else { stamps.append(nil) }
        }
        let event = #"{"action":"dialout-answered","sessionId":"s1"}"#
        reader.read(Array("\(event)\n\(event.prefix(20))".utf8), take)
        reader.receivedAt = at(5)
        reader.read(Array("\(event.dropFirst(20))\n\(event)".utf8), take)
        reader.receivedAt = at(6)
        reader.finish(take)
        #expect(stamps == [nil, at(5), at(6)])
        #expect(reader.receivedAt == at(6))
    }

    @Test("that ends in the middle of a line has that line truncated, not malformed")
    func truncation() {
        let bytes = Array((event + "\n" + #"{"action":"dialout-error","errorMsg":"é","timestamp":0}"#).utf8)
        let first = event.utf8.count + 1
        for count in (first + 1)..<bytes.count {
            #expect(read(Array(bytes[..<count])) == ["1 dialout-answered", "2 truncated"])
            let terminated = read(Array(bytes[..<count] + [UInt8(ascii: "\n")]))
            #expect(terminated[1] == "2 not one JSON object" || terminated[1] == "2 not UTF-8")
        }
        #expect(read(bytes) == ["1 dialout-answered", "2 dialout-error"])
        #expect(read(Array("{\"a\":nonsense".utf8)) == ["1 not one JSON object"])
    }

    @Test("keeps no more of a line than it may have, and goes on with the next one")
    func longLines() {
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: CallEventDecoder.maximumLength + 1)
        let log = long + Array("\n\(event)\n".utf8)
        #expect(read(log, pieces: 1 << 16) == ["1 too long", "2 dialout-answered"])
        #expect(read(long) == ["1 too long"])
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: CallEventDecoder.maximumLength + 5)
        #expect(read(blanks + Array(event.utf8)) == ["1 too long"])
    }

    @Test("with no lines, or only blank ones, says nothing")
    func empty() {
        #expect(read([]).isEmpty)
        #expect(read(Array("\n\r\n \t\n\u{FEFF}".utf8)).isEmpty)
    }

    @Test("is reconstructed from bytes that arrive one by one as from all at once")
    func asyncBytes() async throws {
        let log = Array("\(event)\nnonsense\n\(event.replacing("answered", with: "connected"))".utf8)
        let stream = AsyncStream { continuation in
            for byte in log { continuation.yield(byte) }
            continuation.finish()
        }
        let streamed = await CallTimeline.reconstruct(jsonLines: stream)
        let whole = CallTimeline.reconstruct(jsonLines: log)
        #expect(streamed.timelines == whole.timelines)
        #expect(streamed.problems == whole.problems)
        #expect(whole.problems.map(\.line) == [2])
        #expect(whole.eventCount == 2)
    }
}
