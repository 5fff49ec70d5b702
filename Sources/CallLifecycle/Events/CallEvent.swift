/// One thing that was reported about a call, or about an endpoint.
///
/// An event is a plain value: copy it, compare it, send it anywhere. Its ``payload`` gives the fields of its kind by
/// name; its ``attributes`` give every field whatever the kind.
public struct CallEvent: Sendable, Hashable {
    // The session first: in this order an event leaves no gaps in memory, and there are millions.

    /// The session it happened to; `nil` for `dialin-ready` and for a dial-out that failed before it had a session.
    public let sessionID: CallSessionID?

    /// What happened.
    public let kind: CallEventKind

    /// When it happened, by its reporter's clock.
    public let stamp: CallStamp

    /// Who reported it.
    public let source: CallSource

    /// The message of an error or a warning, where the reporter gave one.
    public let message: CallErrorMessage?

    /// Everything else that the reporter told.
    public let attributes: CallAttributes

    init(
        kind: CallEventKind,
        sessionID: CallSessionID?,
        stamp: CallStamp,
        source: CallSource,
        message: CallErrorMessage?,
        attributes: CallAttributes
    ) {
        self.sessionID = sessionID
        self.kind = kind
        self.stamp = stamp
        self.source = source
        self.message = message
        self.attributes = attributes
    }
}

extension CallEvent: Identifiable {
    /// What makes two reports the same event: kind, session, stamp, source and message.
    ///
    /// Reports with one identity count once, however often they are delivered. The stamp counts by its milliseconds;
    /// how finely it was written does not.
    public struct Identity: Sendable, Hashable {
        let kind: CallEventKind
        let sessionID: CallSessionID?
        let milliseconds: Int64
        let source: CallSource
        let message: CallErrorMessage?

        /// The identity of the same report before it was known to be about a session.
        public var sessionless: Identity {
            Identity(kind: kind, sessionID: nil, milliseconds: milliseconds, source: source, message: message)
        }
    }

    /// The event's identity.
    public var id: Identity {
        Identity(
            kind: kind,
            sessionID: sessionID,
            milliseconds: stamp.millisecondsSince1970,
            source: source,
            message: message
        )
    }

    /// How many bytes its texts take.
    var size: Int { (sessionID?.utf8Count ?? 0) + (message?.rawValue.utf8.count ?? 0) + attributes.size }

    /// Whether its texts take more bytes than a limit; O(1) where they take far less.
    func isLarger(than limit: Int) -> Bool {
        (sessionID?.utf8Count ?? 0) + (message?.rawValue.utf8.count ?? 0) + attributes.sizeBound > limit && size > limit
    }

    /// The event as one of a session, for one that came without a session ID and has found it.
    func assigned(to id: CallSessionID) -> CallEvent {
        guard sessionID != id else { return self }
        return CallEvent(
            kind: kind,
            sessionID: id,
            stamp: stamp,
            source: source,
            message: message,
            attributes: attributes
        )
    }

    /// The same event, in the memory of other attributes that are equal.
    func sharing(_ attributes: CallAttributes) -> CallEvent {
        CallEvent(
            kind: kind,
            sessionID: sessionID,
            stamp: stamp,
            source: source,
            message: message,
            attributes: attributes
        )
    }

    /// One event from two reports of it: the finer stamp, and the attributes of both.
    func merged(with other: CallEvent) -> CallEvent {
        CallEvent(
            kind: kind,
            sessionID: sessionID,
            stamp: stamp.refined(to: other.stamp.resolution),
            source: source,
            message: message,
            attributes: attributes.merged(with: other.attributes)
        )
    }
}

extension CallEvent: CustomStringConvertible {
    /// The event in one line, with personal data masked: `2026-03-01T10:00:00.000Z dialin-connected ff1e7130`.
    public var description: String {
        var parts = ["\(stamp)", "\(kind)"]
        if let sessionID { parts.append(sessionID.abbreviated) }
        if kind == .dialInReady, let endpoint = attributes.sipEndpoint { parts.append("\(endpoint)") }
        if let message { parts.append("“\(message)”") }
        return parts.joined(separator: " ")
    }
}
