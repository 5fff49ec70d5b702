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
        for state in states { lines.append("    \(state)\(Self.list(attributes(of: state)))") }
        lines.append("    start -> \(states.first?.rawValue ?? "ready")")
        for edge in edges {
            let label = edge.events.map { self.label(of: $0, on: edge) }.joined(separator: "\\n")
            let attributes = ["label=\"\(label)\"", "style=\(edge.style.dotStyle)"] + emphasis(of: edge)
            lines.append("    \(edge.from) -> \(edge.to)\(Self.list(attributes))")
        }
        for (number, illegal) in illegalSentences.enumerated() {
            lines.append("    illegal\(number) [shape=note, color=\"#cf222e\", label=\"\(illegal.sentence)\"]")
            lines.append("    \(illegal.state) -> illegal\(number) [dir=none, style=dotted, color=\"#cf222e\"]")
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }
}

extension StateDiagram {
    private func attributes(of state: CallState) -> [String] {
        let border = state.isFinal ? ["peripheries=2"] : []
        guard let path else { return border }
        return border + (path.states.contains(state) ? ["penwidth=2.5", "color=\"#bf3989\""] : ["color=gray60"])
    }

    private func emphasis(of edge: Edge) -> [String] {
        guard let path else { return [] }
        return path.takes(edge) ? ["penwidth=2.5", "color=\"#bf3989\""] : ["color=gray60", "fontcolor=gray40"]
    }

    private static func list(_ attributes: [String]) -> String {
        attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
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
