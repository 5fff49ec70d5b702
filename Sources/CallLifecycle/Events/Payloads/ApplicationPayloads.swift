/// `dialout-requested`: the application's own record that `startDialOut()` returned this session.
public struct DialOutRequested: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// Whom the call goes to: E.164 or a SIP URI (`destination`).
    public var destination: CallAddress?

    /// The payload with what is known.
    public init(sessionID: CallSessionID, destination: CallAddress? = nil) {
        self.sessionID = sessionID
        self.destination = destination
    }
}

/// `dialout-stop-requested`: the application's own record that it called `stopDialOut()` for this session.
public struct DialOutStopRequested: Sendable, Hashable {
    /// The session (`sessionId`).
    public var sessionID: CallSessionID

    /// The payload with what is known.
    public init(sessionID: CallSessionID) {
        self.sessionID = sessionID
    }
}
