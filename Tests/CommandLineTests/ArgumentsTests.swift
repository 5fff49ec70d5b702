import CallLifecycle
import Testing

@testable import call_lifecycle

@Suite("Arguments")
struct ArgumentsTests {
    let command = CommandDescription(
        name: "test",
        summary: "Test.",
        options: [
            Option(name: "--format", kind: .choice(["text", "json"]), help: "How."),
            Option(name: "--state", kind: .choices(["open", "over"]), help: "Which."),
            Option(name: "--session", kind: .text("ID"), help: "Which."),
            Option(name: "--strict", help: "Strictly."),
        ]
    )

    private func message(_ arguments: String...) -> String? {
        do throws(Failure) {
            _ = try Arguments(arguments, for: command)
            return nil
        } catch {
            #expect(error.status == .usage)
            return error.message?.split(separator: "\n").first.map(String.init)
        }
    }

    @Test("are understood in any order and spelling")
    func understood() throws {
        for arguments in [
            ["--strict", "--format", "json", "a", "b"], ["a", "--format=json", "b", "--strict"],
            ["a", "--strict", "--format", "text", "b", "--format", "json"],
        ] {
            let parsed = try Arguments(arguments, for: command)
            #expect(parsed.operands == ["a", "b"])
            #expect(parsed.has("--strict"))
            #expect(parsed.value("--format") == "json")
        }
        let parsed = try Arguments(["-", "--", "--strict", "-"], for: command)
        #expect(parsed.operands == ["-", "--strict", "-"])
        #expect(!parsed.has("--strict"))
        #expect(parsed.value("--format") == "text")
        #expect(try Arguments(["--nonsense-later", "--help"].reversed(), for: command).asksForHelp)
    }

    @Test("may have several values, together or one after the other")
    func several() throws {
        let parsed = try Arguments(
            ["--state=open,over", "--state", "open", "--session=a,b", "--session=", "-"],
            for: command
        )
        #expect(parsed.values("--state") == ["open", "over", "open"])
        #expect(parsed.values("--session") == ["a,b", ""])
        #expect(parsed.value("--session") == "")
        #expect(try Arguments(["-"], for: command).values("--state") == [])
    }

    @Test("that cannot be understood are answered with what would do")
    func usageErrors() {
        #expect(message() == "test: name a log to read, or - for standard input")
        #expect(message("--formt", "x") == "test: unknown option “--formt”; did you mean “--format”?")
        #expect(message("-x") == "test: unknown option “-x”")
        #expect(message("--format") == "test: --format needs a value: text or json")
        #expect(message("--format", "xml", "a") == "test: --format takes text or json, not “xml”")
        #expect(message("--state", "open,", "a") == "test: --state takes open or over, not “”")
        #expect(message("--session") == "test: --session needs a value: ID")
        #expect(message("--strict=yes", "a") == "test: --strict takes no value")
    }

    @Test("may be one of some words, or none at all")
    func words() throws {
        let shells = CommandDescription(name: "test", summary: "Test.", operands: .word(["bash", "zsh"]), options: [])
        #expect(try Arguments(["zsh"], for: shells).operands == ["zsh"])
        for wrong in [[], ["tcsh"], ["bash", "zsh"]] {
            #expect(throws: shells.usageError("name one of bash, zsh")) { try Arguments(wrong, for: shells) }
        }
        let alone = CommandDescription(name: "test", summary: "Test.", operands: .none, options: [])
        #expect(throws: alone.usageError("unexpected “a”")) { try Arguments(["a"], for: alone) }
        #expect(shells.usage == "usage: call-lifecycle test bash | zsh")
    }

    @Test("name a moment by its stamp, by a date, or by how long ago it was")
    func moments() throws {
        func moment(_ text: String) throws(Failure) -> CallStamp? {
            let arguments = try Arguments(["--until", text, "-"], for: StatsCommand.description)
            return try FilterOptions.stamp("--until", arguments, StatsCommand.description)
        }
        let midnight = try #require(CallStamp("2026-11-28T00:00:00Z"))
        #expect(try moment("2026-11-28") == midnight)
        #expect(try moment("2026-11-28T01:30:00.250+01:30") == midnight.advanced(by: .milliseconds(250)))
        #expect(try moment("\(midnight.millisecondsSince1970 / 1000)") == midnight)
        let ago = try #require(try moment("15m"))
        let off = CallStamp.now.millisecondsSince1970 - ago.millisecondsSince1970 - 900_000
        #expect(abs(off) < 60_000)
        for wrong in ["2026-11-31", "2026-11", "28.11.2026", "2026-11-28T", "yesterday", ""] {
            #expect(throws: Failure.self) { try moment(wrong) }
        }
    }

    @Test("have a help that names every option")
    func help() {
        for option in command.options { #expect(command.help.contains(option.name)) }
    }
}
