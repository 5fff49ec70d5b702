import CallLifecycle
import CallTimelineRendering

/// `call-lifecycle follow`: says what happens to calls while their log grows, or shows the open ones as a table.
enum FollowCommand {
    static let description = CommandDescription(
        name: "follow",
        summary: "Follow logs as they grow, and say what happens to their calls, or show the open ones as a table.",
        takesFolders: false,
        options: [
            Option(name: "--board", help: "Show a table of the open calls, in place; q ends it. Needs a terminal."),
            Option(
                name: "--format",
                kind: .choice(["text", "json"]),
                help: "For people, or one JSON object for each thing that happens."
            ),
            Option(name: "--reveal", help: "Show phone numbers, SIP users and messages unmasked."),
            Option(
                name: "--since",
                kind: .text("TIME"),
                help: "First say what happened since a time, a date, or 15m ago."
            ),
        ] + LiveFilter.options,
        discussion: """
            What a file holds already is read first and not told, so that its calls are known. A file is followed by its
            name: it may be rotated, truncated, or removed and made again; a folder is not followed. Standard input and
            other pipes are told from their beginning, and end it with theirs; ^C, SIGTERM and SIGHUP end it likewise. An
            event without a stamp gets the moment at which it was read. A board also reads its keys from the terminal.
            """,
        examples: [
            Example("follow --since 15m calls.jsonl", "what happened in the last 15 minutes, and what comes"),
            Example("follow --board calls.jsonl", "the open calls, and for how long they have been in their states"),
            Example(
                "follow --format json - | jq --unbuffered .event",
                "events by name as they come through a pipe"
            ),
        ]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        var filter = LiveFilter()
        filter.sessions = arguments.values("--session")
        filter.directions = Set(arguments.values("--direction").compactMap(CallDirection.init(rawValue:)))
        filter.states = Set(arguments.values("--state").compactMap(CallState.init(rawValue:)))
        let feed = LiveFeed(filter, since: try FilterOptions.stamp("--since", arguments, description))
        if arguments.has("--board") { try BoardView.checkTerminal(arguments) }
        var follower = try Follower(arguments.operands, feed)
        Interruptions.noteEnds()
        let status = try follow(&follower, arguments, output)
        if status == .data { follower.reportProblems() }
        return status
    }

    private static func follow(
        _ follower: inout Follower,
        _ arguments: Arguments,
        _ output: Output
    ) throws(Failure) -> ExitStatus {
        let reveals = arguments.has("--reveal")
        if arguments.has("--board") {
            var board = BoardView(
                title: arguments.operands.map { $0 == "-" ? "standard input" : $0.printable }.joined(separator: ", "),
                usingColour: output.wantsColour,
                revealingPersonalData: reveals
            )
            board.open()
            defer { board.close() }
            return try follower.run(showing: &board)
        }
        if arguments.value("--format") == "json" {
            let renderer = JSONNotificationRenderer(revealingPersonalData: reveals)
            var lines = LineView(output, renderer.render)
            return try follower.run(showing: &lines)
        }
        let renderer = TextNotificationRenderer(usingColour: output.wantsColour, revealingPersonalData: reveals)
        var lines = LineView(output, renderer.render)
        return try follower.run(showing: &lines)
    }
}
