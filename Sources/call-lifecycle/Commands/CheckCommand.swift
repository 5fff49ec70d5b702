import CallLifecycle

/// `call-lifecycle check`: says which events of a log were not legal, and where they stand.
enum CheckCommand {
    static let description = CommandDescription(
        name: "check",
        summary: "Check that every event of a log is legal in the state of its call.",
        options: [
            Option(
                name: "--format",
                kind: .choice(["text", "json"]),
                help: "For people, or one JSON object per finding."
            ),
            Option(name: "--strict", help: "Also report events that skip a state, because an event was lost."),
        ],
        discussion: """
            Ends with 0 if nothing was found, 1 if something was, 65 if lines could not be read, found or not.
            """,
        examples: [
            Example("check calls.jsonl && echo fine", "whether any event of a log was illegal"),
            Example("check --strict --format json calls.jsonl", "also what skipped a state, for other programs"),
        ]
    )

    /// An illegal or skipping event, and the line that first reported it.
    private struct Finding {
        var place: LogInput.Place
        var session: CallSession
        var step: CallSession.Step
    }

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        var input = try LogInput(arguments.operands)
        var places: [CallEvent.Identity: LogInput.Place] = [:]
        let reconstruction = try input.reconstruct { event, place in
            if places[event.id] == nil { places[event.id] = place }
        }
        let isStrict = arguments.has("--strict")
        var findings: [Finding] = []
        for session in reconstruction.timelines.map(\.session) {
            for step in session.steps where step.verdict == .illegal || isStrict && step.isSkip {
                // An event that joined its session by the SIP Call-ID stands in the log without a session ID.
                guard let place = places[step.event.id] ?? places[step.event.id.sessionless] else { continue }
                findings.append(Finding(place: place, session: session, step: step))
            }
        }
        findings.sort { $0.place < $1.place }

        let isJSON = arguments.value("--format") == "json"
        for finding in findings { try output.line(isJSON ? json(finding, input) : text(finding, input)) }
        if !isJSON { try output.line(summary(reconstruction, findings, input)) }
        try output.flush()
        let status = input.reportProblems()
        return status == .fine && !findings.isEmpty ? .found : status
    }

    private static func text(_ finding: Finding, _ input: LogInput) -> String {
        let session = finding.session
        let event = finding.step.event.kind
        let verdict: String
        if finding.step.isSkip {
            let skipped = CallTransitionTable.skippedStates(on: event, in: finding.step.state, of: session.direction)
            verdict = "\(event) skips \(skipped.map(\.rawValue).joined(separator: ", ")) in \(finding.step.state)"
        } else {
            verdict = "\(event) is illegal in \(finding.step.state)"
        }
        let expected = CallTransitionTable.legalityDescription(in: finding.step.state, of: session.direction)
        return "\(input.name(of: finding.place)): \(session.direction) \(session.id.rawValue.printable): "
            + "\(verdict); \(expected)"
    }

    private static func json(_ finding: Finding, _ input: LogInput) -> String {
        let legal = CallTransitionTable.legalEvents(in: finding.step.state, of: finding.session.direction)
        let object = JSONObject([
            "log": .string(input.logName(of: finding.place)),
            "line": .number("\(finding.place.line)"),
            "sessionId": .string(finding.session.id.rawValue),
            "event": .string(finding.step.event.kind.rawValue),
            "state": .string(finding.step.state.rawValue),
            "verdict": .string(finding.step.verdict.name),
            "at": .string("\(finding.step.event.stamp)"),
            "legal": .array(legal.map { .string($0.rawValue) }),
        ])
        return JSONValue.object(object).text
    }

    private static func summary(
        _ reconstruction: CallReconstruction,
        _ findings: [Finding],
        _ input: LogInput
    ) -> String {
        let sessions = reconstruction.timelines.count
        let events = reconstruction.eventCount
        let counted =
            (sessions == 1 ? "1 call, " : "\(sessions) calls, ")
            + (events == 1 ? "1 event" : "\(events) events")
            + (input.foreignCount > 0 ? ", \(input.foreignCount) foreign" : "")
        let skips = findings.count { $0.step.isSkip }
        if events == 0 { return "\(counted): nothing to check" }
        if findings.isEmpty { return "\(counted): all \(input.hasProblems ? "that could be read is " : "")legal" }
        return "\(counted): \(findings.count - skips) illegal" + (skips > 0 ? ", \(skips) skipping a state" : "")
    }
}

extension CallSession.Step {
    fileprivate var isSkip: Bool { if case .skip = verdict { true } else { false } }
}
