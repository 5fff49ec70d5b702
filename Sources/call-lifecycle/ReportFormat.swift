import CallLifecycle
import CallTimelineRendering

/// What `--format` of `timeline` names.
struct ReportFormat {
    static let names = ["text", "json", "svg", "mermaid", "trace", "otlp", "csv"]

    let renderer: any CallReportRenderer

    init(_ arguments: Arguments, _ output: Output) {
        let reveals = arguments.has("--reveal")
        renderer =
            switch arguments.value("--format") {
            case "json":
                JSONTimelineRenderer(revealingPersonalData: reveals, includingNotes: arguments.has("--notes"))
            case "svg": SVGReportRenderer(revealingPersonalData: reveals)
            case "mermaid": MermaidSequenceRenderer(revealingPersonalData: reveals)
            case "trace": ChromeTraceRenderer(revealingPersonalData: reveals)
            case "otlp": OpenTelemetryRenderer(revealingPersonalData: reveals)
            case "csv": CSVRenderer(revealingPersonalData: reveals)
            default:
                TextTimelineRenderer(usingColour: output.wantsColour, revealingPersonalData: reveals)
            }
    }
}
