/// One thing that was reported about a call, or about an endpoint.
///
/// An event is a plain value: copy it, compare it, send it anywhere. Its ``payload`` gives the fields of its kind by
/// name; its ``attributes`` give every field whatever the kind.
public struct CallEvent: Sendable, Hashable {
    // In this order, and with its texts taken apart, an event leaves no gaps in memory, and there are millions.

    /// The session it happened to; `nil` for `dialin-ready` and for a dial-out that failed before it had a session.
    public let sessionID: CallSessionID?

    /// What happened.
    public let kind: CallEventKind

    /// Who reported it.
    public let source: CallSource

    private let present: UInt32
    private let packed: [UInt8]

    /// When it happened, by its reporter's clock.
    public let stamp: CallStamp

    /// The message of an error or a warning, where the reporter gave one.
    ///
    /// O(n) in what the event tells: it is made anew.
    public var message: CallErrorMessage? { told.message }

    /// Everything else that the reporter told.
    ///
    /// O(1) for an event without a message.
    public var attributes: CallAttributes { told.withoutMessage }

    /// Everything that the reporter told, the message included.
    @inline(__always)
    var told: CallAttributes { CallAttributes(packed: PackedTexts(packed: packed, present: present)) }

    /// Whether an attribute is there: cheaper than to ask for it.
    func tells(_ field: CallAttributes.Field) -> Bool { present & 1 << field.rawValue != 0 }

    init(
        kind: CallEventKind,
        sessionID: CallSessionID?,
        stamp: CallStamp,
        source: CallSource,
        told: CallAttributes
    ) {
        self.sessionID = sessionID
        self.kind = kind
        self.source = source
        present = told.texts.present
        packed = told.texts.bytes
        self.stamp = stamp
    }

    /// An event with its message beside its attributes, in no more memory than they need.
    init(
        kind: CallEventKind,
        sessionID: CallSessionID?,
        stamp: CallStamp,
        source: CallSource,
        message: CallErrorMessage?,
        attributes: CallAttributes
    ) {
        var told = attributes
        if let message { told.message = message }
        self.init(kind: kind, sessionID: sessionID, stamp: stamp, source: source, told: told.trimmed)
    }

    /// Whether both report the same, and tell the same of it.
    public static func == (left: CallEvent, right: CallEvent) -> Bool {
        left.sessionID == right.sessionID && left.kind == right.kind && left.source == right.source
            && left.stamp == right.stamp && left.told == right.told
    }

    /// Hashes what makes the event this one: what else it tells hardly ever differs.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
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
    var size: Int { (sessionID?.utf8Count ?? 0) + told.size }

    /// Whether its texts take more bytes than a limit; O(1) where they take far less.
    func isLarger(than limit: Int) -> Bool {
        (sessionID?.utf8Count ?? 0) + packed.count > limit && size > limit
    }

    /// The event as one of a session, for one that came without a session ID and has found it.
    func assigned(to id: CallSessionID) -> CallEvent {
        guard sessionID != id else { return self }
        return CallEvent(
            kind: kind,
            sessionID: id,
            stamp: stamp,
            source: source,
            told: told
        )
    }

    /// The same event as its session keeps it: what it tells may be in other memory.
    ///
    /// The session is that of the event, but one that is not optional is copied in a twentieth of the instructions.
    func kept(of id: CallSessionID, telling told: CallAttributes) -> CallEvent {
        CallEvent(kind: kind, sessionID: id, stamp: stamp, source: source, told: told)
    }

    /// One event from two reports of it: the finer stamp, and what both tell.
    func merged(with other: CallEvent) -> CallEvent {
        CallEvent(
            kind: kind,
            sessionID: sessionID,
            stamp: stamp.refined(to: other.stamp.resolution),
            source: source,
            told: told.merged(with: other.told)
        )
    }
}

extension CallEvent: CustomStringConvertible, CustomReflectable {
    /// Shows `dump` and debuggers its properties, each of which masks what is personal.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "sessionID": sessionID as Any, "kind": kind, "stamp": stamp, "source": source,
                "message": message as Any, "attributes": attributes,
            ]
        )
    }

    /// The event in one line, with personal data masked: `2026-03-01T10:00:00.000Z dialin-connected ff1e7130`.
    public var description: String {
        var parts = ["\(stamp)", "\(kind)"]
        if let sessionID { parts.append(sessionID.abbreviated) }
        if kind == .dialInReady, let endpoint = attributes.sipEndpoint { parts.append("\(endpoint)") }
        if let message { parts.append("“\(message)”") }
        return parts.joined(separator: " ")
    }
}
