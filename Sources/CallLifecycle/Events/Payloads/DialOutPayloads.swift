/// `dialout-connected`: the session is established and rings.
public struct DialOutConnected: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// The leg's SIP `Call-ID` (`sipCallId`); webhooks leave it out.
    public var sipCallID: SIPCallID?

    /// Whom the call goes to: E.164 or a SIP URI (`destination`).
    public var destination: CallAddress?

    /// The number that the call comes from (`origin`).
    public var origin: CallAddress?

    /// The caller ID that is shown, or Daily's ID of it (`callerId`).
    public var callerID: CallAddress?

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
        destination: CallAddress? = nil,
        origin: CallAddress? = nil,
        callerID: CallAddress? = nil,
        userID: CallUserID? = nil,
        actionTraceID: CallTraceID? = nil,
        callClientID: CallClientID? = nil,
        provider: CallProvider? = nil
    ) {
        self.sessionID = sessionID
        self.sipCallID = sipCallID
        self.destination = destination
        self.origin = origin
        self.callerID = callerID
        self.userID = userID
        self.actionTraceID = actionTraceID
        self.callClientID = callClientID
        self.provider = provider
    }
}

/// `dialout-answered`: the remote party, or its trunk, answered.
///
/// Older senders never emit it.
public struct DialOutAnswered: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// The leg's SIP `Call-ID` (`sipCallId`); webhooks leave it out.
    public var sipCallID: SIPCallID?

    /// Whom the call goes to: E.164 or a SIP URI (`destination`).
    public var destination: CallAddress?

    /// The number that the call comes from (`origin`).
    public var origin: CallAddress?

    /// The caller ID that is shown, or Daily's ID of it (`callerId`).
    public var callerID: CallAddress?

    /// The client object that emitted the event (`callClientId`); webhooks leave it out.
    public var callClientID: CallClientID?

    /// Who carries the call (`provider`); webhooks leave it out.
    public var provider: CallProvider?

    /// The payload with what is known.
    public init(
        sessionID: CallSessionID,
        sipCallID: SIPCallID? = nil,
        destination: CallAddress? = nil,
        origin: CallAddress? = nil,
        callerID: CallAddress? = nil,
        callClientID: CallClientID? = nil,
        provider: CallProvider? = nil
    ) {
        self.sessionID = sessionID
        self.sipCallID = sipCallID
        self.destination = destination
        self.origin = origin
        self.callerID = callerID
        self.callClientID = callClientID
        self.provider = provider
    }
}

/// `dialout-stopped`: the session ended, by either side or by `stopDialOut()`.
///
/// No reason is given.
public struct DialOutStopped: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// The leg's SIP `Call-ID` (`sipCallId`).
    public var sipCallID: SIPCallID?

    /// Whom the call goes to: E.164 or a SIP URI (`destination`).
    public var destination: CallAddress?

    /// The number that the call comes from (`origin`).
    public var origin: CallAddress?

    /// The caller ID that is shown, or Daily's ID of it (`callerId`).
    public var callerID: CallAddress?

    /// The client object that emitted the event (`callClientId`); webhooks leave it out.
    public var callClientID: CallClientID?

    /// Who carries the call (`provider`); webhooks leave it out.
    public var provider: CallProvider?

    /// The payload with what is known.
    public init(
        sessionID: CallSessionID,
        sipCallID: SIPCallID? = nil,
        destination: CallAddress? = nil,
        origin: CallAddress? = nil,
        callerID: CallAddress? = nil,
        callClientID: CallClientID? = nil,
        provider: CallProvider? = nil
    ) {
        self.sessionID = sessionID
        self.sipCallID = sipCallID
        self.destination = destination
        self.origin = origin
        self.callerID = callerID
        self.callClientID = callClientID
        self.provider = provider
    }
}

/// `dialout-error`: the dial-out failed in the pipeline; fatal.
///
/// It may come before any session exists.
public struct DialOutError: Sendable, Hashable {
    /// The session (`sessionId`); `nil` where the dial-out failed before it had one.
    public var sessionID: CallSessionID?

    /// What went wrong (`errorMsg`); Daily promises it, other senders may not give it.
    public var errorMessage: CallErrorMessage?

    /// What the error is about (`details`).
    public var details: CallErrorDetails?

    /// The leg's SIP `Call-ID` (`sipCallId`), which attributes an event without a session.
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
        sessionID: CallSessionID? = nil,
        errorMessage: CallErrorMessage? = nil,
        details: CallErrorDetails? = nil,
        sipCallID: SIPCallID? = nil,
        userID: CallUserID? = nil,
        actionTraceID: CallTraceID? = nil,
        callClientID: CallClientID? = nil,
        provider: CallProvider? = nil
    ) {
        self.sessionID = sessionID
        self.errorMessage = errorMessage
        self.details = details
        self.sipCallID = sipCallID
        self.userID = userID
        self.actionTraceID = actionTraceID
        self.callClientID = callClientID
        self.provider = provider
    }
}

/// `dialout-warning`: something that is not fatal.
///
/// It may come before any session exists.
public struct DialOutWarning: Sendable, Hashable {
    /// The session (`sessionId`); `nil` where the dial-out failed before it had one.
    public var sessionID: CallSessionID?

    /// What happened (`errorMsg`); Daily promises it, but its webhook has none.
    public var errorMessage: CallErrorMessage?

    /// The client object that emitted the event (`callClientId`); webhooks leave it out.
    public var callClientID: CallClientID?

    /// Who carries the call (`provider`); webhooks leave it out.
    public var provider: CallProvider?

    /// The payload with what is known.
    public init(
        sessionID: CallSessionID? = nil,
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
