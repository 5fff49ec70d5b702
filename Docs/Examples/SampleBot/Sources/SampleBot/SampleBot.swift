public import CallLifecycle

/// A bot that calls people up, greets whoever answers, and hangs up on whom does not.
///
/// Its HTTP handler gives it the bodies of Daily's webhooks, its room's client the client events.
public actor SampleBot {
    /// Something that the bot did.
    public enum Action: Sendable, Equatable {
        /// It spoke to whoever answered.
        case greeted(CallSessionID)
        /// It gave a call up that nobody answered.
        case hungUp(CallSessionID)
        /// It told its operators that a dial-out could not even start.
        case reportedFailure
    }

    /// The calls.
    public nonisolated let engine = CallSessionEngine()

    /// What the bot did, in order.
    public private(set) var actions: [Action] = []

    /// A bot without calls.
    public init() {}

    /// Takes the body of a webhook, or of a client event.
    ///
    /// - Throws: `CallDecodingError`, which an HTTP handler answers with 400.
    public func receive(_ body: String) throws {
        let event = try CallEvent(json: body)
        switch engine.ingest(event) {
        case .transition(let transition) where transition.to == .answered:
            actions.append(.greeted(transition.sessionID))
        case .unattributed: actions.append(.reportedFailure)
        default: break
        }
    }

    /// Waits for an answer, and gives the call up if there is none.
    public func follow(_ call: CallSessionID, patience: Duration) async throws {
        if case .timedOut = try await engine.outcome(of: call, reaching: .answered, within: patience) {
            actions.append(.hungUp(call))
        }
    }
}
