import CallLifecycleTesting
import Foundation
import Testing

@testable import CallLifecycle

@Suite("A writer of bytes")
struct UTF8WriterTests {
    private func written(_ body: (inout UTF8Writer) -> Void) -> String {
        var writer = UTF8Writer(capacity: 1)
        body(&writer)
        return writer.text
    }

    /// A JSON string made character by character, as slowly and as plainly as can be.
    private func plainlyEscaped(_ text: String) -> String {
        let escapes: [Unicode.Scalar: String] = ["\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"]
        let characters = text.unicodeScalars.map { scalar in
            escapes[scalar]
                ?? (scalar.steersTerminals ? String(format: "\\u%04x", scalar.value) : String(Character(scalar)))
        }
        return "\"" + characters.joined() + "\""
    }

    /// Every character of ASCII, and every one whose first byte some character has that is escaped, with neighbours.
    private static let scalars: [Unicode.Scalar] =
        [0..<0x180, 0x600..<0x680, 0x2000..<0x2100, 0x7FF..<0x802, 0xFFFD..<0x10002, 0x1F600..<0x1F602]
        .flatMap { $0.compactMap { Unicode.Scalar(UInt32($0)) } }

    @Test("escapes every character as it must, wherever in a word of eight bytes it stands")
    func escapes() {
        for scalar in Self.scalars {
            for before in 0...9 {
                for behind in [0, 1, 7, 8, 9] {
                    let text =
                        String(repeating: "x", count: before) + String(Character(scalar))
                        + String(repeating: "y", count: behind)
                    #expect(written { $0.jsonString(text) } == plainlyEscaped(text))
                }
            }
        }
    }

    @Test("copies what needs no escape, of every length")
    func copies() {
        for length in 0...100 {
            let text = String((0..<length).map { Character(Unicode.Scalar(UInt8(0x23 + $0 % 0x39))) })
            #expect(written { $0.jsonString(text) } == "\"\(text)\"")
            #expect(written { $0.jsonString(utf8: Array(("ab" + text).utf8).dropFirst(2)) } == "\"\(text)\"")
            #expect(written { $0.text(text) } == text)
        }
    }

    @Test("reads back as what it was, whatever it holds")
    func reading() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let count = Int.random(in: 0...40, using: &generator)
            let text = String(
                String.UnicodeScalarView((0..<count).map { _ in Self.scalars.randomElement(using: &generator) ?? "a" })
            )
            let json = written { $0.jsonString(text) }
            #expect(try JSONDecoder().decode(String.self, from: Data(json.utf8)).utf8.elementsEqual(text.utf8))
            #expect(json.unicodeScalars.allSatisfy { !$0.steersTerminals })
        }
    }

    @Test("writes numbers as Swift does")
    func numbers() {
        let powers = (0..<19).map { (0..<$0).reduce(Int64(1)) { power, _ in power * 10 } }
        for number in powers.flatMap({ [$0 - 1, $0, $0 + 1, -$0] }) + [0, .max, .min] {
            #expect(written { $0.integer(number) } == "\(number)")
        }
    }

    @Test(
        "writes milliseconds as seconds, in JSON without trailing zeros",
        arguments: [
            (0, "0.000", "0"), (1, "0.001", "0.001"), (10, "0.010", "0.01"), (500, "0.500", "0.5"),
            (1000, "1.000", "1"), (10_000, "10.000", "10"), (93_088, "93.088", "93.088"), (-1500, "-1.500", "-1.5"),
        ] as [(Int64, String, String)]
    )
    func seconds(milliseconds: Int64, text: String, json: String) {
        #expect(written { $0.seconds(milliseconds) } == text)
        #expect(CallDuration.seconds(milliseconds) == text)
        #expect(written { $0.jsonSeconds(milliseconds) } == json)
    }

    @Test("writes every day from 1970 to 2200 as Foundation does")
    func stamps() throws {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for day in stride(from: Int64(0), to: 84_006, by: 7) {
            let stamp = try #require(CallStamp(millisecondsSince1970: day * 86_400_000 + day * 1_037 % 86_400_000))
            let expected = formatter.string(from: stamp.date)
            #expect("\(stamp)" == expected)
            #expect(written { $0.jsonStamp(stamp) } == "\"\(expected)\"")
        }
        #expect(written { $0.jsonStamp(nil) } == "null")
    }

    @Test("writes a session's ID in whichever form it is kept")
    func sessionIDs() {
        for text in ["7d208e2a-520b-4a8d-a2c9-3a36dfa0d342", "7D208E2A-520b-4a8d-a2c9-3a36dfa0d342", "a\"b", ""] {
            #expect(written { CallSessionID(text).writeJSON(to: &$0) } == plainlyEscaped(text))
        }
    }

    @Test("writes phrases by row and column, keeps what it wrote as it grows, and begins anew")
    func phrases() {
        let phrases = UTF8Phrases(rows: ["a", "b"], columns: [1, 2, 3]) { "\($0)\($1);" }
        var writer = UTF8Writer(capacity: 1)
        for _ in 0..<1000 {
            for row in 0..<2 {
                for column in 0..<3 { writer.phrase(row, column, of: phrases) }
            }
        }
        #expect(writer.text == String(repeating: "a1;a2;a3;b1;b2;b3;", count: 1000))
        #expect(writer.count == 18_000)
        writer.removeAll()
        writer.literal("é\n")
        #expect(writer.text == "é\n")
    }
}
