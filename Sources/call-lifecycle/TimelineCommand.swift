import CallLifecycle
import CallTimelineRendering

/// `call-lifecycle timeline`: reconstructs the timeline of every call in a log.
enum TimelineCommand {
    static let description = CommandDescription(
        name: "timeline",
        summary: "Reconstruct the timeline of every call in a log of Daily's events.",
        options: [
            Option(name: "--format", values: ["text", "json"], help: "For people, or one JSON object per call."),
            Option(name: "--notes", help: "In JSON, also write transfers, key presses and correlation IDs."),
            Option(name: "--reveal", help: "Show phone numbers, SIP users and messages unmasked."),
        ],
        discussion: """
            In text, → is a documented step, ⇢ one over a state whose event was not seen, ✗ an event that was illegal.
            """
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        var input = try LogInput(arguments.operands)
        var reconstructor = CallReconstructor()
        var foreign: [ForeignCallEvent] = []
        try input.readEvents(foreign: { foreign.append($0) }, { event, _ in reconstructor.add(event) })
        try input.checkJournals()
        for event in foreign { reconstructor.add(event) }
        let reconstruction = reconstructor.reconstruct()
        let reveals = arguments.flags.contains("--reveal")
        if arguments.values["--format"] == "json" {
            let renderer = JSONTimelineRenderer(
                revealingPersonalData: reveals,
                includingNotes: arguments.flags.contains("--notes")
            )
            for timeline in reconstruction.timelines { try output.line(renderer.render(timeline)) }
            for event in reconstruction.unattributed { try output.line(renderer.render(unattributed: event)) }
        } else {
            let renderer = TextTimelineRenderer(
                usingColour: output.wantsColour,
                revealingPersonalData: reveals
            )
            for (index, timeline) in reconstruction.timelines.enumerated() {
                try output.line((index > 0 ? "\n" : "") + renderer.render(timeline))
            }
            if !reconstruction.timelines.isEmpty && !reconstruction.unattributed.isEmpty { try output.line("") }
            for event in reconstruction.unattributed { try output.line(renderer.render(unattributed: event)) }
        }
        try output.flush()
        if reconstruction.timelines.isEmpty && reconstruction.unattributed.isEmpty {
            warn("no events of calls" + (input.foreignCount > 0 ? ", \(input.foreignCount) foreign" : ""))
        }
        return input.reportProblems()
    }
}
