public import CallLifecycle

// The state machine as scenarios.

extension CallScenario {
    /// Every simple path of a direction's state machine: from the beginning to an end, through no state twice.
    ///
    /// Dial-in has 4, dial-out 8, those over states that are skipped included. One path a move: events that stay are on
    /// none of them.
    public static func simplePaths(of direction: CallDirection) -> [CallScenario] {
        paths(from: .ready, of: direction).map { begun(direction, $0) }
    }

    /// A call for each cell of the transition table: the shortest way to its state, and then its event.
    ///
    /// Together they cover all of the table, legal and illegal.
    public static func everyCell(
        of direction: CallDirection,
        _ scope: CallTransitionCoverage.Scope = .ownEvents
    ) -> [CallScenario] {
        CallTransitionCoverage.all(of: direction, scope)
            .map { cell in
                var way = way(to: cell.state, of: direction)
                // An event of the other direction cannot be the first: the session would be of its direction.
                if way.isEmpty, cell.event.direction != direction {
                    way = CallTransitionTable.events(of: direction)
                        .filter { CallTransitionTable.verdict(on: $0, in: .ready, of: direction) == .stay }
                        .prefix(1).map(\.self)
                }
                return begun(direction, way + [cell.event])
            }
    }

    private static func begun(_ direction: CallDirection, _ events: [CallEventKind]) -> CallScenario {
        events.reduce(direction == .dialOut ? dialOut() : dialIn()) { $0.then($1) }
    }

    private static func paths(from state: CallState, of direction: CallDirection) -> [[CallEventKind]] {
        if state.isFinal { return [[]] }
        // No move leads back, so no path goes through a state twice.
        return CallTransitionTable.events(of: direction)
            .flatMap { event -> [[CallEventKind]] in
                let verdict = CallTransitionTable.verdict(on: event, in: state, of: direction)
                guard let next = verdict.destination else { return [] }
                return paths(from: next, of: direction).map { [event] + $0 }
            }
    }

    /// The fewest documented events that lead to a state.
    private static func way(to state: CallState, of direction: CallDirection) -> [CallEventKind] {
        var ways: [(state: CallState, events: [CallEventKind])] = [(.ready, [])]
        var seen: Set<CallState> = [.ready]
        while !ways.isEmpty {
            let way = ways.removeFirst()
            if way.state == state { return way.events }
            for event in CallTransitionTable.events(of: direction) {
                guard case .advance(let next) = CallTransitionTable.verdict(on: event, in: way.state, of: direction),
                    seen.insert(next).inserted
                else { continue }
                ways.append((next, way.events + [event]))
            }
        }
        return []
    }
}
