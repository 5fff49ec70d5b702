import CallLifecycleTesting
import Foundation
import Testing

@testable import CallLifecycle

/// The decoder against the slow one that it replaced, in every value and every error.
///
/// `MUTATED_LINES=1000000 swift test -c release -Xswiftc -enable-testing --filter DecoderOracleTests` compares a million
/// lines; without the variable there are fewer, for the time that they take in a debug build.
@Suite("The decoder agrees with the slow one")
struct DecoderOracleTests {
    private static let mutatedLines = ProcessInfo.processInfo.environment["MUTATED_LINES"].flatMap(Int.init) ?? 20_000

    /// Lines of every form, and what is odd in them.
    private static let oddities = [
        #"{"action":"dialin-connected","sessionId":"s","timestamp":"2026-03-01T10:00:00.000Z","sipHeaders":{"b":"1","a":2,"b":null,"c":[1,{"d":"é"}]}}"#,
        #"{"version":"1.0","type":"dialin.connected","id":"x","payload":{"session_id":"9f3f1d22-0000-4000-8000-00000000abcd","sip_headers":{"X-A":"1"},"display_name":"J\u00fcrgen \ud83d\ude00 \ud83d"},"event_ts":1728036610.899}"#,
        #"{"timestamp":1728036610,"event":{"type":"dialout.error","payload":{"error_msg":"no \"route\"\n","sipCallId":""}}}"#,
        #"{"timestamp":"1728036610899","event":{"action":"dialout-warning","message":"größer","traceId":"t","details":{"destination":"+1"}}}"#,
        #"{"\u0061ction":"dialout\u002danswered","session\u0049d":"","participantId":"p","timestamp":1e3}"#,
        #"{"action":"dtmf-event","sessionId":"s","tone":"1","n":1.50,"deep":{"a":[true,false,null]},"timestamp":"x"}"#,
        #"{"type":"calltransfer.started","payload":{"sessionId":"s","to":null,"to":"b"}}"#,
        #"{"type":"calltransfer.started","payload":7}"#,
        #"{"action":7,"type":"dialin.stopped","event":{"action":"x"}}"#,
        #"{"action":"dialin-ready","sipEndpoint":"sip:a@b","sip_endpoint":"sip:c@d","timestamp":"2026-03-01T10:00:00+05:30"}"#,
        #"{"action":"dialin-error","sessionId":null,"session_id":3,"timestamp":"2026-02-29T10:00:00Z","type":"start-failed"}"#,
        #"{"action":"dialin-stopped","sessionId":"9F3F1D22-0000-4000-8000-00000000ABCD","timestamp":12345678901.5}"#,
        #"  {"action" : "dialout-requested" , "sessionId":"s","timestamp":"2026-03-01t10:00:00,5Z"} x"#,
        "\u{FEFF}{\"action\":\"dialin-stopped\",\"sessionId\":\"s\",\"timestamp\":0}\t",
        #"{"action":"dialin-stopped","sessionId":"s","timestamp":-0,"x":[[[[]]]],"y":{"":{"":{}}}}"#,
        "{}", "[]", "", "{", "{\"a\"",
        String(repeating: "{\"a\":", count: 70) + "1" + String(repeating: "}", count: 70),
        String(repeating: "[", count: 64),
        "{\"a\":" + String(repeating: "[", count: 63) + String(repeating: "]", count: 63) + "}",
    ]

    @Test("on the fixtures, the corpora of the fuzzers and every odd line, whole and cut off at each byte")
    func everyKnownLine() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let corpus = folder.appending(path: "../../Fuzzing/Corpora/lines").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
        #expect(files.count > 50)
        var reader = WireReader()
        for file in files {
            for line in try Data(contentsOf: file)
                .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            {
                Self.compare(Array(line), &reader)
            }
        }
        for line in Self.seeds {
            for count in 0...line.count { Self.compare(Array(line[..<count]), &reader) }
        }
    }

    @Test("on mutated lines")
    func mutatedLines() {
        var random = SeededGenerator(seed: 11)
        let seeds = Self.seeds
        let pieces =
            [
                "\"", "\\", "{", "}", "[", "]", ":", ",", "null", "\\u00", "\\ud83d", "é", "\u{1F600}", "0", "1e9", "-",
                " ",
            ]
            .map { Array($0.utf8) } + [
                [0x80], [0xC2], [0xE2, 0x82], [0xF0, 0x9F], [0xFF], [0x00], [0x1F], [0x0D], [0x09],
            ]
            + WireKey.allCases.flatMap(\.names).map { Array("\"\($0)\"".utf8) }
        var reader = WireReader()
        for _ in 0..<Self.mutatedLines {
            var line = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0...line.count, using: &random)
                let end = min(line.count, place + Int.random(in: 0...3, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: line.removeSubrange(place..<end)
                case 1:
                    line.replaceSubrange(place..<end, with: pieces[Int.random(in: 0..<pieces.count, using: &random)])
                case 2:
                    let other = seeds[Int.random(in: 0..<seeds.count, using: &random)]
                    let start = Int.random(in: 0...other.count, using: &random)
                    line.replaceSubrange(place..<end, with: other[start..<min(other.count, start + 40)])
                default: line.removeSubrange(place...)
                }
            }
            Self.compare(line, &reader)
        }
    }

    /// Every line of the fixtures, every kind of event in full, and the odd ones.
    private static let seeds: [[UInt8]] = {
        let kinds = CallEventKind.allCases.flatMap { kind in
            [CallSource.client, .webhook].map { EncodingTests.full(kind, source: $0).json }
        }
        let fixtures = ["documented-events", "recorded-calls"].flatMap { fixtureLines($0) }
        return (kinds + oddities).map { Array($0.utf8) } + fixtures
    }()

    private static func fixtureLines(_ name: String) -> [[UInt8]] {
        ((try? Fixture.bytes("\(name).jsonl")) ?? []).split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    /// Compares what is read of a line by a reader that has read other lines before, and by one that has not.
    private static func compare(_ line: [UInt8], _ kept: inout WireReader) {
        let received = CallStamp(millisecondsSince1970: 1_700_000_000_000)
        var fresh = WireReader()
        for (receivedAt, isUnterminated) in [(nil, false), (received, true)] {
            let expected = OracleDecoder(receivedAt: receivedAt).decode(line[...], isUnterminated: isUnterminated)
            let decoder = CallEventDecoder(receivedAt: receivedAt)
            let first = decoder.result(of: line.span, isUnterminated: isUnterminated, with: &fresh)
            let later = decoder.result(of: line.span, isUnterminated: isUnterminated, with: &kept)
            if first != expected || later != expected {
                Issue.record("\(String(decoding: line, as: UTF8.self)): \(first), \(later), and slowly \(expected)")
            }
        }
    }
}

extension CallEventDecoder {
    fileprivate func result(
        of line: Span<UInt8>,
        isUnterminated: Bool,
        with reader: inout WireReader
    ) -> Result<DecodedCallEvent, CallDecodingError> {
        do throws(CallDecodingError) {
            return .success(try decode(line, isUnterminated: isUnterminated, with: &reader))
        } catch {
            return .failure(error)
        }
    }
}
