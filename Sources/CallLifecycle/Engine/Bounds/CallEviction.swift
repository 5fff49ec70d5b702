/// Something that an engine no longer keeps, because of a bound of its ``CallSessionEngine/Configuration``.
public struct CallEviction: Sendable, Hashable {
    /// What is no longer kept.
    public enum Subject: Sendable, Hashable {
        /// A session, as it was last known; a tombstone of it is kept for a while.
        indirect case session(CallSession)
        /// An event without a session ID that found no session.
        indirect case unattributed(CallEvent)
        /// What was noted of a session that never appeared.
        case notes(CallSessionID)
        /// A SIP endpoint and its ready stamps.
        case endpoint(SIPEndpoint)
        /// A claim whose caller never came; its endpoint is free again.
        case claim(CallClaimID, SIPEndpoint)
    }

    /// Why it is no longer kept.
    public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
        /// It was kept for as long as it was to be.
        case age
        /// There were too many.
        case number
    }

    /// The subjects without what they tell, for counting.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A session.
        case session
        /// An event without a session ID.
        case unattributed
        /// Notes of a session that never appeared.
        case notes
        /// A SIP endpoint.
        case endpoint
        /// A claim whose caller never came.
        case claim
    }

    /// What is no longer kept.
    public let subject: Subject

    /// Why.
    public let reason: Reason
}

extension CallEviction.Subject {
    /// Which subject it is.
    public var kind: CallEviction.Kind {
        switch self {
        case .session: .session
        case .unattributed: .unattributed
        case .notes: .notes
        case .endpoint: .endpoint
        case .claim: .claim
        }
    }
}

extension CallEviction: CustomStringConvertible {
    /// The eviction in one line, with personal data masked: `evicted by age: dial-in ff1e7130 stopped`.
    public var description: String {
        let what =
            switch subject {
            case .session(let session): "\(session)"
            case .unattributed(let event): "\(event)"
            case .notes(let id): "notes of \(id.abbreviated)"
            case .endpoint(let endpoint): "endpoint \(endpoint)"
            case .claim(let claim, let endpoint): "claim \(claim.abbreviated) of \(endpoint)"
            }
        return "evicted by \(reason): \(what)"
    }
}

/// What is left of an evicted session: enough to recognise its late events.
public struct CallTombstone: Sendable, Hashable, Codable {
    /// The session's ID.
    public let sessionID: CallSessionID

    /// Its direction.
    public let direction: CallDirection

    /// The state in which it was evicted.
    public let state: CallState

    /// Since when it stood in that state: for a final one, when it ended.
    public let stateSince: CallStamp

    /// Its SIP Call-ID, by which events without a session ID would have joined it.
    let sipCallID: SIPCallID?

    /// The tombstone of nobody.
    static let vacancy = CallTombstone(.vacancy, sipCallID: nil)

    init(_ session: CallSession, sipCallID: SIPCallID?) {
        sessionID = session.id
        direction = session.direction
        state = session.state
        stateSince = session.stateSince
        self.sipCallID = sipCallID
    }
}
