import CallLifecycle

extension StateDiagram {
    /// The diagram as a Mermaid `stateDiagram-v2`, which GitHub draws in Markdown.
    ///
    /// Mermaid has one kind of arrow for states, so skips and side transitions say what they are in their labels.
    public var mermaid: String {
        var lines = [
            "%% \(direction), generated from the transition table",
            "stateDiagram-v2",
            "    direction LR",
            "    [*] --> \(states.first?.rawValue ?? "ready")",
        ]
        for edge in edges {
            for event in edge.events {
                let note = edge.style == .advance ? "" : " (\(edge.style.rawValue))"
                lines.append("    \(edge.from) --> \(edge.to) : \(event)\(note)")
            }
        }
        lines += states.filter(\.isFinal).map { "    \($0) --> [*]" }
        return lines.joined(separator: "\n") + "\n"
    }
}
