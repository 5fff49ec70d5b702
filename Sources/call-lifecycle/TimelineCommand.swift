import CallLifecycle
import CallTimelineRendering

/// `call-lifecycle timeline`: reconstructs the timeline of every call in a log.
enum TimelineCommand {
    static let description = CommandDescription(
        name: "timeline",
        summary: "Reconstruct the timelines of the calls in a log of Daily's events.",
        options: [
            Option(name: "--format", kind: .choice(ReportFormat.names), help: "How the calls are written."),
            Option(name: "--notes", help: "In JSON, also write transfers, key presses and correlation IDs."),
            Option(name: "--reveal", help: "Show phone numbers, SIP users and messages unmasked."),
        ] + FilterOptions.options,
        discussion: """
            In text, → is a documented step, ⇢ one over a state whose event was not seen, ✗ an event that was illegal.
            """
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        let filter = try FilterOptions.filter(arguments, of: description)
        let format = ReportFormat(arguments, output)
        var input = try LogInput(arguments.operands)
        let whole = try input.reconstruct()
        let calls = whole.filtered(by: filter)
        try format.renderer.render(calls, to: output.write)
        try output.flush()
        if whole.isEmpty {
            warn("no events of calls" + (input.foreignCount > 0 ? ", \(input.foreignCount) foreign" : ""))
        } else if calls.isEmpty {
            warn("no call of \(whole.timelines.count) is meant by these options")
        }
        return input.reportProblems()
    }
}

extension CallReconstruction {
    fileprivate var isEmpty: Bool { timelines.isEmpty && unattributed.isEmpty }
}
