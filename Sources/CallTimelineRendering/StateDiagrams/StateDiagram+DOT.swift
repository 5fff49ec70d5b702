import CallLifecycle

extension StateDiagram {
    /// The diagram in Graphviz's DOT language.
    public var dot: String {
        var lines = [
            "// \(direction), generated from the transition table",
            "digraph \"\(direction)\" {",
            "    rankdir=LR",
            "    node [shape=box, style=rounded, fontname=\"Helvetica\"]",
            "    edge [fontname=\"Helvetica\", fontsize=10]",
            "    start [shape=point, width=0.15]",
        ]
        for state in states { lines.append("    \(state)\(state.isFinal ? " [peripheries=2]" : "")") }
        lines.append("    start -> \(states.first?.rawValue ?? "ready")")
        for edge in edges {
            let label = edge.events.map(\.rawValue).joined(separator: "\\n")
            lines.append("    \(edge.from) -> \(edge.to) [label=\"\(label)\", style=\(edge.style.dotStyle)]")
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }
}

extension StateDiagram.Style {
    fileprivate var dotStyle: String {
        switch self {
        case .advance: "solid"
        case .skip: "dotted"
        case .stay: "dashed"
        }
    }
}
