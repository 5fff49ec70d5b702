import CallLifecycle
import CallTimelineRendering

/// `call-lifecycle stats`: works out the figures of all calls in a log.
enum StatsCommand {
    static let description = CommandDescription(
        name: "stats",
        summary: "Work out the fleet figures of the calls in a log: ratios, durations, and when there were most.",
        options: [
            Option(name: "--format", kind: .choice(["text", "json"]), help: "For people, or one JSON object."),
            ReportFormat.widthOption,
        ] + FilterOptions.options,
        discussion: """
            Each ratio stands beside the counts that it is made of. Calls that have not ended or of which events were lost,
            and failures that belong to no call, bias all of them, and are counted first.
            """,
        examples: [
            Example("stats --since 24h calls.jsonl", "the figures of the last day"),
            Example("stats --format json calls.jsonl | jq .total.answerSeizureRatio", "one figure, for a program"),
        ]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        let filter = try FilterOptions.filter(arguments, of: description)
        let width = try ReportFormat.width(arguments, of: description, output)
        var input = try LogInput(arguments.operands)
        let calls = try input.reconstruct().filtered(by: filter)
        let renderer: any CallReportRenderer =
            arguments.value("--format") == "json"
            ? JSONStatisticsRenderer() : TextStatisticsRenderer(width: width, usingColour: output.wantsColour)
        try renderer.render(calls, to: output.write)
        try output.flush()
        return input.reportProblems()
    }
}
