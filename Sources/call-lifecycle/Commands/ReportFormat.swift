import CallLifecycle
import CallTimelineRendering

/// What `--format` of `timeline` names.
struct ReportFormat {
    static let names = ["text", "ladders", "table", "json", "html", "svg", "mermaid", "trace", "otlp", "csv"]

    static let widthOption = Option(
        name: "--width",
        kind: .text("COLUMNS"),
        help: "How wide text may be: the terminal's width if not said, and in a pipe no limit."
    )

    let renderer: any CallReportRenderer

    init(_ arguments: Arguments, of command: CommandDescription, _ output: Output) throws(Failure) {
        let reveals = arguments.has("--reveal")
        let width = try Self.width(arguments, of: command, output)
        renderer =
            switch arguments.value("--format") {
            case "json":
                JSONTimelineRenderer(revealingPersonalData: reveals, includingNotes: arguments.has("--notes"))
            case "html": HTMLReportRenderer(revealingPersonalData: reveals)
            case "svg": SVGReportRenderer(revealingPersonalData: reveals)
            case "mermaid": MermaidSequenceRenderer(revealingPersonalData: reveals)
            case "trace": ChromeTraceRenderer(revealingPersonalData: reveals)
            case "otlp": OpenTelemetryRenderer(revealingPersonalData: reveals)
            case "csv": CSVRenderer(revealingPersonalData: reveals)
            case let layout:
                TextTimelineRenderer(
                    layout == "ladders" ? .ladders : layout == "table" ? .table : .automatic,
                    width: width,
                    usingColour: output.wantsColour,
                    revealingPersonalData: reveals
                )
            }
    }

    /// Writes calls: on all processors, where every call can be written on its own.
    func write(_ calls: CallReconstruction, to output: Output) throws(Failure) {
        guard let lines = renderer as? any CallLineRenderer else { return try renderer.render(calls, to: output.write) }
        try write(calls, by: lines, to: output)
    }

    /// Writes calls, each on its own.
    func write(_ calls: some CallListing, by lines: any CallLineRenderer, to output: Output) throws(Failure) {
        try lines.renderBytes(calls, threads: processorCount()) { bytes throws(Failure) in try output.write(bytes) }
    }

    /// How wide text may be; `nil` for no limit.
    static func width(
        _ arguments: Arguments,
        of command: CommandDescription,
        _ output: Output
    ) throws(Failure) -> Int? {
        guard let text = arguments.value("--width") else { return output.width }
        guard let width = Int(text), width >= TextTimelineRenderer.minimumWidth else {
            throw command.usageError(
                "--width takes a number from \(TextTimelineRenderer.minimumWidth) on, not “\(text.printable)”"
            )
        }
        return width
    }
}
