import CallLifecycle

extension StateDiagram {
    /// The diagram as a picture: advances solid, skips dotted, side transitions dashed, final states with two borders.
    ///
    /// It needs no font, script or network of its own, reads on dark and on light, and tells a screen reader every
    /// edge. An edge that has no place in the layout is left out of the picture, and fails the tests.
    ///
    /// `data-state`, `data-edge` (`ready skip answered`) and `data-event` say what an element is about, so that a style or
    /// a script may light it.
    public var svg: String { markup(.standalone) }

    /// Where a picture stands.
    enum Place {
        /// In a file of its own, with its own style.
        case standalone
        /// In the HTML page, whose style is that of the page, and whose IDs tell the directions apart.
        case inPage
    }

    /// The picture as an `svg` element.
    func markup(_ place: Place) -> String {
        let layout = StateDiagramLayout.of(direction)
        let height = layout.height + illegalSentences.count * 20
        let prefix = place == .inPage ? "\(direction)-" : ""
        let head = "\(prefix)head"
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(layout.width) \(height)\" role=\"img\""
                + " aria-labelledby=\"\(prefix)title \(prefix)description\">",
            "<!-- generated from the transition table -->",
            "<title id=\"\(prefix)title\">\(subject) of a \(direction) session</title>",
            "<desc id=\"\(prefix)description\">\(sentences.joined(separator: "; ")).</desc>",
        ]
        if place == .standalone { lines.append("<style>\n\(Self.style)\n</style>") }
        if place == .standalone, path != nil { lines.append("<style>\n\(Self.pathStyle)\n</style>") }
        lines += [
            "<defs><marker id=\"\(head)\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"11\" markerHeight=\"11\""
                + " markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path class=\"head\" d=\"M 0 0 L 10 5 L 0 10 z\"/></marker></defs>",
            "<rect class=\"ground\" width=\"\(layout.width)\" height=\"\(height)\" rx=\"10\"/>",
        ]
        for edge in edges { lines += draw(edge, layout, head: head) }
        for state in states { lines += draw(state, layout, head: head) }
        lines += Self.legend(layout)
        for (row, illegal) in illegalSentences.enumerated() {
            lines.append(
                "<text class=\"event illegal\" x=\"24\" y=\"\(layout.height + row * 20)\">✗ \(illegal.sentence)</text>"
            )
        }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    private var subject: String { path.map { $0.isOrdered ? "Path" : "Covered transitions" } ?? "States" }

    /// What a screen reader says: the path if there is one, otherwise every edge, and whether it is emphasised.
    private var sentences: [String] {
        guard let path else { return edges.map(\.sentence) }
        guard path.isOrdered else {
            return edges.map { edge in
                let taken = edge.events.count { !path.ordinals(of: $0, on: edge).isEmpty }
                return "\(edge.sentence), \(taken) of \(edge.events.count) covered"
            }
        }
        return path.steps.enumerated()
            .map { index, step in
                "\(index + 1): \(step.event) "
                    + (step.style == nil
                        ? "is illegal in \(step.from)"
                        : step.from == step.to ? "stays in \(step.from)" : "leads from \(step.from) to \(step.to)")
            }
    }

    /// A class for what the call's path takes, and one for what it leaves.
    private func emphasis(_ isTaken: (CallPath) -> Bool) -> String {
        path.map { isTaken($0) ? " lit" : " dim" } ?? ""
    }

    private func draw(_ edge: Edge, _ layout: StateDiagramLayout, head: String) -> [String] {
        let key = StateDiagramLayout.Key(from: edge.from, to: edge.to, style: edge.style)
        guard let route = layout.routes[key] else { return [] }
        let emphasis = emphasis { $0.takes(edge) }
        let name = "\(edge.from) \(edge.style.rawValue) \(edge.to)"
        var lines = [
            "<path class=\"edge \(edge.style.rawValue)\(emphasis)\" data-edge=\"\(name)\" d=\"\(route.path)\" marker-end=\"url(#\(head))\"/>"
        ]
        for (row, event) in edge.events.enumerated() {
            lines.append(
                "<text class=\"event\(self.emphasis { !$0.ordinals(of: event, on: edge).isEmpty })\" data-edge=\"\(name)\""
                    + " data-event=\"\(event)\" x=\"\(route.label.x)\""
                    + " y=\"\(route.label.y + row * 14)\" text-anchor=\"\(route.anchor.rawValue)\">"
                    + "\(label(of: event, on: edge))</text>"
            )
        }
        return lines
    }

    private func draw(_ state: CallState, _ layout: StateDiagramLayout, head: String) -> [String] {
        guard let centre = layout.centres[state] else { return [] }
        let emphasis = emphasis { $0.states.contains(state) }
        var lines: [String] = []
        for inset in state.isFinal ? [-4, 0] : [0] {
            lines.append(
                "<rect class=\"state \(state)\(emphasis)\" data-state=\"\(state)\" x=\"\(centre.x - StateDiagramLayout.boxWidth / 2 + inset)\""
                    + " y=\"\(centre.y - StateDiagramLayout.boxHeight / 2 + inset)\""
                    + " width=\"\(StateDiagramLayout.boxWidth - 2 * inset)\""
                    + " height=\"\(StateDiagramLayout.boxHeight - 2 * inset)\" rx=\"\(11 - inset)\"/>"
            )
        }
        lines.append(
            "<text class=\"name\(emphasis)\" data-state=\"\(state)\" x=\"\(centre.x)\" y=\"\(centre.y + 5)\">\(state)</text>"
        )
        if state == .ready {
            let left = centre.x - StateDiagramLayout.boxWidth / 2
            lines.append("<circle class=\"start\" cx=\"\(left - 44)\" cy=\"\(centre.y)\" r=\"6\"/>")
            lines.append(
                "<path class=\"edge\" d=\"M \(left - 38) \(centre.y) H \(left - 2)\" marker-end=\"url(#\(head))\"/>"
            )
        }
        return lines
    }

    private static func legend(_ layout: StateDiagramLayout) -> [String] {
        Style.allCases.enumerated()
            .flatMap { row, style in
                let y = layout.height - 62 + row * 20
                return [
                    "<path class=\"edge \(style.rawValue)\" d=\"M \(layout.width - 226) \(y) h 44\"/>",
                    "<text class=\"event\" x=\"\(layout.width - 172)\" y=\"\(y + 4)\">\(style.meaning)</text>",
                ]
            }
    }

    /// The style of the state machine.
    static let style = """
        .ground { fill: #ffffff } .state { fill: #f6f8fa; stroke: #57606a; stroke-width: 1.5 }
        .connected { fill: #fff8e1; stroke: #9a6700 } .answered { fill: #e6f6ea; stroke: #1a7f37 }
        .stopped { fill: #e7f0fb; stroke: #0969da } .failed { fill: #fdeceb; stroke: #cf222e }
        .edge { fill: none; stroke: #57606a; stroke-width: 1.6 } .head, .start { fill: #57606a }
        .skip { stroke-dasharray: 1.5 5; stroke-linecap: round; stroke-width: 2 } .stay { stroke-dasharray: 6 4 }
        text { font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #1f2328 }
        .name { font-size: 17px; font-weight: 600; text-anchor: middle } .event { font-size: 12px }
        @media (prefers-color-scheme: dark) {
        .ground { fill: #0d1117 } .state { fill: #161b22; stroke: #8b949e }
        .connected { fill: #2b2411; stroke: #d29922 } .answered { fill: #11261a; stroke: #3fb950 }
        .stopped { fill: #0f2238; stroke: #58a6ff } .failed { fill: #2d1416; stroke: #f85149 }
        .edge { stroke: #8b949e } .head, .start { fill: #8b949e } text { fill: #e6edf3 }
        }
        """

    /// The style of a path over it.
    static let pathStyle = """
        .dim { opacity: 0.4 } .edge.lit { stroke: #bf3989; stroke-width: 3 } .state.lit { stroke-width: 3 }
        .event.lit { font-weight: 600 } .illegal { fill: #cf222e; font-weight: 600 }
        @media (prefers-color-scheme: dark) { .edge.lit { stroke: #db61a2 } .illegal { fill: #ff7b72 } }
        """
}

extension StateDiagram.Edge {
    fileprivate var sentence: String {
        let events = events.map(\.rawValue).joined(separator: " or ")
        return from == to ? "\(events) stays in \(from)" : "\(events) leads from \(from) to \(to) (\(style.rawValue))"
    }
}

extension StateDiagram.Style {
    fileprivate var meaning: String {
        switch self {
        case .advance: "advance: as documented"
        case .skip: "skip: over a lost event"
        case .stay: "stay: noted, no move"
        }
    }
}
