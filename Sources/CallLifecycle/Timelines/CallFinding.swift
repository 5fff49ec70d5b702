/// An event of a call that was not as it should be: illegal in its state, or, where one is strict, over a lost state.
///
/// What `call-lifecycle check` prints, and what tests assert that there is none of.
public struct CallFinding: Sendable, Hashable {
    /// The session.
    public let sessionID: CallSessionID

    /// The session's direction, which decides what would have been legal.
    public let direction: CallDirection

    /// The event, the state that it met, and what the transition table says of it there.
    public let step: CallSession.Step

    /// What would have been legal; empty in ``CallState/stopped``.
    public var legal: [CallEventKind] { CallTransitionTable.legalEvents(in: step.state, of: direction) }

    /// Whether the event was legal, and only skipped a state.
    public var isSkip: Bool { if case .skip = step.verdict { true } else { false } }
}

extension CallFinding: CustomStringConvertible {
    /// The finding in one line: `dial-out 0a6ce2f3: dialout-warning is illegal in stopped; nothing is legal any more`,
    /// with the session ID in full.
    public var description: String {
        let event = step.event.kind
        let skipped = CallTransitionTable.skippedStates(on: event, in: step.state, of: direction).map(\.rawValue)
        let verdict =
            isSkip
            ? "\(event) skips \(skipped.joined(separator: ", ")) in \(step.state)"
            : "\(event) is illegal in \(step.state)"
        return "\(direction) \(sessionID.rawValue.printable): \(verdict); "
            + CallTransitionTable.legalityDescription(in: step.state, of: direction)
    }
}

extension CallSession {
    /// Its illegal events, in order.
    ///
    /// - Parameter isStrict: Whether events that skip a state, because one was lost, are findings as well.
    /// - Returns: The findings.
    public func findings(strictly isStrict: Bool = false) -> [CallFinding] {
        steps.map { CallFinding(sessionID: id, direction: direction, step: $0) }
            .filter { $0.step.verdict == .illegal || isStrict && $0.isSkip }
    }
}

/// Where each event of a log stands: the line that reported it first.
public struct CallEventPlaces<Place: Sendable>: Sendable {
    private var places: [CallEvent.Identity: Place] = [:]

    /// No events yet.
    public init() {}

    /// Notes where an event stands, unless the same event stood somewhere before.
    public mutating func note(_ event: CallEvent, at place: Place) {
        if places[event.id] == nil { places[event.id] = place }
    }

    /// Where an event of a session stands.
    ///
    /// One that joined its session by the SIP Call-ID stands in the log without a session ID.
    public subscript(event: CallEvent) -> Place? { places[event.id] ?? places[event.id.sessionless] }
}
