import CallLifecycle
import CallTimelineRendering

/// `call-lifecycle timeline`: reconstructs the timeline of every call in a log.
enum TimelineCommand {
    static let description = CommandDescription(
        name: "timeline",
        summary: "Reconstruct the timelines of the calls in a log of Daily's events.",
        options: [
            Option(name: "--format", kind: .choice(ReportFormat.names), help: "How the calls are written."),
            Option(
                name: "--sort",
                kind: .choice(CallTimelineOrder.allCases.map(\.rawValue)),
                help: "By what the calls are listed; what is unknown comes last."
            ),
            Option(name: "--reverse", help: "List the greatest first."),
            Option(name: "--notes", help: "In JSON, also write transfers, key presses and correlation IDs."),
            Option(name: "--reveal", help: "Show phone numbers, SIP users and messages unmasked."),
            ReportFormat.widthOption,
        ] + FilterOptions.options,
        discussion: """
            As text, one call is a ladder of all its steps, several are a table; “ladders” and “table” are either for
            any number. → is a documented step, ⇢ one over a state whose event was not seen, ✗ an event that was illegal.
            """,
        examples: [
            Example("timeline --illegal --since 1h calls.jsonl", "the calls of the last hour with an illegal event"),
            Example("timeline --session 7d208e2a calls.jsonl", "all that is known of one call"),
            Example("timeline --sort talk --reverse calls.jsonl", "the longest conversations first"),
            Example("timeline --format html calls.jsonl", "a page to look through all calls with a browser"),
        ]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        let filter = try FilterOptions.filter(arguments, of: description)
        let format = try ReportFormat(arguments, of: description, output)
        var input = try LogInput(arguments.operands)
        let whole = try input.reconstruct()
        let order = arguments.value("--sort").flatMap(CallTimelineOrder.init(rawValue:)) ?? .start
        let isReversed = arguments.has("--reverse")
        var calls = whole.filtered(by: filter)
        // They stand by their starts already.
        if order != .start || isReversed { calls = calls.sorted(by: order, reversed: isReversed) }
        try format.write(calls, to: output)
        try output.flush()
        if whole.isEmpty {
            warn("no events of calls" + (input.foreignCount > 0 ? ", \(input.foreignCount) foreign" : ""))
        } else if calls.isEmpty {
            warn("no call of \(whole.timelines.count) matches these options")
        }
        return input.reportProblems()
    }
}

extension CallReconstruction {
    var isEmpty: Bool { timelines.isEmpty && unattributed.isEmpty }
}
