public import CallLifecycle

/// One call's way over the state machine: every event that was a step or illegal, numbered in order from 1.
///
/// Redundant events are no part of it. It holds names of events and states only, nothing that a sender wrote.
public struct CallPath: Sendable, Hashable {
    /// One event of the way.
    public struct Step: Sendable, Hashable {
        /// The event.
        public let event: CallEventKind
        /// The state that the event met.
        public let from: CallState
        /// The state after it.
        public let to: CallState
        /// How its edge is drawn; `nil` for an illegal event, which has none.
        public let style: StateDiagram.Style?
    }

    /// The direction.
    public let direction: CallDirection
    /// The steps; the first has the number 1.
    public let steps: [Step]

    /// Whether the steps come one after the other; if not they are a set, and pictures tick what is in it.
    let isOrdered: Bool

    /// The way of a session.
    public init(of session: CallSession) {
        direction = session.direction
        isOrdered = true
        steps = session.steps.filter { $0.verdict != .redundant }
            .map { step in
                Step(
                    event: step.event.kind,
                    from: step.state,
                    to: step.stateAfter,
                    style: StateDiagram.Style(rawValue: step.verdict.name)
                )
            }
    }

    /// Transitions of a direction in no order, such as those that the calls of a test run made.
    init(of direction: CallDirection, taking transitions: [(event: CallEventKind, state: CallState)]) {
        self.direction = direction
        isOrdered = false
        steps = transitions.compactMap { event, state in
            let verdict = CallTransitionTable.verdict(on: event, in: state, of: direction)
            return StateDiagram.Style(rawValue: verdict.name)
                .map { Step(event: event, from: state, to: verdict.destination ?? state, style: $0) }
        }
    }

    /// The states that the call was in.
    public var states: Set<CallState> { Set(steps.map(\.to) + [.ready]) }

    /// The numbers that an event has on an edge; none if the call did not take it.
    public func ordinals(of event: CallEventKind, on edge: StateDiagram.Edge) -> [Int] {
        ordinals { $0.event == event && $0.from == edge.from && $0.to == edge.to && $0.style == edge.style }
    }

    /// Whether the call took an edge.
    public func takes(_ edge: StateDiagram.Edge) -> Bool {
        edge.events.contains { !ordinals(of: $0, on: edge).isEmpty }
    }

    /// The illegal events by the state that they met, each once with its numbers, in order of the first.
    public var illegal: [(event: CallEventKind, state: CallState, ordinals: [Int])] {
        var seen: Set<Step> = []
        return steps.filter { $0.style == nil && seen.insert($0).inserted }
            .map { step in (step.event, step.from, ordinals { $0 == step }) }
    }

    private func ordinals(_ isMeant: (Step) -> Bool) -> [Int] {
        steps.indices.filter { isMeant(steps[$0]) }.map { $0 + 1 }
    }
}

extension StateDiagram {
    /// The event of an edge as a picture labels it: behind its numbers on the call's path, of which
    /// many are shortened.
    func label(of event: CallEventKind, on edge: Edge) -> String {
        let ordinals = path?.ordinals(of: event, on: edge) ?? []
        if ordinals.isEmpty { return event.rawValue }
        return (path?.isOrdered == false ? "✓" : Self.numbers(ordinals)) + " \(event)"
    }

    /// The illegal events of the path in words.
    var illegalSentences: [(state: CallState, sentence: String)] {
        (path?.illegal ?? [])
            .map { ($0.state, "\(Self.numbers($0.ordinals)) \($0.event) is illegal in \($0.state)") }
    }

    private static func numbers(_ ordinals: [Int]) -> String {
        let shown = ordinals.count > 4 ? ordinals.prefix(3).map(String.init) + ["…"] : ordinals.map(String.init)
        return "(\(shown.joined(separator: ", ")))"
    }
}
