/// `call-lifecycle manual`: the manual page, written from the same descriptions as the help.
enum ManualCommand {
    static let description = CommandDescription(
        name: "manual",
        summary: "Print the manual page, as roff.",
        operands: .none,
        options: [],
        examples: [Example("manual | man -l -", "read it; its file is Docs/call-lifecycle.1")]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        try output.write(page(CallLifecycleCommand.descriptions))
        try output.flush()
        return .fine
    }

    private static func page(_ commands: [CommandDescription]) -> String {
        #"""
        .TH CALL\-LIFECYCLE 1
        .SH NAME
        call\-lifecycle \- timelines of the calls in logs of Daily's SIP and PSTN events
        .SH SYNOPSIS
        \#(commands.map(synopsis).joined(separator: "\n.br\n"))
        .SH DESCRIPTION
        Daily reports each phone leg by events, which come twice, late, out of order or never. This command reconstructs
        from logs of them what each call was, and says what was not legal.
        .PP
        A log is JSON Lines: Daily's client events, native SDK events or webhooks, also wrapped with a timestamp, in any
        order and with any repetitions. A folder is a journal: all of its files are read. \(lq\-\(rq is standard input.
        Phone numbers, SIP users and messages are masked unless they are to be revealed.
        .SH COMMANDS
        \#(commands.map(section).joined(separator: "\n"))
        .SH EXIT STATUS
        \#(ExitStatus.allCases.map { item("\($0.rawValue)", $0.meaning) }.joined(separator: "\n"))
        .SH ENVIRONMENT
        .TP
        .B NO_COLOR
        If set and not empty, nothing is coloured. Without a terminal nothing is, either.
        .TP
        .B TERM
        If \(lqdumb\(rq, nothing is coloured, and nothing is redrawn in place.

        """#
    }

    private static func synopsis(_ command: CommandDescription) -> String {
        let arguments = [command.options.isEmpty ? "" : "[options]", command.operands.placeholder]
            .filter { !$0.isEmpty }
            .joined(separator: " ")
        return ".B call\\-lifecycle \(roff(command.name))" + (arguments.isEmpty ? "" : "\n" + roff(arguments))
    }

    private static func section(_ command: CommandDescription) -> String {
        var lines = [".SS \(roff(command.name))", roff(command.summary)]
        lines += command.optionRows.map { item($0.usage, $0.help) }
        if !command.discussion.isEmpty { lines += [".PP"] + command.discussion.split(separator: "\n").map { roff($0) } }
        for example in command.examples {
            lines += [".PP", roff("\(example.purpose):"), ".PP", ".EX"]
            lines += ["    call\\-lifecycle \(roff(example.arguments))", ".EE"]
        }
        return lines.joined(separator: "\n")
    }

    private static func item(_ term: String, _ meaning: String) -> String {
        ".TP\n.B \(roff(term))\n\(roff(meaning))"
    }

    /// The text as roff shows it.
    private static func roff(_ text: some StringProtocol) -> String {
        let escaped = String(text).replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }
}
