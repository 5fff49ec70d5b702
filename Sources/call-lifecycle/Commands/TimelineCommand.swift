import CallLifecycle
import CallTimelineRendering

/// `call-lifecycle timeline`: reconstructs the timeline of every call in a log.
enum TimelineCommand {
    static let description = CommandDescription(
        name: "timeline",
        summary: "Reconstruct the timelines of the calls in a log of Daily's events.",
        options: TimelineReport.options,
        discussion: """
            As text, one call is a ladder of all its steps, several are a table; “ladders” and “table” are either for
            any number. → is a documented step, ⇢ one over a state whose event was not seen, ✗ an event that was illegal.
            """,
        examples: [
            Example("timeline --illegal --since 1h calls.jsonl", "the calls of the last hour with an illegal event"),
            Example("timeline --session 7d208e2a calls.jsonl", "all that is known of one call"),
            Example("timeline --sort talk --reverse calls.jsonl", "the longest conversations first"),
            Example("timeline --format html calls.jsonl", "a page to look through all calls with a browser"),
            Example("timeline --partial calls.1.jsonl > 1.partial", "one part of a log that several machines share"),
        ]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        let report = try TimelineReport(arguments, of: description, output)
        var input = try LogInput(arguments.operands)
        switch try input.collect(upTo: report.memory) {
        case .memory(let known) where report.isPartial:
            try known.forEachPartialLine { line throws(Failure) in try output.line(line) }
            try output.flush()
        case .memory(let known):
            try report.write(known.settled(perform: inParallel), output)
        case .files(let files):
            var merge = try PartialFile.merge(files)
            try report.write(&merge, output)
        }
        return input.reportProblems()
    }
}
