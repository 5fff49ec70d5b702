import CallLifecycle
import CallTimelineRendering

/// `call-lifecycle diagram`: draws the state machine.
enum DiagramCommand {
    static let description = CommandDescription(
        name: "diagram",
        summary: "Draw the state machine of dial-in or dial-out sessions.",
        readsLogs: false,
        options: [
            Option(
                name: "--direction",
                kind: .choice([CallDirection.dialOut, .dialIn].map(\.rawValue)),
                help: "Whose state machine."
            ),
            Option(
                name: "--format",
                kind: .choice(["mermaid", "dot", "svg", "markdown"]),
                help: "Mermaid, Graphviz, a picture, or the transition table."
            ),
        ]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        let direction = arguments.value("--direction").flatMap(CallDirection.init(rawValue:)) ?? .dialOut
        let diagram = StateDiagram(of: direction)
        let text =
            switch arguments.value("--format") {
            case "dot": diagram.dot
            case "svg": diagram.svg
            case "markdown": TransitionTableMarkdown.table(of: direction)
            default: diagram.mermaid
            }
        try output.line(String(text.dropLast()))
        try output.flush()
        return .fine
    }
}
