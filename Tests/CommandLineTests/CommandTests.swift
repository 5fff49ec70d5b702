import Foundation
import Testing

@testable import call_lifecycle

@Suite("The command")
struct CommandTests {
    static let good = """
        {"action":"dialin-connected","sessionId":"s1","sipFrom":"sip:+14155550123@h","timestamp":1772359200.5}
        {"action":"dialin-stopped","sessionId":"s1","timestamp":1772359260.5}

        """
    static let illegal = good + #"{"action":"dialin-warning","sessionId":"s1","timestamp":1772359270.5}"# + "\n"

    @Test("serves the good lines and says why it could not read the others, where, and with status 65")
    func badLines() throws {
        let log = """
            nonsense
            \(Self.good){"action":"dialin-stopped","sessionId":"s2"}
            {"action":"dialin-stopped","timestamp":0}
            {"action":"dialin-stopped","sessionId":"s3","timestamp":"never"}
            [1,2]
            {"action":"dtmf-event"}
            {"action":"dialin-st
            """
        let result = try Command.run("timeline", "--format", "json", "-", input: log)
        #expect(result.status == 65)
        #expect(result.output.split(separator: "\n").count == 1)
        #expect(
            result.errors == """
                call-lifecycle: standard input: line 1, byte 0: not one JSON object: expected “{”, one JSON object a line
                call-lifecycle: standard input: line 4, timestamp: missing field: expected a time from 1970 to 2200: \
                RFC 3339 with an offset, or Unix seconds or milliseconds
                call-lifecycle: standard input: line 5, sessionId: missing field: \
                expected the session ID of a dialin-stopped, a text that is not empty
                call-lifecycle: standard input: line 6, byte 56, timestamp: invalid field: \
                expected a time from 1970 to 2200: RFC 3339 with an offset, or Unix seconds or milliseconds
                call-lifecycle: standard input: line 7, byte 0: not one JSON object: expected “{”, one JSON object a line
                call-lifecycle: 6 lines could not be read (1 not shown); all others were served

                """
        )
        let truncated = try Command.run("timeline", "-", input: Self.good + #"{"action":"dialin-st"#)
        #expect(truncated.status == 65)
        #expect(truncated.errors.contains("line 3, byte 20: truncated: expected the rest of the line"))
    }

    @Test("puts into the page which lines could not be read")
    func unreadInPage() throws {
        let result = try Command.run("timeline", "--format", "html", "-", input: "nonsense\n" + Self.good)
        #expect(result.status == 65)
        #expect(result.output.contains(#""unread":1,"problems":["standard input: line 1, byte 0: not one JSON object"#))
    }

    @Test("ends with the status that says what happened")
    func statuses() throws {
        #expect(try Command.run("timeline", "-", input: Self.good).status == 0)
        #expect(try Command.run("timeline", "-", input: Self.illegal).status == 0)
        #expect(try Command.run("check", "-", input: Self.good).status == 0)
        #expect(try Command.run("check", "-", input: Self.illegal).status == 1)
        #expect(try Command.run("check", "-", input: Self.illegal + "nonsense").status == 65)
        #expect(try Command.run("timeline", "-", input: "").status == 0)
        #expect(try Command.run("timeline", "no/such/file").status == 66)
        #expect(try Command.run("timeline", "/").status == 66)
        #expect(try Command.run().status == 64)
        #expect(try Command.run("timeline").status == 64)
        #expect(try Command.run("nonsense").status == 64)
        #expect(try Command.run("diagram", "--direction", "sideways").status == 64)
        for command in [["--help"], ["check", "-h"]] + CallLifecycleCommand.descriptions.map({ [$0.name, "--help"] }) {
            let result = try Command.run(command, input: nil)
            #expect(result.status == 0)
            #expect(result.output.contains("usage: call-lifecycle"))
            #expect(result.errors.isEmpty)
        }
    }

    @Test("says nothing of a log when another does not exist")
    func missingFile() throws {
        let result = try Command.run("check", "-", "no/such/file", input: Self.illegal)
        #expect(result.status == 66)
        #expect(result.output.isEmpty)
        #expect(result.errors == "call-lifecycle: no/such/file: No such file or directory\n")
    }

    @Test("checks a log and names line, state and what was legal")
    func check() throws {
        let skip = #"{"action":"dialout-answered","sessionId":"s2","timestamp":1}"# + "\n"
        let log = skip + Self.illegal
        let result = try Command.run("check", "-", input: log)
        #expect(
            result.output == """
                standard input:4: dial-in s1: dialin-warning is illegal in stopped; nothing is legal any more
                2 calls, 4 events: 1 illegal

                """
        )
        let partial = try Command.run("check", "-", input: Self.good + "nonsense\n")
        #expect(partial.output == "1 call, 2 events: all that could be read is legal\n")
        #expect(try Command.run("check", "-", input: "nonsense").output == "0 calls, 0 events: nothing to check\n")
        let misspelt = try Command.run("chekc", "-")
        #expect(misspelt.errors.hasPrefix("call-lifecycle: unknown command “chekc”; did you mean “check”?\n"))
        let foreign = try Command.run("check", "-", input: skip + #"{"action":"dtmf-event"}"#)
        #expect(foreign.output == "1 call, 1 event, 1 foreign: all legal\n")
        let strict = try Command.run("check", "--strict", "--format", "json", "-", input: log)
        #expect(
            strict.output == """
                {"log":"standard input","line":1,"sessionId":"s2","event":"dialout-answered","state":"ready",\
                "verdict":"skip","at":"1970-01-01T00:00:01.000Z","legal":["dialout-requested","dialout-connected",\
                "dialout-answered","dialout-warning","dialout-stop-requested","dialout-error","dialout-stopped"]}
                {"log":"standard input","line":4,"sessionId":"s1","event":"dialin-warning","state":"stopped",\
                "verdict":"illegal","at":"2026-03-01T10:01:10.500Z","legal":[]}

                """
        )
    }

    @Test("finds the line of an event that joined its session without a session ID")
    func joinedEvent() throws {
        let log = """
            {"action":"dialout-connected","sessionId":"s1","sipCallId":"c","timestamp":1}
            {"action":"dialout-stopped","sessionId":"s1","timestamp":2}
            {"action":"dialout-error","sipCallId":"c","errorMsg":"late","timestamp":3}
            """
        let result = try Command.run("check", "-", input: log)
        #expect(result.output.hasPrefix("standard input:3: dial-out s1: dialout-error is illegal in stopped"))
        #expect(result.status == 1)
    }

    @Test("lists calls in the order that is asked for, within the width that there is")
    func layout() throws {
        let log = Self.good.replacing("s1", with: "s2").replacing("17723592", with: "17723590") + Self.good
        func sessions(_ options: String...) throws -> [String] {
            let result = try Command.run(["timeline", "--format", "csv"] + options + ["-"], input: Data(log.utf8))
            return result.output.split(separator: "\r\n").dropFirst().map { String($0.dropFirst().prefix(2)) }
        }
        #expect(try sessions() == ["s2", "s1"])
        #expect(try sessions("--reverse") == ["s1", "s2"])
        #expect(try sessions("--sort", "session") == ["s1", "s2"])
        let table = try Command.run("timeline", "--width", "60", "-", input: log)
        #expect(table.output.split(separator: "\n").allSatisfy { $0.count <= 60 })
        #expect(try Command.run("timeline", "--width", "39", "-", input: log).status == 64)
        #expect(try Command.run("stats", "--width", "wide", "-", input: log).status == 64)
    }

    @Test("works out the figures of the calls that are meant")
    func stats() throws {
        let text = try Command.run("stats", "-", input: Self.illegal)
        #expect(text.status == 0)
        #expect(text.output.contains("session\u{20}") && text.output.contains("with illegal events: 1"))
        let none = try Command.run("stats", "--direction", "dial-out", "-", input: Self.illegal)
        #expect(none.output == "no calls\n")
        let json = try Command.run("stats", "--format", "json", "-", input: Self.illegal + "nonsense")
        #expect(json.status == 65)
        let figures = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect((figures?["total"] as? [String: Any])?["attempts"] as? Int == 1)
    }

    @Test("says what a log is that is no text in UTF-8")
    func otherForms() throws {
        for (bytes, hint) in [
            ([0x1F, 0x8B, 8, 0], "gzip"), ([0xFF, 0xFE, 0x7B, 0], "UTF-16"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
        ] {
            let result = try Command.run(["check", "-"], input: Data(bytes.map(UInt8.init)))
            #expect(result.status == 65)
            #expect(result.errors.split(separator: "\n").first?.contains(hint) == true, "\(result.errors)")
        }
        #expect(try Command.run("check", "-", input: "\u{FEFF}" + Self.good).errors.isEmpty)
    }

    @Test("helps with a command that is named behind help")
    func help() throws {
        let help = try Command.run("timeline", "--help")
        #expect(try Command.run("help", "timeline").output == help.output)
        #expect(try Command.run("--help", "timeline").output == help.output)
        #expect(try Command.run("help", "nothing").output == Command.run("help").output)
    }

    @Test("shows personal data only when asked")
    func reveal() throws {
        for format in ["text", "json"] {
            let log =
                Self.good
                + #"{"action":"dialin-warning","sessionId":"s1","errorMsg":"+14155550123","timestamp":1772359201}"#
            let masked = try Command.run("timeline", "--format", format, "-", input: log)
            #expect(!masked.output.contains("4155550"))
            let revealed = try Command.run("timeline", "--format", format, "--reveal", "-", input: log)
            #expect(revealed.output.contains("+14155550123"))
        }
    }

    @Test("ends quietly when its reader has seen enough")
    func closedPipe() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let log = (0..<2000).map { #"{"action":"dialin-connected","sessionId":"s\#($0)","timestamp":1}"# }
        let result = try Command.run(
            ["timeline", "-"],
            input: Data(log.joined(separator: "\n").utf8),
            output: pipe.fileHandleForWriting
        )
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
    }

    #if os(Linux)
    @Test("reports that it could not write")
    func writeError() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let result = try Command.run(["diagram"], input: nil, output: full)
        #expect(result.status == 74)
        #expect(result.errors == "call-lifecycle: cannot write: No space left on device\n")
    }
    #endif
}
