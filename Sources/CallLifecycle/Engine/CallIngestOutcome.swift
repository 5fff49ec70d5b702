/// What became of an event that an engine took.
///
/// Every event has exactly one outcome. More cases may be added.
public enum CallIngestOutcome: Sendable, Hashable {
    // What is large and rare stands apart, or every outcome would be as large.

    /// The session made a step: advance, skip or stay.
    case transition(CallTransition)

    /// The event came late and changed what had been announced of its session.
    indirect case amended(CallAmendment)

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
    indirect case unattributed(CallEvent)

    /// A warning past the number that a session keeps (``CallSession/maximumWarnings``). Counted.
    case surplusWarning

    /// The session keeps as many events as it may, and this one would not have moved it. Counted, not kept.
    case sessionFull

    /// The event's texts are larger than an engine takes. Counted, not kept.
    case tooLarge

    /// The event is about a session that was evicted. Counted, not kept.
    indirect case evictedSession(CallTombstone)

    /// A foreign event became an annotation of its session.
    indirect case annotated(CallAnnotation)

    /// The session is now known to belong to something.
    case correlated(CallSessionID, with: CallCorrelationID)

    /// A foreign event that is of no concern, or names no session or no time. Counted, not kept.
    case foreign
}

extension CallIngestOutcome {
    /// The outcomes without what they tell, for counting.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The session made a step.
        case transition
        /// What had been announced of the session changed.
        case amended
        /// The state was already reached.
        case redundant
        /// The same event was taken before.
        case duplicate
        /// The state does not allow the event.
        case illegal
        /// An endpoint can take a call.
        case endpointReady
        /// A `dialin-ready` without an endpoint.
        case endpointUnknown
        /// No session for the event so far.
        case unattributed
        /// A warning past the number that is kept.
        case surplusWarning
        /// The session keeps as many events as it may.
        case sessionFull
        /// The event is larger than an engine takes.
        case tooLarge
        /// The session was evicted.
        case evictedSession
        /// A foreign event was noted.
        case annotated
        /// A session's correlation was noted.
        case correlated
        /// A foreign event of no concern.
        case foreign
    }

    /// Which outcome it is.
    public var kind: Kind {
        switch self {
        case .transition: .transition
        case .amended: .amended
        case .redundant: .redundant
        case .duplicate: .duplicate
        case .illegal: .illegal
        case .endpointReady: .endpointReady
        case .endpointUnknown: .endpointUnknown
        case .unattributed: .unattributed
        case .surplusWarning: .surplusWarning
        case .sessionFull: .sessionFull
        case .tooLarge: .tooLarge
        case .evictedSession: .evictedSession
        case .annotated: .annotated
        case .correlated: .correlated
        case .foreign: .foreign
        }
    }
}

extension CallIngestOutcome {
    /// What subscribers are told of an event that did no more than this; `nil` where that is nothing.
    var announcement: CallNotification? {
        switch self {
        case .transition(let transition): .transition(transition)
        case .amended(let amendment): .amended(amendment)
        case .illegal(let violation): .illegal(violation)
        case .unattributed(let event): .unattributed(event)
        default: nil
        }
    }
}
