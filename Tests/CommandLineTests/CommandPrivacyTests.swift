import Foundation
import PersonalDataMarks
import Testing

@testable import call_lifecycle

@Suite("The command, given a log full of personal data,")
struct CommandPrivacyTests {
    /// Every subcommand with every combination of its options that do not reveal, nor only leave calls out or list them
    /// in another order.
    ///
    /// A partial result holds what its log holds, or it could not be merged.
    private static func invocations(of command: CommandDescription) -> [[String]] {
        let narrowing = Set(FilterOptions.options.map(\.name) + ["--sort", "--reverse", "--partial", "--memory"])
        return command.options
            .filter { $0.name != "--reveal" && (command.name == "diagram" || !narrowing.contains($0.name)) }
            .reduce([[command.name]]) { invocations, option in
                let choices =
                    switch option.kind {
                    case .flag: [[], [option.name]]
                    case .choice(let values), .choices(let values): values.map { [option.name, $0] }
                    case .text: [[]] as [[String]]
                    }
                return invocations.flatMap { invocation in choices.map { invocation + $0 } }
            }
            .flatMap { invocation in
                switch command.operands {
                case .none, .optionalLogs: [invocation]
                case .logs, .partialResults: [invocation + ["-"]]
                case .word(let words): words.map { invocation + [$0] }
                }
            }
    }

    private static let invocations: [[String]] = CallLifecycleCommand.descriptions.flatMap(invocations(of:))

    private static let partial = Result {
        Data(try Command.run(["timeline", "--partial", "-"], input: MarkedLog.whole).output.utf8)
    }

    @Test("shows none of it on standard output or standard error", arguments: invocations)
    func masked(arguments: [String]) throws {
        let input =
            arguments[0] == "merge"
            ? Data(try Command.run(["timeline", "--partial", "-"], input: MarkedLog.whole).output.utf8)
            : MarkedLog.whole
        let result = try Command.run(arguments, input: input)
        // A board has no place here: its own tests look for personal data in it.
        #expect(result.output.isEmpty == arguments.contains("--board"))
        #expect(Mark.leaks(in: result.output).isEmpty, "\(result.output)")
        #expect(Mark.leaks(in: result.errors).isEmpty, "\(result.errors)")
    }

    @Test("shows none of it for a line that cannot be read", arguments: MarkedLog.unreadable)
    func unreadable(line: String) throws {
        for command in ["timeline", "check", "follow"] {
            let result = try Command.run([command, "-"], input: Data(line.utf8))
            #expect(result.status == 65)
            #expect(Mark.leaks(in: result.output + result.errors).isEmpty, "\(result)")
        }
    }

    @Test(
        "shows it when asked",
        arguments: [
            ["--format", "ladders"], ["--format", "table"], ["--format", "json"], ["--format", "json", "--notes"],
        ]
    )
    func revealed(options: [String]) throws {
        let result = try Command.run(["timeline", "--reveal"] + options + ["-"], input: MarkedLog.whole)
        #expect(result.output.contains(Mark.number))
        #expect(result.output.contains(Mark.uri))
        #expect(Mark.leaks(in: result.errors).isEmpty, "\(result.errors)")
    }

    @Test("shows it while following when asked", arguments: ["text", "json"])
    func revealedLive(format: String) throws {
        let result = try Command.run(["follow", "--reveal", "--format", format, "-"], input: MarkedLog.whole)
        #expect(result.output.contains(Mark.number))
        #expect(result.output.contains(Mark.secret))
        #expect(Mark.leaks(in: result.errors).isEmpty, "\(result.errors)")
    }

    @Test("is asked for it by one option of those commands only that show calls")
    func options() {
        let revealing = CallLifecycleCommand.descriptions.filter { $0.options.contains { $0.name == "--reveal" } }
        #expect(revealing.map(\.name) == ["timeline", "merge", "follow"])
    }
}
