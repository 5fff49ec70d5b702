/// `dialin-ready`: the SIP worker of an endpoint can take a call.
///
/// Only rooms with SIP dial-in report it.
///
/// It names an endpoint, not a session: one endpoint serves many calls in turn, and a room may have several.
public struct DialInReady: Sendable, Hashable {
    /// The endpoint that can take a call (`sipEndpoint`); Daily promises it, recorders may lose it.
    public var sipEndpoint: SIPEndpoint?

    /// The client object that emitted the event (`callClientId`).
    public var callClientID: CallClientID?

    /// Who carries the call (`provider`).
    public var provider: CallProvider?

    /// The payload with what is known.
    public init(sipEndpoint: SIPEndpoint?, callClientID: CallClientID? = nil, provider: CallProvider? = nil) {
        self.sipEndpoint = sipEndpoint
        self.callClientID = callClientID
        self.provider = provider
    }
}

/// `dialin-connected`: the request arrived and media is being negotiated; media need not flow yet.
public struct DialInConnected: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// The leg's SIP `Call-ID` (`sipCallId`); webhooks leave it out.
    public var sipCallID: SIPCallID?

    /// The endpoint that takes the call (`sipEndpoint`).
    public var sipEndpoint: SIPEndpoint?

    /// The caller (`sipFrom`).
    public var sipFrom: CallAddress?

    /// The headers of the SIP request (`sipHeaders`).
    public var sipHeaders: SIPHeaders?

    /// The participant's user (`userId`).
    public var userID: CallUserID?

    /// The request behind the event (`actionTraceId`).
    public var actionTraceID: CallTraceID?

    /// The client object that emitted the event (`callClientId`); webhooks leave it out.
    public var callClientID: CallClientID?

    /// Who carries the call (`provider`); webhooks leave it out.
    public var provider: CallProvider?

    /// The payload with what is known.
    public init(
        sessionID: CallSessionID,
        sipCallID: SIPCallID? = nil,
        sipEndpoint: SIPEndpoint? = nil,
        sipFrom: CallAddress? = nil,
        sipHeaders: SIPHeaders? = nil,
        userID: CallUserID? = nil,
        actionTraceID: CallTraceID? = nil,
        callClientID: CallClientID? = nil,
        provider: CallProvider? = nil
    ) {
        self.sessionID = sessionID
        self.sipCallID = sipCallID
        self.sipEndpoint = sipEndpoint
        self.sipFrom = sipFrom
        self.sipHeaders = sipHeaders
        self.userID = userID
        self.actionTraceID = actionTraceID
        self.callClientID = callClientID
        self.provider = provider
    }
}

/// `dialin-stopped`: the session ended, by either side.
///
/// No reason is given.
public struct DialInStopped: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// The leg's SIP `Call-ID` (`sipCallId`).
    public var sipCallID: SIPCallID?

    /// The endpoint that took the call (`sipEndpoint`).
    public var sipEndpoint: SIPEndpoint?

    /// The caller (`sipFrom`).
    public var sipFrom: CallAddress?

    /// The headers of the SIP request (`sipHeaders`).
    public var sipHeaders: SIPHeaders?

    /// The participant's user (`userId`).
    public var userID: CallUserID?

    /// The request behind the event (`actionTraceId`).
    public var actionTraceID: CallTraceID?

    /// The client object that emitted the event (`callClientId`); webhooks leave it out.
    public var callClientID: CallClientID?

    /// Who carried the call (`provider`); webhooks leave it out.
    public var provider: CallProvider?

    /// The payload with what is known.
    public init(
        sessionID: CallSessionID,
        sipCallID: SIPCallID? = nil,
        sipEndpoint: SIPEndpoint? = nil,
        sipFrom: CallAddress? = nil,
        sipHeaders: SIPHeaders? = nil,
        userID: CallUserID? = nil,
        actionTraceID: CallTraceID? = nil,
        callClientID: CallClientID? = nil,
        provider: CallProvider? = nil
    ) {
        self.sessionID = sessionID
        self.sipCallID = sipCallID
        self.sipEndpoint = sipEndpoint
        self.sipFrom = sipFrom
        self.sipHeaders = sipHeaders
        self.userID = userID
        self.actionTraceID = actionTraceID
        self.callClientID = callClientID
        self.provider = provider
    }
}

/// `dialin-error`: the session failed in the pipeline; fatal.
public struct DialInError: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// What went wrong (`errorMsg`); Daily promises it, other senders may not give it.
    public var errorMessage: CallErrorMessage?

    /// What kind of error it was (`type`): `start-failed`, none, or a value added since.
    public var type: CallErrorType?

    /// What the error is about (`details`).
    public var details: CallErrorDetails?

    /// The leg's SIP `Call-ID` (`sipCallId`).
    public var sipCallID: SIPCallID?

    /// The participant's user (`userId`).
    public var userID: CallUserID?

    /// The request behind the event (`actionTraceId`).
    public var actionTraceID: CallTraceID?

    /// The client object that emitted the event (`callClientId`); webhooks leave it out.
    public var callClientID: CallClientID?

    /// Who carries the call (`provider`); webhooks leave it out.
    public var provider: CallProvider?

    /// The payload with what is known.
    public init(
        sessionID: CallSessionID,
        errorMessage: CallErrorMessage? = nil,
        type: CallErrorType? = nil,
        details: CallErrorDetails? = nil,
        sipCallID: SIPCallID? = nil,
        userID: CallUserID? = nil,
        actionTraceID: CallTraceID? = nil,
        callClientID: CallClientID? = nil,
        provider: CallProvider? = nil
    ) {
        self.sessionID = sessionID
        self.errorMessage = errorMessage
        self.type = type
        self.details = details
        self.sipCallID = sipCallID
        self.userID = userID
        self.actionTraceID = actionTraceID
        self.callClientID = callClientID
        self.provider = provider
    }
}

/// `dialin-warning`: something that is not fatal, such as a codec fallback.
public struct DialInWarning: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// What happened (`errorMsg`); Daily promises it, other senders may not give it.
    public var errorMessage: CallErrorMessage?

    /// The client object that emitted the event (`callClientId`); webhooks leave it out.
    public var callClientID: CallClientID?

    /// Who carries the call (`provider`); webhooks leave it out.
    public var provider: CallProvider?

    /// The payload with what is known.
    public init(
        sessionID: CallSessionID,
        errorMessage: CallErrorMessage? = nil,
        callClientID: CallClientID? = nil,
        provider: CallProvider? = nil
    ) {
        self.sessionID = sessionID
        self.errorMessage = errorMessage
        self.callClientID = callClientID
        self.provider = provider
    }
}
