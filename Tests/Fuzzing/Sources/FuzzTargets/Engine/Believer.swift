@testable import CallLifecycle

/// What a subscriber knows who believes every notification and asks for nothing.
struct Believer {
    private var transitions: [CallSessionID: [CallTransition]] = [:]
    private var violations: [CallSessionID: Set<CallViolation>] = [:]

    mutating func hear(_ notification: CallNotification) {
        switch notification {
        case .transition(var transition):
            transition.sequence = nil
            transitions[transition.sessionID, default: []].append(transition)
        case .illegal(let violation): violations[violation.sessionID, default: []].insert(violation)
        case .amended(let amendment):
            let session = amendment.after
            transitions[session.id] = session.transitions
            violations[session.id] = Set(session.violations)
        default: break
        }
    }

    func check(_ session: CallSession) throws(Violation) {
        try expectSame(transitions[session.id, default: []], session.transitions, "all transitions were announced")
        try expectSame(violations[session.id, default: []], Set(session.violations), "and all violations")
    }
}
