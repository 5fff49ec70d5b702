import Testing

@testable import CallLifecycle

/// A line that means harm, and what is to become of it.
private struct HostileLine: CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    /// Why it is refused; `nil` for a line that is read.
    let code: CallDecodingError.Code?

    init(_ name: String, _ bytes: [UInt8], _ code: CallDecodingError.Code?) {
        (testDescription, self.bytes, self.code) = (name, bytes, code)
    }

    init(_ name: String, _ text: String, _ code: CallDecodingError.Code?) {
        self.init(name, Array(text.utf8), code)
    }

    /// One about a call, with other fields beside what it needs.
    init(_ name: String, fields: String, _ code: CallDecodingError.Code? = nil) {
        let event = #""action":"dialin-connected","sessionId":"hostile","timestamp":1772359200.5"#
        self.init(name, "{" + event + "," + fields + "}", code)
    }

    static let all: [HostileLine] = [
        HostileLine("too deep at once", String(repeating: "[", count: 1_000_000), .malformed),
        HostileLine("too deep", fields: #""x":"# + String(repeating: "[", count: 500_000), .tooDeep),
        HostileLine("too deep in objects", String(repeating: #"{"a":"#, count: 200_000), .tooDeep),
        HostileLine("too long", fields: #""x":""# + String(repeating: "x", count: 1 << 20) + "\"", .tooLong),
        HostileLine("far too long", String(repeating: " {", count: 1 << 22), .tooLong),
        HostileLine("many values", fields: #""x":["# + commas("0", 500_000) + "]"),
        HostileLine("many fields", fields: commas((0..<90_000).map { #""\#($0)":0"# })),
        HostileLine("one field many times", fields: commas(#""sipHeaders":{"a":"b"}"#, 40_000)),
        HostileLine("many headers", fields: #""sipHeaders":{"# + commas((0..<100_000).map(header)) + "}"),
        HostileLine("headers that differ in nothing but case", fields: #""sipHeaders":{"x":"1","X":"2"}"#),
        HostileLine("a long number", fields: #""x":"# + String(repeating: "9", count: 1_000_000)),
        HostileLine("a number out of range", fields: #""x":1e999999999,"y":-1e-999999999"#),
        HostileLine("escapes only", fields: #""x":""# + String(repeating: #"\u0000"#, count: 170_000) + "\""),
        HostileLine("halves of characters", fields: #""x":""# + String(repeating: #"\ud83d"#, count: 170_000) + "\""),
        HostileLine("combining marks", fields: #""x":"e"# + String(repeating: "\u{301}", count: 500_000) + "\""),
        HostileLine(
            "a stamp out of range",
            #"{"action":"dialin-stopped","sessionId":"s","timestamp":1e999}"#,
            .invalidField
        ),
        HostileLine("a long stamp", stamp(String(repeating: "1", count: 1_000_000)), .invalidField),
        HostileLine("a stamp with many decimals", stamp("1772359200." + String(repeating: "5", count: 1_000_000)), nil),
        HostileLine("a stamp before time", stamp("-1"), .invalidField),
        HostileLine("a stamp that is none", stamp("NaN"), .malformed),
        HostileLine("no UTF-8", [UInt8](repeating: 0xFF, count: 100_000), .notUTF8),
        HostileLine("no UTF-8 within", Array(#"{"action":""#.utf8) + [0xF5, 0x80] + Array(#""}"#.utf8), .notUTF8),
        HostileLine("zeros", [UInt8](repeating: 0, count: 100_000), .malformed),
        HostileLine("an endless text", #"{"action":""# + String(repeating: "a", count: 1_000_000), .malformed),
        HostileLine("two objects", #"{"action":"x"}{"action":"y"}"#, .malformed),
        HostileLine("JavaScript", #"{action:'dialin-stopped',}"#, .malformed),
    ]

    private static func commas(_ text: String, _ count: Int) -> String {
        commas([String](repeating: text, count: count))
    }

    private static func commas(_ texts: [String]) -> String { texts.joined(separator: ",") }

    private static func header(_ number: Int) -> String { #""\#(String(number, radix: 36))":"""# }

    private static func stamp(_ number: String) -> String {
        #"{"action":"dialin-stopped","sessionId":"hostile","timestamp":\#(number)}"#
    }
}

@Suite("A hostile line in a log")
struct HostileLogTests {
    private static let good = #"{"action":"dialin-connected","sessionId":"good","timestamp":1772359200.5}"#

    @Test("is read or refused where it stands, and every other line is served", arguments: HostileLine.all)
    private func line(line: HostileLine) throws {
        let log = Array(Self.good.utf8) + [10] + line.bytes + [10] + Array(Self.good.utf8) + [10]
        var reader = CallLogReader()
        var lines: [CallLogReader.Line] = []
        let time = ContinuousClock()
            .measure {
                reader.read(log) { lines.append($0) }
                reader.finish { lines.append($0) }
            }
        #expect(lines.map(\.number) == [1, 2, 3])
        #expect(throws: Never.self) { try lines[0].result.get() }
        #expect(throws: Never.self) { try lines[2].result.get() }
        switch lines[1].result {
        case .success: #expect(line.code == nil)
        case .failure(let error):
            #expect(error.code == line.code)
            #expect(error.line == 2)
            #expect("\(error)".utf8.count < 300)
        }
        // A mebibyte in a debug build on a busy machine; what is quadratic would take hours.
        #expect(time < .seconds(30))
    }

    @Test("says the last of what it says twice")
    func repetition() throws {
        let event = try CallEvent(
            json: #"""
                {"action":"dialin-stopped","action":"dialin-connected","sessionId":"a","sessionId":"b","timestamp":0,
                "timestamp":1,"sipHeaders":{"x":"1","x":"2"},"sipHeaders":{"y":"1","y":"2"}}
                """#
        )
        #expect(event.kind == .dialInConnected)
        #expect(event.sessionID == "b")
        #expect(event.stamp.millisecondsSince1970 == 1000)
        #expect(event.attributes.sipHeaders == ["y": "2"])
    }

    @Test(
        "costs its length: sixteen times the headers, fields or repetitions take no more than a hundred times as long"
    )
    func linear() throws {
        let fields: [(Int) -> String] = [
            { count in #""sipHeaders":{"# + (0..<count).map { #""h\#($0)":"v""# }.joined(separator: ",") + "}" },
            { count in (0..<count).map { #""f\#($0)":"v""# }.joined(separator: ",") },
            { count in [String](repeating: #""userId":"v""#, count: count).joined(separator: ",") },
        ]
        for field in fields {
            func time(_ count: Int) throws -> Duration {
                let line = #"{"action":"dialin-connected","sessionId":"s","timestamp":1,"# + field(count) + "}"
                return try (0..<3)
                    .map { _ in
                        try ContinuousClock()
                            .measure {
                                let event = try CallEvent(json: line)
                                _ = "\(event.attributes)"
                                _ = try CallEvent(json: event.json)
                            }
                    }
                    .min() ?? .zero
            }
            // Quadratic would be 256.
            #expect(try time(16_000) < time(1000) * 100)
        }
    }
}
