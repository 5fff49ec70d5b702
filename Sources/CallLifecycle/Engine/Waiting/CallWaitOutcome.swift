/// What can be waited for in a call.
public enum CallMilestone: String, Sendable, Hashable, Codable, CaseIterable {
    /// The session connected: a dial-out rings, a dial-in negotiates media. Also reached by what comes after, short of
    /// the end.
    case connected

    /// The remote party of a dial-out, or its trunk, answered.
    case answered

    /// The session has ended, stopped or failed.
    case ended
}

/// How waiting for a milestone ended.
public enum CallWaitOutcome: Sendable, Hashable {
    /// The session has reached the milestone, now or some time before; it may have ended since.
    case reached(CallSession)

    /// The session can no longer reach it: it has ended before, or sessions of its direction have no such state.
    case unreachable(CallSession)

    /// The time was up first. The session as it stands; `nil` if no event was about it.
    case timedOut(CallSession?)

    /// The engine no longer follows the session: it was evicted, its end was inferred, or the engine has finished.
    case abandoned(CallSession?)
}

extension CallMilestone {
    /// The state that a session has to come to; `nil` where any final one will do.
    private var state: CallState? {
        switch self {
        case .connected: .connected
        case .answered: .answered
        case .ended: nil
        }
    }

    /// What can be said of a session right now; `nil` if one has to wait.
    func outcome(_ session: CallSession) -> CallWaitOutcome? {
        guard let state else { return session.state.isFinal ? .reached(session) : nil }
        let wasThere = session.steps.contains { step in
            let destination = step.verdict.destination
            return destination == state
                || destination?.isFinal == false
                    && CallTransitionTable.skippedStates(on: step.event.kind, in: step.state, of: session.direction)
                        .contains(state)
        }
        if wasThere { return .reached(session) }
        let isPossible = CallTransitionTable.states(of: session.direction).contains(state)
        return isPossible && !session.state.isFinal ? nil : .unreachable(session)
    }
}
