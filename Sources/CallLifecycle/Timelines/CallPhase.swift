/// A stay of a call in one state: a piece of the bar that pictures draw.
public struct CallPhase: Sendable, Hashable {
    /// The state; never a final one, in which a call does not stay but is over.
    public let state: CallState

    /// When the call came into the state.
    public let startedAt: CallStamp

    /// When it left the state; `nil` if it is in it, as far as is known.
    public let endedAt: CallStamp?
}

extension CallTimeline {
    /// The states that the call was in one after the other, without gap or overlap, from its first event on.
    ///
    /// Where whole seconds and finer stamps meet, a call may seem to leave a state before it came: that phase is then
    /// of no length. A call whose first event ends it was `ready` for no time.
    public var phases: [CallPhase] {
        var phases: [CallPhase] = []
        var state = CallState.ready
        var since = session.startedAt
        for step in session.steps where step.stateAfter != state {
            let until = max(since, step.event.stamp)
            phases.append(CallPhase(state: state, startedAt: since, endedAt: until))
            (state, since) = (step.stateAfter, until)
        }
        if !state.isFinal { phases.append(CallPhase(state: state, startedAt: since, endedAt: nil)) }
        return phases
    }

    /// Who was on the phone, as far as an event told: the caller of a dial-in, whom a dial-out called.
    public var party: CallAddress? {
        let text =
            switch session.direction {
            case .dialIn: session.text(.sipFrom)
            case .dialOut: session.text(.destination) ?? session.text(.failedDestination)
            }
        return text.map { CallAddress(String(decoding: $0, as: UTF8.self)) }
    }

    /// The last moment that the call's events tell of; not before the end.
    public var lastStamp: CallStamp {
        session.steps.lazy.map(\.event.stamp).max() ?? session.startedAt
    }
}
