public import CallLifecycle

/// The transition table as a Markdown table, for documents.
public enum TransitionTableMarkdown {
    /// The table of one direction: a row a state, a column an event in the order of ranks.
    public static func table(of direction: CallDirection) -> String {
        let events = CallTransitionTable.events(of: direction)
        var lines = [
            row(["state"] + events.map { "`\($0)`" }),
            row(Array(repeating: "--", count: events.count + 1)),
        ]
        for state in CallTransitionTable.states(of: direction) {
            let verdicts = events.map { "\(CallTransitionTable.verdict(on: $0, in: state, of: direction))" }
            lines.append(row(["**\(state)**"] + verdicts))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}
