/// One step of a call: an advance, a skip, or a side transition that leaves the state as it is.
public struct CallTransition: Sendable, Hashable {
    /// The session that made the step.
    public let sessionID: CallSessionID

    /// The session's direction.
    public let direction: CallDirection

    /// What the step was made on.
    public let event: CallEventKind

    /// The state before.
    public let from: CallState

    /// The state after; the same as ``from`` where the verdict is ``CallVerdict/stay``.
    public let to: CallState

    /// Whether the step was documented, skipped a state, or stayed.
    public let verdict: CallVerdict

    /// When it happened, by the reporter's clock.
    public let at: CallStamp

    /// The message of an error or a warning.
    public var message: CallErrorMessage? { words.text }

    let words: CallEventMessage

    /// The step's place among the session's transitions, from 1.
    public let ordinal: Int

    /// The place among all transitions that an engine has announced, from 1 and without holes.
    ///
    /// A subscriber that sees it jump has missed the ones between. `nil` for a transition that was read from a session
    /// or a log: the engine's announcements are no property of the call.
    public internal(set) var sequence: UInt64?

    /// The documented states that a skip left out, in the order of a call; empty otherwise.
    public var skipped: [CallState] { CallTransitionTable.skippedStates(on: event, in: from, of: direction) }
}

extension CallTransition: CustomStringConvertible {
    /// The transition in one line, with personal data masked: `dial-in ff1e7130 ready → connected`.
    public var description: String { "\(direction) \(sessionID.abbreviated) \(story)" }

    /// The transition without its session: `ready → connected`.
    var story: String {
        let move =
            switch verdict {
            case .skip: "\(from) → \(to) (\(skipped.map(\.rawValue).joined(separator: ", ")) not seen)"
            case .stay: "\(from): \(event)"
            case .advance, .redundant, .illegal: "\(from) → \(to)"
            }
        return message.map { "\(move) “\($0)”" } ?? move
    }
}

/// An event that its session's state does not allow.
///
/// It changed nothing.
public struct CallViolation: Sendable, Hashable {
    /// The session.
    public let sessionID: CallSessionID

    /// The session's direction, which decides what would have been legal.
    public let direction: CallDirection

    /// The event that was not allowed.
    public let event: CallEventKind

    /// The state that did not allow it.
    public let state: CallState

    /// When it happened, by the reporter's clock.
    public let at: CallStamp

    /// The message of an error or a warning.
    public var message: CallErrorMessage? { words.text }

    let words: CallEventMessage

    /// What would have been legal; empty in ``CallState/stopped``.
    public var legal: [CallEventKind] { CallTransitionTable.legalEvents(in: state, of: direction) }

    /// The fewest documented events that would have made it legal, itself last; `nil` where none would.
    public var shortestLegalWay: [CallEventKind]? {
        CallTransitionTable.shortestWay(to: event, from: state, of: direction)
    }
}

extension CallViolation: CustomStringConvertible {
    /// The violation as a sentence: `dialout-answered is illegal in stopped; nothing is legal any more`.
    public var description: String {
        let wrongWay = event.direction == direction ? "" : " of a \(direction) session"
        return "\(event) is illegal in \(state)\(wrongWay); "
            + CallTransitionTable.legalityDescription(in: state, of: direction)
    }
}
