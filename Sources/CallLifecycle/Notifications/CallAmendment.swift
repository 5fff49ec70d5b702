/// A session before and after a late event changed what had been announced of it.
public struct CallAmendment: Sendable, Hashable {
    /// The session as it was announced.
    public let before: CallSession

    /// The session as it is now.
    public let after: CallSession

    /// The transitions that the session is now known to have made, with their sequence numbers.
    ///
    /// ``CallSessionEngine/transitions(bufferingNewest:)`` tells them too. A transition that only has another stamp or
    /// another place than before is not among them.
    public let added: [CallTransition]

    /// The transitions that were announced and did not happen, as is known now.
    public let withdrawn: [CallTransition]

    /// The events that were legal as far as was known, or had not come, and are illegal as is known now.
    public let violations: [CallViolation]

    /// The amendment from one state of a session to another; `number` gives a sequence number to what is added.
    init(before: CallSession, after: CallSession, number: (CallTransition) -> CallTransition) {
        self.before = before
        self.after = after
        let (old, new) = (before.transitions, after.transitions)
        added = Self.moves(of: new, notIn: old).map(number)
        withdrawn = Self.moves(of: old, notIn: new)
        let known = Set(before.violations)
        violations = after.violations.filter { !known.contains($0) }
    }

    /// The transitions whose moves are not among others, each of which stands for one.
    private static func moves(of transitions: [CallTransition], notIn others: [CallTransition]) -> [CallTransition] {
        var counts = others.reduce(into: [Move: Int]()) { $0[Move($1), default: 0] += 1 }
        return transitions.filter { transition in
            let move = Move(transition)
            guard let count = counts[move], count > 0 else { return true }
            counts[move] = count - 1
            return false
        }
    }

    /// What a transition is, whenever and at which place it was made.
    private struct Move: Hashable {
        let direction: CallDirection
        let event: CallEventKind
        let from: CallState
        let verdict: CallVerdict
        let message: CallErrorMessage?

        init(_ transition: CallTransition) {
            direction = transition.direction
            event = transition.event
            from = transition.from
            verdict = transition.verdict
            message = transition.message
        }
    }
}

extension CallAmendment: CustomStringConvertible {
    /// The amendment in one line: `dial-in ff1e7130 amended: stopped, as before` with what was added and withdrawn.
    public var description: String {
        let state = before.state == after.state ? "\(after.state), as before" : "\(before.state), now \(after.state)"
        let changes = [("withdrawn", withdrawn), ("added", added)]
            .filter { !$0.1.isEmpty }
            .map { name, transitions in "; \(name): " + transitions.map(\.story).joined(separator: ", ") }
        let illegal = violations.isEmpty ? "" : "; illegal: " + violations.map(\.event.rawValue).joined(separator: ", ")
        return "\(after.direction) \(after.id.abbreviated) amended: \(state)" + changes.joined() + illegal
    }
}
