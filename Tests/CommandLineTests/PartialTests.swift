import CallLifecycle
import Foundation
import Testing

@Suite("A log in parts")
struct PartialTests {
    /// A log in which everything happens that a merge has to get right, in no order.
    private static let log: [String] = {
        var lines: [String] = []
        func stamp(_ seconds: Int) -> String {
            "\(1_772_359_200 + seconds)" + (seconds % 3 == 0 ? "" : ".\(seconds % 7)25")
        }
        for call in 0..<400 {
            let id = String(format: "%08x-0000-4000-8000-%012x", call &* 2_654_435_761 % 0xFFFF_FFFF, call)
            let sip = #""sipCallId":"\#(call)@sip""#
            if call % 2 == 0 {
                lines.append(
                    #"{"action":"dialin-ready","sipEndpoint":"sip:room-\#(call % 20)@h","timestamp":\#(stamp(call - 3))}"#
                )
                lines.append(
                    #"{"action":"dialin-connected","sessionId":"\#(id)","provider":"daily",\#(sip),"#
                        + #""sipEndpoint":"sip:room-\#(call % 20)@h","sipHeaders":{"X-N":"\#(call)"},"timestamp":\#(stamp(call))}"#
                )
            } else {
                lines.append(
                    #"{"action":"dialout-connected","sessionId":"\#(id)",\#(sip),"timestamp":\#(stamp(call))}"#
                )
                lines.append(#"{"action":"dialout-answered","sessionId":"\#(id)","timestamp":\#(stamp(call + 9))}"#)
            }
            let direction = call % 2 == 0 ? "dialin" : "dialout"
            if call % 5 != 0 {
                lines.append(
                    #"{"action":"\#(direction)-stopped","sessionId":"\#(id)","timestamp":\#(stamp(call + 60))}"#
                )
            }
            if call % 7 == 0 {
                for warning in 0..<(call % 70 == 0 ? 90 : 2) {
                    let message = #""errorMsg":"codec \#(warning)""#
                    let at = stamp(call + 10 + warning % 9)
                    lines.append(
                        #"{"action":"\#(direction)-warning","sessionId":"\#(id)",\#(message),"timestamp":\#(at)}"#
                    )
                }
            }
            if call % 9 == 0 {
                lines.append(
                    #"{"action":"dialout-error",\#(sip),"errorMsg":"no route \#(call)","timestamp":\#(stamp(call + 61))}"#
                )
                lines.append(
                    #"{"action":"dtmf-event","sessionId":"\#(id)","tone":"\#(call % 10)","timestamp":\#(stamp(call + 5))}"#
                )
            }
            if call % 11 == 0 {
                lines.append(
                    #"{"action":"session-correlated","sessionId":"\#(id)","correlationId":"c-\#(call)","timestamp":1}"#
                )
                lines.append(
                    #"{"action":"dialout-error","errorMsg":"nobody knows \#(call)","timestamp":\#(stamp(call))}"#
                )
                lines.append("no JSON \(call)")
                lines.append(lines[lines.count - 5])
            }
        }
        var random = SeededOrder(seed: 5)
        return lines.shuffled(using: &random)
    }()

    private func write(_ lines: some Sequence<String>, _ name: String, in folder: URL) throws -> String {
        let file = folder.appending(path: name)
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
        return file.path()
    }

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// The partial results of the log, cut into so many parts by their places, or line by line in turn.
    private func partials(_ count: Int, inTurn: Bool, in folder: URL) throws -> [String] {
        try (0..<count)
            .map { part in
                let lines = Self.log.enumerated()
                    .filter { (inTurn ? $0.offset % count : $0.offset * count / Self.log.count) == part }
                    .map(\.element)
                let log = try write(lines, "\(part).jsonl", in: folder)
                let result = try Command.run("timeline", "--partial", log)
                #expect(result.status == 65)
                return try write(result.output.split(separator: "\n").map(String.init), "\(part).partial", in: folder)
            }
    }

    @Test(
        "is the same as the log at once, byte for byte",
        arguments: [
            (1, true, ["json"]), (2, true, ["json", "--notes", "--reveal"]), (3, false, ["json", "--illegal"]),
            (2, true, ["json", "--since", "2026-03-01T10:05:00Z"]), (7, true, ["csv"]), (3, false, ["otlp"]),
            (2, false, ["table", "--sort", "duration"]),
        ]
    )
    func merged(count: Int, inTurn: Bool, format: [String]) throws {
        try inFolder { folder in
            let whole = try write(Self.log, "whole.jsonl", in: folder)
            let expected = try Command.run(["timeline", "--format"] + format + [whole], input: nil)
            let files = try partials(count, inTurn: inTurn, in: folder)
            let merged = try Command.run(["merge", "--format"] + format + files.reversed(), input: nil)
            #expect(merged.output == expected.output)
            #expect(merged.status == expected.status)
            #expect(merged.errors.contains("38 lines could not be read"), "\(merged.errors)")
        }
    }

    @Test("is merged in several steps")
    func inSteps() throws {
        try inFolder { folder in
            let files = try partials(4, inTurn: true, in: folder)
            let halves = try [files[...1], files[2...]].enumerated()
                .map { index, pair in
                    let result = try Command.run(["merge", "--partial"] + pair, input: nil)
                    return try write(result.output.split(separator: "\n").map(String.init), "half-\(index)", in: folder)
                }
            let whole = try Command.run(
                ["timeline", "--partial", try write(Self.log, "whole", in: folder)],
                input: nil
            )
            let merged = try Command.run(["merge", "--partial"] + halves, input: nil)
            #expect(merged.output == whole.output)
            // A partial result is a log, too.
            let once = try Command.run(["timeline", "--format", "json"] + files, input: nil)
            let again = try Command.run(["merge", "--format", "json"] + files, input: nil)
            #expect(once.output.split(separator: "\n").count == again.output.split(separator: "\n").count)
        }
    }

    @Test("larger than the memory that it may take is the same", arguments: [("json", 60), ("csv", 30), ("table", 30)])
    func outOfMemory(format: String, copies: Int) throws {
        try inFolder { folder in
            // 12,000 calls take some ten megabytes; twice as many are written to more files than are merged at once.
            let lines = (0..<copies)
                .flatMap { copy in
                    Self.log.map { $0.replacing("-0000-4000-8000-", with: "-00\(10 + copy)-4000-8000-") }
                }
            let log = try write(lines, "log.jsonl", in: folder)
            let expected = try Command.run("timeline", "--format", format, log)
            let bounded = try Command.run("timeline", "--format", format, "--memory", "1", log)
            #expect(bounded.output == expected.output)
            #expect(bounded.errors == expected.errors)
            #expect(bounded.status == expected.status)
        }
    }

    @Test("that is not whole, or none at all, is refused")
    func refused() throws {
        try inFolder { folder in
            let result = try Command.run("timeline", "--partial", try write(Self.log, "log", in: folder))
            let lines = result.output.split(separator: "\n").map(String.init)
            let damaged: [([String], String)] = [
                (lines.dropLast(), "ends early"),
                ([], "ends early"),
                (Array(lines.dropFirst()), "line 1"),
                (Self.log, "line 1"),
                (lines + [lines[0]], "nothing behind the last line"),
                ([lines[0].replacing(#""version":"1""#, with: #""version":"2""#)] + lines.dropFirst(), "version 1"),
                (Array(lines.dropLast().reversed()) + lines.suffix(1), "line 1"),
                (lines.dropLast() + [lines[lines.count - 1].replacing(#""events":""#, with: #""events":"1"#)], "line"),
            ]
            for (number, (lines, message)) in damaged.enumerated() {
                let result = try Command.run("merge", "--format", "json", try write(lines, "damaged", in: folder))
                #expect(result.status == 65, "\(number)")
                #expect(result.output.isEmpty, "\(number)")
                #expect(result.errors.contains(message), "\(number): \(result.errors)")
            }
            #expect(try Command.run("merge", "nowhere").status == 66)
            #expect(try Command.run("merge").status == 64)
            #expect(try Command.run("timeline", "--partial", "--illegal", "x").status == 64)
            #expect(try Command.run("timeline", "--memory", "0", "x").status == 64)
        }
    }

    @Test("read in pieces names the lines as one that is read at once")
    func problemsOfPieces() throws {
        try inFolder { folder in
            // Some four megabytes, so that lines end in all places of a piece, and one line is longer than a piece.
            var lines = (0..<24).flatMap { _ in Self.log }
            lines.insert(String(repeating: "x", count: 2_500_000), at: 700)
            lines.insert("{\"action\":", at: 3)
            let log = try write(lines, "log.jsonl", in: folder)
            let expected = CallTimeline.reconstruct(jsonLines: try Data(contentsOf: URL(filePath: log)))
            #expect(expected.problemCount > 800)
            let result = try Command.run("timeline", "--format", "json", log, log)
            for problem in expected.problems.prefix(5) { #expect(result.errors.contains("\(log): \(problem)")) }
            #expect(result.errors.contains("\(2 * expected.problemCount) lines could not be read"))
        }
    }
}

/// A shuffle that is the same in every run.
private struct SeededOrder: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
