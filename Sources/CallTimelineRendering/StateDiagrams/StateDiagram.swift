public import CallLifecycle

/// The state machine of one direction as a graph, read off the transition table.
public struct StateDiagram: Sendable, Hashable {
    /// How an edge is drawn: what the table says of its events.
    public enum Style: String, Sendable, Hashable, CaseIterable {
        /// An advance: solid.
        case advance
        /// A skip: dotted.
        case skip
        /// A side transition, which stays: dashed.
        case stay
    }

    /// All events that lead from one state to another with the same verdict.
    public struct Edge: Sendable, Hashable {
        /// The state before.
        public let from: CallState
        /// The state after.
        public let to: CallState
        /// How the edge is drawn.
        public let style: Style
        /// The events, in the order of their ranks.
        public let events: [CallEventKind]
    }

    /// The direction.
    public let direction: CallDirection
    /// The states in the order of a call.
    public let states: [CallState]
    /// The edges, by the state they leave, then by the rank of their first event.
    public let edges: [Edge]
    /// What pictures emphasise: the way of one call, or some transitions; `nil` for the state machine alone.
    public let path: CallPath?

    /// The diagram of a direction.
    public init(of direction: CallDirection) { self.init(of: direction, path: nil) }

    /// The diagram of a call's direction, with the call's path over it.
    public init(pathOf session: CallSession) { self.init(of: session.direction, path: CallPath(of: session)) }

    /// The diagram of a direction with some of its transitions emphasised and ticked: those that tests have covered.
    ///
    /// - Parameters:
    ///   - direction: The direction.
    ///   - transitions: Events and the states that they met; what is no transition there is left out.
    public init(
        of direction: CallDirection,
        emphasising transitions: [(event: CallEventKind, state: CallState)]
    ) {
        self.init(of: direction, path: CallPath(of: direction, taking: transitions))
    }

    private init(of direction: CallDirection, path: CallPath?) {
        self.direction = direction
        self.path = path
        states = CallTransitionTable.states(of: direction)
        edges = states.flatMap { state in Self.edges(from: state, of: direction) }
    }

    private static func edges(from state: CallState, of direction: CallDirection) -> [Edge] {
        var edges: [Edge] = []
        for event in CallTransitionTable.events(of: direction) {
            let verdict = CallTransitionTable.verdict(on: event, in: state, of: direction)
            guard let style = Style(rawValue: verdict.name) else { continue }
            let to = verdict.destination ?? state
            if let index = edges.firstIndex(where: { $0.to == to && $0.style == style }) {
                edges[index] = Edge(from: state, to: to, style: style, events: edges[index].events + [event])
            } else {
                edges.append(Edge(from: state, to: to, style: style, events: [event]))
            }
        }
        return edges
    }
}
