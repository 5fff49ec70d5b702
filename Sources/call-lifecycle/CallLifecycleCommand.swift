import CallLifecycle

/// The command line: picks the subcommand and turns its end into an exit status.
@main
enum CallLifecycleCommand {
    typealias Run = (Arguments, Output) throws(Failure) -> ExitStatus

    private static var subcommands: [(description: CommandDescription, run: Run)] {
        [
            (TimelineCommand.description, TimelineCommand.run),
            (MergeCommand.description, MergeCommand.run),
            (CheckCommand.description, CheckCommand.run),
            (StatsCommand.description, StatsCommand.run),
            (FollowCommand.description, FollowCommand.run),
            (DiagramCommand.description, DiagramCommand.run),
            (CompletionsCommand.description, CompletionsCommand.run),
            (ManualCommand.description, ManualCommand.run),
        ]
    }

    /// What each subcommand is called and takes.
    static var descriptions: [CommandDescription] { subcommands.map(\.description) }

    static func main() {
        ignoreClosedPipes()
        do {
            exitProcess(try run(Array(CommandLine.arguments.dropFirst())))
        } catch {
            if let message = error.message { warn(message) }
            exitProcess(error.status)
        }
    }

    private static func run(_ arguments: [String]) throws(Failure) -> ExitStatus {
        let output = Output()
        guard let name = arguments.first else {
            throw Failure(status: .usage, message: "name a command\n\(overview)")
        }
        if ["--help", "-h", "help"].contains(name), !(arguments.dropFirst().first.map(isCommand) ?? false) {
            try output.line(overview)
            try output.flush()
            return .fine
        }
        // `help timeline` is `timeline --help`.
        if ["--help", "-h", "help"].contains(name) { return try run([arguments[1], "--help"]) }
        guard let subcommand = subcommands.first(where: { $0.description.name == name }) else {
            let suggestion = suggestion(for: name, among: subcommands.map(\.description.name))
            throw Failure(status: .usage, message: "unknown command “\(name.printable)”\(suggestion)\n\(overview)")
        }
        let parsed = try Arguments(arguments.dropFirst(), for: subcommand.description)
        if parsed.asksForHelp {
            try output.line(subcommand.description.help)
            try output.flush()
            return .fine
        }
        return try subcommand.run(parsed, output)
    }

    private static func isCommand(_ name: String) -> Bool { descriptions.contains { $0.name == name } }

    private static var overview: String {
        let rows = subcommands.map { subcommand in
            let name = subcommand.description.name
            return "  " + name + String(repeating: " ", count: 13 - name.count) + subcommand.description.summary
        }
        return
            (["usage: call-lifecycle <command> [options] [<log>… | -]", ""] + rows
            + ["", "See “call-lifecycle <command> --help” for each."])
            .joined(separator: "\n")
    }
}
