import CallLifecycle

extension StateDiagram {
    /// The state machine in SCXML (https://www.w3.org/TR/scxml/), for tools that run or check state charts.
    ///
    /// A final state is a `final`, unless a side transition may still come in it, which SCXML does not have there. What
    /// SCXML has no name for stands in attributes of a namespace of its own: the verdict, and the numbers that a call's
    /// path has on a transition. Redundant and illegal events have no transition: an interpreter drops both.
    public var scxml: String {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<!-- \(direction), generated from the transition table -->",
            "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" xmlns:call=\"urn:call-lifecycle\" version=\"1.0\""
                + " name=\"\(direction)\" initial=\"\(states.first?.rawValue ?? "ready")\">",
        ]
        for state in states {
            let contents = transitions(from: state) + illegal(in: state)
            let element = state.isFinal && !edges.contains { $0.from == state } ? "final" : "state"
            if contents.isEmpty {
                lines.append("  <\(element) id=\"\(state)\"/>")
            } else {
                lines += ["  <\(element) id=\"\(state)\">"] + contents.map { "    \($0)" } + ["  </\(element)>"]
            }
        }
        return (lines + ["</scxml>"]).joined(separator: "\n") + "\n"
    }

    private func transitions(from state: CallState) -> [String] {
        edges.filter { $0.from == state }
            .flatMap { edge in
                edge.events.map { event in
                    let target = edge.style == .stay ? "" : " target=\"\(edge.to)\""
                    let taken = path?.ordinals(of: event, on: edge) ?? []
                    return "<transition event=\"\(event)\"\(target) call:verdict=\"\(edge.style.rawValue)\""
                        + (path?.isOrdered == false && !taken.isEmpty
                            ? " call:covered=\"true\"" : Self.attribute("taken", taken)) + "/>"
                }
            }
    }

    private func illegal(in state: CallState) -> [String] {
        (path?.illegal ?? []).filter { $0.state == state }
            .map { "<call:illegal event=\"\($0.event)\"\(Self.attribute("taken", $0.ordinals))/>" }
    }

    private static func attribute(_ name: String, _ ordinals: [Int]) -> String {
        ordinals.isEmpty ? "" : " call:\(name)=\"\(ordinals.map(String.init).joined(separator: " "))\""
    }
}
