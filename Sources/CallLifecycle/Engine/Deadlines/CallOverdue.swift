/// A session that has stayed in a state for longer than the ``CallStateLimits`` allow.
public struct CallOverdue: Sendable, Hashable {
    /// The session.
    public let session: CallSession

    /// The limit that has passed, counted from ``CallSession/stateSince``.
    public let limit: Duration

    /// The end that the engine infers from it; `nil` for a notice only.
    public let inferredEnd: CallInferredEnd?
}

extension CallOverdue: CustomStringConvertible {
    /// The notice in one line: `dial-out 7d208e2a connected since 2026-03-01T10:00:00.000Z, over the limit of 240 s`.
    public var description: String {
        let ending = inferredEnd == nil ? "" : "; taken to have ended"
        let seconds = CallDuration.seconds(limit.milliseconds)
        return "\(session) since \(session.stateSince), over the limit of \(seconds) s\(ending)"
    }
}

/// An end that nobody reported: the engine infers it from a session's silence.
///
/// It is never Daily's word. It stands for as long as the session stays in the state that it was inferred from.
public struct CallInferredEnd: Sendable, Hashable, Codable {
    /// The state in which the session fell silent.
    public let state: CallState

    /// Since when it stood in that state.
    public let stateSince: CallStamp

    /// When the limit passed.
    ///
    /// The call itself may have ended at any time since ``stateSince``.
    public let at: CallStamp

    /// Whether the inference still stands for a session.
    func stands(for session: CallSession) -> Bool {
        session.state == state && session.stateSince.isSameMoment(as: stateSince)
    }

    /// An order that only serves to choose one of two.
    static func precedes(_ left: CallInferredEnd, _ right: CallInferredEnd) -> Bool {
        if left.stateSince != right.stateSince { return left.stateSince < right.stateSince }
        if left.at != right.at { return left.at < right.at }
        return left.state.rawValue < right.state.rawValue
    }
}

extension CallInferredEnd: CustomStringConvertible {
    /// The inference as a sentence: `nothing after connected at …; taken to have ended at …`.
    public var description: String { "nothing after \(state) at \(stateSince); taken to have ended at \(at)" }
}
