/// The wire forms in which events are found.
enum WireForm {
    /// A client or native SDK event, or an action of the application: all fields at the top, named by `action`.
    case client

    /// A webhook: the fields in `payload`, named by `type`.
    case webhook
}

/// Says what a line reports, in whatever form.
///
/// Kept from line to line for its memory: where the values of a line stand.
struct WireReader {
    private var top = WireFields()
    private var wrapped = WireFields()
    private var payload = WireFields()

    /// Steps over the object of a line, whose values are noted.
    mutating func scan(_ line: Span<UInt8>) throws(JSONScanner.Failure) {
        try JSONScanner.line(line) { scanner throws(JSONScanner.Failure) in try top.scan(line, &scanner) }
    }

    /// Says what the object that was scanned reports.
    mutating func decode(_ line: Span<UInt8>, receivedAt: CallStamp?) throws(CallDecodingError) -> DecodedCallEvent {
        if let report = report(line, top) { return try report.decode(line, receivedAt: receivedAt) }
        guard let inner = top[.event], inner.kind == .object else { throw Self.unnamed(top) }
        wrapped.scan(line, inner)
        guard let report = report(line, wrapped, path: "event.") else { throw Self.unnamed(wrapped, path: "event.") }
        // The wrapper's stamp serves an event that has none of its own, so a bad one matters only then.
        guard report.needsStamp, let value = top[.timestamp] else {
            return try report.decode(line, receivedAt: receivedAt)
        }
        let stamp = CallStamp(value, in: line)
        if stamp != nil || report.kind == nil { return try report.decode(line, receivedAt: stamp ?? receivedAt) }
        throw CallDecodingError(invalidStamp: value, field: "timestamp")
    }

    /// The report that an object is, if it says what it reports.
    private mutating func report(_ line: Span<UInt8>, _ object: WireFields, path: String = "") -> WireReport? {
        if let name = object[.action], name.isText {
            let kind = CallEventKind(action: name.text, in: line)
            return WireReport(form: .client, name: name.text, kind: kind, envelope: object, fields: object, path: path)
        }
        guard let name = object[.type], name.isText else { return nil }
        let kind = CallEventKind(webhookType: name.text, in: line)
        // A payload of another type counts as missing, like any field.
        if let fields = object[.payload], fields.kind == .object {
            payload.scan(line, fields)
        } else {
            payload.removeAll()
        }
        return WireReport(form: .webhook, name: name.text, kind: kind, envelope: object, fields: payload, path: path)
    }

    private static func unnamed(_ object: WireFields, path: String = "") -> CallDecodingError {
        CallDecodingError(
            object[.action] ?? object[.type],
            field: path + (object[.action] == nil && object[.type] != nil ? "type" : "action"),
            expected: "the name of an event: a text in “action”, or in “type” beside a “payload”"
        )
    }
}

/// One object on its way to an event.
private struct WireReport {
    let form: WireForm
    let name: JSONScanner.Text
    /// `nil` for a foreign action.
    let kind: CallEventKind?
    /// The object itself: where a webhook keeps `event_ts`.
    let envelope: WireFields
    /// Where the event's fields are.
    let fields: WireFields
    /// How to get to the object from the top, for errors.
    let path: String

    func decode(_ line: Span<UInt8>, receivedAt: CallStamp?) throws(CallDecodingError) -> DecodedCallEvent {
        guard let kind else { return .foreign(foreign(line, receivedAt: receivedAt)) }
        let stamp = try stamp(line, receivedAt: receivedAt)
        let hasMessage = kind.signal == .error || kind.signal == .warning
        let event = CallEvent(
            kind: kind,
            sessionID: try sessionID(line, of: kind),
            stamp: stamp,
            source: source(line, of: kind),
            message: hasMessage
                ? fields.text(.message).map { CallErrorMessage(rawValue: JSONScanner.text(line, $0)) } : nil,
            attributes: CallAttributes(fields, in: line)
        )
        return .event(event)
    }

    /// What is no call event, with all that it tells beside its name, session and stamp.
    private func foreign(_ line: Span<UInt8>, receivedAt: CallStamp?) -> ForeignCallEvent {
        let known = Set((WireKey.sessionID.names + ["timestamp", "action"]).map(\.description))
        let object = fields.start.flatMap { start in
            var scanner = JSONScanner(at: start)
            return try? scanner.object(line)
        }
        return ForeignCallEvent(
            action: JSONScanner.text(line, name),
            sessionID: namedSessionID(line),
            at: stampValue.flatMap { CallStamp($0.value, in: line) } ?? receivedAt,
            details: CallEventDetails((object?.texts ?? [:]).filter { !known.contains($0.key) })
        )
    }

    // MARK: What is needed

    private func sessionID(
        _ line: Span<UInt8>,
        of kind: CallEventKind
    ) throws(CallDecodingError) -> CallSessionID? {
        guard kind != .dialInReady else { return nil }
        if let known = namedSessionID(line) { return known }
        guard kind.requiresSession else { return nil }
        let present = WireKey.sessionID.numbers.first { fields[number: $0] != nil }
        let name = present.map { WireKey.name($0).description }
        throw CallDecodingError(
            present.flatMap { fields[number: $0] },
            field: path + (form == .client ? name ?? "sessionId" : "payload.\(name ?? "session_id")"),
            expected: "the session ID of a \(kind), a text that is not empty"
        )
    }

    /// The first session ID that is not empty: an empty one names no session.
    private func namedSessionID(_ line: Span<UInt8>) -> CallSessionID? {
        guard let value = fields.first(.sessionID, where: { $0.isText && !$0.text.range.isEmpty }) else { return nil }
        if !value.text.isEscaped, let uuid = UUIDText(line, value.text.range) { return CallSessionID(uuid) }
        return CallSessionID(rawValue: JSONScanner.text(line, value.text))
    }

    private func stamp(_ line: Span<UInt8>, receivedAt: CallStamp?) throws(CallDecodingError) -> CallStamp {
        if let (value, name) = stampValue {
            guard let stamp = CallStamp(value, in: line) else {
                throw CallDecodingError(invalidStamp: value, field: name)
            }
            return stamp
        }
        guard let receivedAt else {
            let name = path + (form == .client ? "timestamp" : "payload.timestamp")
            throw CallDecodingError(.missingField, field: name, expected: CallDecodingError.stampExpectation)
        }
        return receivedAt
    }

    var needsStamp: Bool { stampValue == nil }

    private var stampValue: (value: WireFields.Value, name: String)? {
        switch form {
        case .client: fields[.timestamp].map { ($0, path + "timestamp") }
        case .webhook:
            fields[.timestamp].map { ($0, path + "payload.timestamp") }
                ?? envelope[.eventTime].map { ($0, path + "event_ts") }
        }
    }

    /// The client form also carries webhook events, in journals; `wireSource` then keeps their source.
    private func source(_ line: Span<UInt8>, of kind: CallEventKind) -> CallSource {
        if kind.isApplicationAction { return .application }
        guard form == .client else { return .webhook }
        return fields.text(.source).flatMap { CallSource(rawValue: JSONScanner.text(line, $0)) } ?? .client
    }
}

extension CallStamp {
    /// A stamp as JSON writes it: text, or a number of Unix seconds or milliseconds.
    fileprivate init?(_ value: WireFields.Value, in line: Span<UInt8>) {
        switch value.kind {
        case .string: self.init(utf8: line.extracting(value.text.range))
        case .escapedString: self.init(JSONScanner.text(line, value.text))
        case .number: self.init(unixNumber: line.text(Int(value.start)..<Int(value.end)))
        default: return nil
        }
    }
}

extension JSONObject {
    /// Its members as texts: of a repeated key the last counts, `null` is no value, and what is no text is kept as JSON.
    var texts: [String: String] {
        members.reduce(into: [:]) { texts, member in
            switch member.value {
            case .string(let text): texts[member.key] = text
            case .null: texts[member.key] = nil
            default: texts[member.key] = member.value.text
            }
        }
    }
}

extension CallDecodingError {
    fileprivate static let stampExpectation =
        "a time from 1970 to 2200: RFC 3339 with an offset, or Unix seconds or milliseconds"

    fileprivate init(invalidStamp value: WireFields.Value, field: String) {
        self.init(.invalidField, byteOffset: Int(value.start), field: field, expected: Self.stampExpectation)
    }

    /// A field that is missing, or where there is one after all, not what was expected.
    fileprivate init(_ value: WireFields.Value?, field: String, expected: String) {
        guard let value else {
            self.init(.missingField, field: field, expected: expected)
            return
        }
        let found = "\(expected); found \(value.typeName)"
        self.init(.invalidField, byteOffset: Int(value.start), field: field, expected: found)
    }
}
