/// What became of an event that an engine took.
///
/// Every event has exactly one outcome.
public enum CallIngestOutcome: Sendable, Hashable {
    /// The session made a step: advance, skip or stay.
    case transition(CallTransition)

    /// The event came late and changed what had been announced of its session.
    case amended(CallAmendment)

    /// The event names a state that its session has already reached or passed. Counted, no move.
    case redundant

    /// The same event was taken before. Nothing happened, but for details that were not known yet.
    case duplicate

    /// The session's state does not allow the event. Nothing changed.
    case illegal(CallViolation)

    /// A SIP endpoint can take a call.
    case endpointReady(SIPEndpoint)

    /// A `dialin-ready` that does not say which endpoint is ready.
    case endpointUnknown

    /// A dial-out error or warning without a session ID, and no one session with its SIP Call-ID. It is kept, and
    /// joins its session when that appears.
    case unattributed(CallEvent)

    /// A warning past the number that a session keeps (``CallSession/maximumWarnings``). Counted.
    case surplusWarning
}
