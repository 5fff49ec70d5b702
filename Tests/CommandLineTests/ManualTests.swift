import Foundation
import Testing

@testable import call_lifecycle

@Suite("The manual")
struct ManualTests {
    @Test("in Docs is what the command prints: UPDATE_GOLDEN=1 writes what has changed")
    func drift() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Docs/call-lifecycle.1")
        let page = try Command.run("manual").output
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(page.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == page)
    }

    @Test("and the help have an example of every command")
    func examples() {
        for command in CallLifecycleCommand.descriptions {
            #expect(!command.examples.isEmpty)
            for example in command.examples {
                #expect(example.arguments.hasPrefix(command.name))
                #expect(command.help.contains("  call-lifecycle \(example.arguments)\n"))
            }
        }
    }

    @Test("shows only examples that the command understands")
    func understood() throws {
        for command in CallLifecycleCommand.descriptions {
            for example in command.examples {
                // Up to what is the shell's.
                let words = example.arguments.split(separator: " ").prefix { !["|", ">", "&&"].contains($0) }
                _ = try Arguments(words.dropFirst().map(String.init), for: command)
            }
        }
    }
}

@Suite("Progress")
struct ProgressTests {
    @Test(
        "is told with its rate, and with the time that is left where the end is known",
        arguments: [
            (0, Int?.none, 0, 1, "0 B, 0 lines, 0 B/s"),
            (999, nil, 1, 1, "999 B, 1 line, 999 B/s"),
            (2_500_000, 10_000_000, 9000, 2, "25 % of 10 MB, 9000 lines, 1.3 MB/s, 6 s left"),
            (1_000_000_000, 100_000_000_000, 5, 10, "1 % of 100 GB, 5 lines, 100 MB/s, 16 min 30 s left"),
            // It has grown since.
            (2000, 1000, 2, 1, "2.0 kB, 2 lines, 2.0 kB/s"),
        ]
    )
    func texts(bytes: Int, total: Int?, lines: Int, seconds: Int, expected: String) {
        #expect(Progress.text(bytes: bytes, of: total, lines: lines, after: .seconds(seconds)) == expected)
    }
}
