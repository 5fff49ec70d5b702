import CallLifecycle
import CallTimelineRendering

/// What `--format` of `timeline` names.
struct ReportFormat {
    static let names = ["text", "json"]

    let renderer: any CallReportRenderer

    init(_ arguments: Arguments, _ output: Output) {
        let reveals = arguments.has("--reveal")
        renderer =
            switch arguments.value("--format") {
            case "json":
                JSONTimelineRenderer(revealingPersonalData: reveals, includingNotes: arguments.has("--notes"))
            default:
                TextTimelineRenderer(usingColour: output.wantsColour, revealingPersonalData: reveals)
            }
    }
}
