import CallLifecycle

extension StateDiagram {
    /// The diagram as a Mermaid `stateDiagram-v2`, which GitHub draws in Markdown.
    ///
    /// Mermaid has one kind of arrow for states, so skips and side transitions say what they are in their labels,
    /// and the edges of a call's path have its numbers.
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
                lines.append("    \(edge.from) --> \(edge.to) : \(label(of: event, on: edge))\(note)")
            }
        }
        lines += states.filter(\.isFinal).map { "    \($0) --> [*]" }
        lines += illegalSentences.map { "    note right of \($0.state) : \($0.sentence)" }
        if let path {
            lines.append("    classDef taken stroke:#bf3989,stroke-width:3px")
            lines += states.filter(path.states.contains).map { "    class \($0) taken" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
