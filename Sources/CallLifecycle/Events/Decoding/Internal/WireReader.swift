/// What a line reports.
enum WireReport {
    case event(WireEvent)
    case foreign(ForeignCallEvent)
}

/// An event of a call or an endpoint, with its texts by where they stand in the line: nothing is copied yet.
///
/// Its attributes are still with the reader that has read it.
struct WireEvent {
    enum Session {
        case none
        case uuid(UUIDText)
        case text(JSONScanner.Text)
    }

    var kind: CallEventKind
    var session: Session
    var stamp: CallStamp
    var source: CallSource
    var message: JSONScanner.Text?
}

/// Says what a line reports, in whatever form.
///
/// Kept from line to line for its memory: where the values of a line stand.
struct WireReader {
    private var top = WireFields()
    private var wrapped = WireFields()
    private var payload = WireFields()
    /// Which of them has the fields of the event that was read last.
    private var place = Place.top

    private enum Place {
        case top
        case wrapped
        case payload
    }

    /// Reads a line, which is to be one JSON object.
    mutating func scan(_ line: Span<UInt8>) throws(JSONScanner.Failure) {
        try JSONScanner.line(line) { scanner throws(JSONScanner.Failure) in try top.scan(line, &scanner) }
    }

    /// Says what the object that was scanned reports.
    mutating func report(_ line: Span<UInt8>, receivedAt: CallStamp?) throws(CallDecodingError) -> WireReport {
        if let heading = WireHeading(line, top) {
            guard heading.form == .webhook else {
                place = .top
                return try heading.report(line, fields: top, envelope: top, receivedAt: receivedAt)
            }
            scanPayload(line, of: top)
            return try heading.report(line, fields: payload, envelope: top, receivedAt: receivedAt)
        }
        return try wrappedReport(line, receivedAt: receivedAt)
    }

    private mutating func wrappedReport(
        _ line: Span<UInt8>,
        receivedAt: CallStamp?
    ) throws(CallDecodingError) -> WireReport {
        guard let inner = top[.event], inner.kind == .object else { throw Self.unnamed(top) }
        wrapped.scan(line, inner)
        guard let heading = WireHeading(line, wrapped, path: "event.") else {
            throw Self.unnamed(wrapped, path: "event.")
        }
        place = .wrapped
        if heading.form == .webhook { scanPayload(line, of: wrapped) }
        let fields = heading.form == .webhook ? payload : wrapped
        var receivedAt = receivedAt
        // The wrapper's stamp serves an event that has none of its own, so a bad one matters only then.
        if heading.stampValue(fields, envelope: wrapped) == nil, let value = top[.timestamp] {
            let stamp = CallStamp(value, in: line)
            guard stamp != nil || heading.kind == nil else {
                throw CallDecodingError(invalidStamp: value, field: "timestamp")
            }
            receivedAt = stamp ?? receivedAt
        }
        return try heading.report(line, fields: fields, envelope: wrapped, receivedAt: receivedAt)
    }

    /// Steps over the payload of a webhook; one of another type counts as missing, like any field.
    private mutating func scanPayload(_ line: Span<UInt8>, of object: WireFields) {
        place = .payload
        if let fields = object[.payload], fields.kind == .object {
            payload.scan(line, fields)
        } else {
            payload.removeAll()
        }
    }

    /// Packs what the event tells that was read last.
    ///
    /// - Returns: One bit for each text that is there.
    func pack(_ event: WireEvent, _ line: Span<UInt8>, into packer: inout LinePacker) -> UInt32 {
        let present =
            switch place {
            case .top: CallAttributes.pack(top, in: line, into: &packer)
            case .wrapped: CallAttributes.pack(wrapped, in: line, into: &packer)
            case .payload: CallAttributes.pack(payload, in: line, into: &packer)
            }
        guard let message = event.message else { return present }
        packer.append(message, in: line)
        return present | 1 << CallAttributes.messageNumber
    }

    /// The event that was read last, with copies of all that it tells.
    func event(_ event: WireEvent, _ line: Span<UInt8>) -> CallEvent {
        let (bytes, present) = line.packed { pack(event, line, into: &$0) }
        return CallEvent(
            kind: event.kind,
            sessionID: CallSessionID(event.session, in: line),
            stamp: event.stamp,
            source: event.source,
            told: CallAttributes(packed: PackedTexts(packed: bytes, present: present))
        )
    }

    private static func unnamed(_ object: WireFields, path: String = "") -> CallDecodingError {
        CallDecodingError(
            object[.action] ?? object[.type],
            field: path + (object[.action] == nil && object[.type] != nil ? "type" : "action"),
            expected: "the name of an event: a text in “action”, or in “type” beside a “payload”"
        )
    }
}

extension CallSessionID {
    fileprivate init?(_ session: WireEvent.Session, in line: Span<UInt8>) {
        switch session {
        case .none: return nil
        case .uuid(let uuid): self.init(uuid)
        case .text(let text): self.init(rawValue: JSONScanner.text(line, text))
        }
    }
}
