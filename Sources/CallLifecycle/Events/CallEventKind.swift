/// The twelve events that concern a call session: ten that Daily reports and two that the application itself records.
///
/// The raw value is the `action` of the event's client form. Anything else that Daily sends (`dtmf-event`,
/// `calltransfer.*`, …) is a ``ForeignCallEvent``.
public enum CallEventKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The SIP worker of an endpoint can take a call. It belongs to an endpoint and has no session.
    case dialInReady = "dialin-ready"

    /// A dial-in request arrived and media is being negotiated; media need not flow yet.
    case dialInConnected = "dialin-connected"

    /// Something went wrong in a dial-in session that is not fatal, such as a codec fallback.
    case dialInWarning = "dialin-warning"

    /// A dial-in session failed in the pipeline; fatal.
    case dialInError = "dialin-error"

    /// A dial-in session ended, by either side. Daily gives no reason.
    case dialInStopped = "dialin-stopped"

    /// The application's own record: `startDialOut()` returned this session.
    case dialOutRequested = "dialout-requested"

    /// A dial-out session is established and ringing.
    case dialOutConnected = "dialout-connected"

    /// The remote party, or its trunk, answered. Older senders never emit it.
    case dialOutAnswered = "dialout-answered"

    /// Something went wrong in a dial-out that is not fatal. It may come before any session exists.
    case dialOutWarning = "dialout-warning"

    /// The application's own record: `stopDialOut()` was called for this session.
    case dialOutStopRequested = "dialout-stop-requested"

    /// A dial-out failed in the pipeline; fatal. It may come before any session exists.
    case dialOutError = "dialout-error"

    /// A dial-out session ended, by either side or by `stopDialOut()`. Daily gives no reason.
    case dialOutStopped = "dialout-stopped"
}

extension CallEventKind {
    /// The direction of the sessions that this event is about.
    public var direction: CallDirection {
        switch self {
        case .dialInReady, .dialInConnected, .dialInWarning, .dialInError, .dialInStopped: .dialIn
        case .dialOutRequested, .dialOutConnected, .dialOutAnswered, .dialOutWarning, .dialOutStopRequested,
            .dialOutError, .dialOutStopped:
            .dialOut
        }
    }

    /// What the event says to its session's state machine; `nil` for `dialin-ready`, which belongs to an endpoint.
    public var signal: CallSignal? {
        switch self {
        case .dialInReady: nil
        case .dialOutRequested: .requested
        case .dialInConnected, .dialOutConnected: .connected
        case .dialOutAnswered: .answered
        case .dialInWarning, .dialOutWarning: .warning
        case .dialOutStopRequested: .stopRequested
        case .dialInError, .dialOutError: .error
        case .dialInStopped, .dialOutStopped: .stopped
        }
    }

    /// Whether every sender names a session with this event.
    ///
    /// `dialin-ready` has no session, and a dial-out error or warning may come before there is one.
    public var requiresSession: Bool {
        switch self {
        case .dialInReady, .dialOutError, .dialOutWarning: false
        default: true
        }
    }

    /// Whether the application records this event itself, rather than Daily.
    public var isApplicationAction: Bool {
        self == .dialOutRequested || self == .dialOutStopRequested
    }

    /// The kind that says this to sessions of this direction; `nil` where a dial-in session has no such event.
    public init?(_ signal: CallSignal, of direction: CallDirection) {
        guard let kind = Self.allCases.first(where: { $0.direction == direction && $0.signal == signal }) else {
            return nil
        }
        self = kind
    }

    /// The name in a webhook's `type`; the application's own actions have none.
    package var webhookType: String? {
        guard !isApplicationAction else { return nil }
        let parts = rawValue.split(separator: "-", maxSplits: 1)
        return parts.joined(separator: ".")
    }
}

extension CallEventKind: CustomStringConvertible {
    /// The name Daily uses, such as `dialout-answered`.
    public var description: String { rawValue }
}
