/// What an engine knows of one SIP endpoint.
public struct CallEndpointStatus: Sendable, Hashable {
    /// The endpoint; of several spellings the lesser in byte order.
    public let endpoint: SIPEndpoint

    /// When it last said that it can take a call.
    public let readyAt: CallStamp

    /// The open dial-in sessions at this endpoint, in byte order.
    ///
    /// One at a time, as a rule.
    public let sessions: [CallSessionID]

    /// The caller for whom it was claimed, and who has not arrived yet.
    public let claim: CallClaimID?

    /// Whether a caller may be forwarded to it: ready, no open session, and not claimed.
    public var isFree: Bool { sessions.isEmpty && claim == nil }
}

extension CallEndpointStatus: CustomStringConvertible {
    /// The status in one line, with personal data masked.
    public var description: String {
        if let session = sessions.first { return "\(endpoint) holds \(session.abbreviated)" }
        if let claim { return "\(endpoint) claimed for \(claim.abbreviated)" }
        return "\(endpoint) free"
    }
}

/// What became of the wish for an endpoint.
public enum CallEndpointAllocation: Sendable, Hashable {
    /// The endpoint is this caller's now: forward the call to it, once.
    case granted(SIPEndpoint)

    /// The caller has one already: do not forward the call again.
    case alreadyGranted(SIPEndpoint)

    /// No endpoint is free.
    ///
    /// Ask again when one is ready or a session ends.
    case noneFree
}
