/// What an engine tells its subscribers.
///
/// More cases may be added.
public enum CallNotification: Sendable, Hashable {
    /// A session made a step: advance, skip or stay.
    case transition(CallTransition)

    /// A late event changed what had been announced of a session.
    indirect case amended(CallAmendment)

    /// An event that its session's state did not allow.
    case illegal(CallViolation)

    /// A SIP endpoint can take a call.
    case endpointReady(SIPEndpoint)

    /// A dial-out error or warning without a session ID, and no one session with its SIP Call-ID.
    indirect case unattributed(CallEvent)

    /// An event without a session ID, announced as unattributed before, found its session by the SIP Call-ID.
    indirect case attributed(CallEvent, to: CallSessionID)

    /// An event without a session ID had been attributed, and can no longer be: its SIP Call-ID names several sessions.
    indirect case detached(CallEvent, from: CallSessionID)

    /// A foreign event was noted of its session: a key press, a transfer.
    ///
    /// The direction is that of the session, where it is known already.
    indirect case annotated(CallAnnotation, direction: CallDirection?)

    /// A session has stayed in a state for longer than the limit, and may be taken to have ended.
    indirect case overdue(CallOverdue)

    /// Something is no longer kept.
    case evicted(CallEviction)

    /// This subscriber was too slow, and lost this many notifications, the oldest it had not taken, just before the
    /// next one.
    case missed(count: Int)
}

extension CallNotification: CustomStringConvertible {
    /// The notification in one line, with personal data masked.
    public var description: String {
        switch self {
        case .transition(let transition): "\(transition)"
        case .amended(let amendment): "\(amendment)"
        case .illegal(let violation): "\(violation.sessionID.abbreviated) \(violation)"
        case .endpointReady(let endpoint): "\(endpoint) ready"
        case .unattributed(let event): "unattributed: \(event)"
        case .attributed(let event, let sessionID): "attributed to \(sessionID.abbreviated): \(event)"
        case .detached(let event, let sessionID): "no longer attributed to \(sessionID.abbreviated): \(event)"
        case .annotated(let annotation, _): "\(annotation)"
        case .overdue(let overdue): "\(overdue)"
        case .evicted(let eviction): "\(eviction)"
        case .missed(let count): "missed \(count)"
        }
    }
}

/// What a subscriber wants to hear of.
public enum CallNotificationScope: Sendable, Hashable {
    /// Everything.
    case everything

    /// One session.
    case session(CallSessionID)

    /// The sessions and the sessionless events of one direction; endpoints are dial-in.
    case direction(CallDirection)
}
