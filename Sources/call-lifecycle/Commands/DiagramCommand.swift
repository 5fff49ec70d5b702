import CallLifecycle
import CallTimelineRendering

/// `call-lifecycle diagram`: draws the state machine, alone or with one call's path over it.
enum DiagramCommand {
    static let description = CommandDescription(
        name: "diagram",
        summary: "Draw the state machine of dial-in or dial-out sessions, or a call's path over it.",
        operands: .optionalLogs,
        options: [
            Option(
                name: "--direction",
                kind: .choice([CallDirection.dialOut, .dialIn].map(\.rawValue)),
                help: "Whose state machine."
            ),
            Option(
                name: "--format",
                kind: .choice(["mermaid", "dot", "svg", "scxml", "markdown"]),
                help: "Mermaid, Graphviz, a picture, a W3C state chart, or the transition table."
            ),
            Option(
                name: "--session",
                kind: .text("ID"),
                help: "With logs of several calls: the path of the one whose session ID is this, or begins so."
            ),
            Option(name: "--check", kind: .text("DIR"), help: "Say which diagrams of a folder are not as generated."),
        ],
        discussion: """
            With --check, ends with 0 if all are as generated, 1 if not, 66 if there is no such folder.
            """,
        examples: [
            Example("diagram --direction dial-in --format dot | dot -Tpng > dial-in.png", "the machine, by Graphviz"),
            Example("diagram --session 7d208e2a --format svg calls.jsonl > path.svg", "the path of one call"),
        ]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        if let folder = arguments.value("--check") {
            guard arguments.value("--session") == nil, arguments.operands.isEmpty else {
                throw description.usageError("--check stands alone")
            }
            return try DiagramFolder(folder).check(output)
        }
        let session = arguments.value("--session")
        guard !arguments.operands.isEmpty else {
            guard session == nil else { throw description.usageError("name a log to read, or - for standard input") }
            let direction = arguments.value("--direction").flatMap(CallDirection.init(rawValue:)) ?? .dialOut
            try write(StateDiagram(of: direction), arguments, output)
            return .fine
        }
        guard arguments.value("--format") != "markdown" else {
            throw description.usageError("the transition table has no place for a path")
        }
        var input = try LogInput(arguments.operands)
        let timelines = try input.reconstruct().timelines
        let problems = input.reportProblems()
        try write(StateDiagram(pathOf: try only(session, of: timelines).session), arguments, output)
        return problems
    }

    private static func write(_ diagram: StateDiagram, _ arguments: Arguments, _ output: Output) throws(Failure) {
        let text =
            switch arguments.value("--format") {
            case "dot": diagram.dot
            case "svg": diagram.svg
            case "scxml": diagram.scxml
            case "markdown": TransitionTableMarkdown.table(of: diagram.direction)
            default: diagram.mermaid
            }
        try output.write(text)
        try output.flush()
    }

    /// The call with a session ID, or the only one whose ID begins so; without one the only call that there is.
    private static func only(_ session: String?, of timelines: [CallTimeline]) throws(Failure) -> CallTimeline {
        if let exact = timelines.first(where: { $0.session.id.rawValue == session }) { return exact }
        let meant = timelines.filter { $0.session.id.rawValue.hasPrefix(session ?? "") }
        if let timeline = meant.first, meant.count == 1 { return timeline }
        let named = meant.prefix(5).map(\.session.id.rawValue.printable).joined(separator: ", ")
        let names = named + (meant.count > 5 ? ", …" : "")
        let problem =
            switch (session?.printable, meant.isEmpty) {
            case (let session?, true): "no call of \(timelines.count) has a session ID that begins with “\(session)”"
            case (let session?, false): "\(meant.count) calls have a session ID that begins with “\(session)”: \(names)"
            case (nil, true): "no call whose path could be drawn"
            case (nil, false): "\(meant.count) calls: name one with --session ID: \(names)"
            }
        throw description.usageError(problem)
    }
}
