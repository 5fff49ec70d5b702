/// The rules: which event moves a session from which state to which.
///
/// The table is total and it is data. The engine, the timelines, the test assertions, the diagrams and the documents
/// all ask it; no other place knows a rule.
public enum CallTransitionTable {
    // swift-format-ignore
    /// One line a state, one column a signal. What a direction does not have is illegal.
    private static let rules: [CallDirection: (signals: [CallSignal], rows: [(CallState, [CallVerdict])])] = [
        .dialIn: (
            [            .connected,               .warning, .error,               .stopped],
            [
                (.ready,     [.advance(to: .connected), .stay,    .advance(to: .failed), .skip(to: .stopped)]),
                (.connected, [.redundant,               .stay,    .advance(to: .failed), .advance(to: .stopped)]),
                (.stopped,   [.illegal,                 .illegal, .illegal,              .redundant]),
                (.failed,    [.illegal,                 .illegal, .redundant,            .stay]),
            ]
        ),
        .dialOut: (
            [.requested, .connected, .answered, .warning, .stopRequested, .error, .stopped],
            [
                (.ready,     [.stay,      .advance(to: .connected), .skip(to: .answered),    .stay,    .stay,      .advance(to: .failed), .skip(to: .stopped)]),
                (.connected, [.redundant, .redundant,               .advance(to: .answered), .stay,    .stay,      .advance(to: .failed), .advance(to: .stopped)]),
                (.answered,  [.redundant, .redundant,               .redundant,              .stay,    .stay,      .advance(to: .failed), .advance(to: .stopped)]),
                (.stopped,   [.illegal,   .illegal,                 .illegal,                .illegal, .redundant, .illegal,              .redundant]),
                (.failed,    [.illegal,   .illegal,                 .illegal,                .illegal, .redundant, .redundant,            .stay]),
            ]
        ),
    ]

    /// The rules laid out flat, [direction × state × event], so that a verdict is one look-up.
    private static let verdicts: ConstantTable<CallVerdict> = {
        var flat = [CallVerdict](repeating: .illegal, count: CallDirection.allCases.count * rowLength)
        for (direction, (signals, rows)) in rules {
            for (state, verdicts) in rows {
                for (signal, verdict) in zip(signals, verdicts) {
                    guard let event = CallEventKind(signal, of: direction) else { continue }
                    flat[index(direction, state, event)] = verdict
                }
            }
        }
        return ConstantTable(flat)
    }()

    /// What an event means in a state of a session.
    ///
    /// Total: every combination has exactly one verdict. O(1).
    ///
    /// An event of the other direction is illegal, and so is `dialin-ready`, which belongs to an endpoint.
    public static func verdict(
        on event: CallEventKind,
        in state: CallState,
        of direction: CallDirection
    ) -> CallVerdict {
        verdicts[index(direction, state, event)]
    }

    /// The states that sessions of a direction can be in, in the order of a call.
    public static func states(of direction: CallDirection) -> [CallState] {
        rules[direction]?.rows.map(\.0) ?? []
    }

    /// The events that sessions of a direction know, in the order of their ranks.
    public static func events(of direction: CallDirection) -> [CallEventKind] {
        rules[direction]?.signals.compactMap { CallEventKind($0, of: direction) } ?? []
    }

    /// The events that are legal in a state: those that advance, skip or stay.
    ///
    /// A redundant event is tolerated, no more.
    public static func legalEvents(in state: CallState, of direction: CallDirection) -> [CallEventKind] {
        events(of: direction).filter { verdict(on: $0, in: state, of: direction).isTransition }
    }

    /// What is legal in a state, in words: `legal: dialin-warning, dialin-error`, or `nothing is legal any more`.
    public static func legalityDescription(in state: CallState, of direction: CallDirection) -> String {
        let legal = legalEvents(in: state, of: direction).map(\.rawValue)
        return legal.isEmpty ? "nothing is legal any more" : "legal: \(legal.joined(separator: ", "))"
    }

    /// The fewest events that lead from a state to an event by documented steps alone, the event itself last.
    ///
    /// Documented steps are advances and stays, so what stands before the last event is what a skip left out.
    /// `nil` where no documented way leads there: an event that a final state does not take, or that was passed.
    public static func shortestWay(
        to event: CallEventKind,
        from state: CallState,
        of direction: CallDirection
    ) -> [CallEventKind]? {
        var ways: [(state: CallState, events: [CallEventKind])] = [(state, [])]
        var seen: Set<CallState> = [state]
        while !ways.isEmpty {
            let way = ways.removeFirst()
            switch verdict(on: event, in: way.state, of: direction) {
            case .advance, .stay: return way.events + [event]
            case .skip, .redundant, .illegal: break
            }
            for next in events(of: direction) {
                guard case .advance(let reached) = verdict(on: next, in: way.state, of: direction),
                    seen.insert(reached).inserted
                else { continue }
                ways.append((reached, way.events + [next]))
            }
        }
        return nil
    }

    /// The documented states that an event skips in a state, in the order of a call; empty if it skips none.
    public static func skippedStates(
        on event: CallEventKind,
        in state: CallState,
        of direction: CallDirection
    ) -> [CallState] {
        guard case .skip = verdict(on: event, in: state, of: direction),
            let way = shortestWay(to: event, from: state, of: direction)
        else { return [] }
        var states: [CallState] = []
        for event in way.dropLast() {
            guard let next = verdict(on: event, in: states.last ?? state, of: direction).destination else { continue }
            states.append(next)
        }
        return states
    }

    private static let rowLength = CallState.allCases.count * CallEventKind.allCases.count

    private static func index(_ direction: CallDirection, _ state: CallState, _ event: CallEventKind) -> Int {
        (direction.ordinal * CallState.allCases.count + state.ordinal) * CallEventKind.allCases.count + event.ordinal
    }
}

// Positions in the flat table, written as switches so that the compiler turns each into the case's own tag.

extension CallDirection {
    package var ordinal: Int { self == .dialIn ? 0 : 1 }
}

extension CallState {
    package var ordinal: Int {
        switch self {
        case .ready: 0
        case .connected: 1
        case .answered: 2
        case .stopped: 3
        case .failed: 4
        }
    }
}

extension CallEventKind {
    package var ordinal: Int {
        switch self {
        case .dialInReady: 0
        case .dialInConnected: 1
        case .dialInWarning: 2
        case .dialInError: 3
        case .dialInStopped: 4
        case .dialOutRequested: 5
        case .dialOutConnected: 6
        case .dialOutAnswered: 7
        case .dialOutWarning: 8
        case .dialOutStopRequested: 9
        case .dialOutError: 10
        case .dialOutStopped: 11
        }
    }
}
