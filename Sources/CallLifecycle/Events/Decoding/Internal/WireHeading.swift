/// The wire forms in which events are found.
enum WireForm {
    /// A client or native SDK event, or an action of the application: all fields at the top, named by `action`.
    case client

    /// A webhook: the fields in `payload`, named by `type`.
    case webhook
}

/// What an object says that it reports, and so in which form its fields are.
///
/// A webhook has its fields in its payload; its envelope is the object itself, where it keeps `event_ts`.
struct WireHeading {
    let form: WireForm
    private let name: JSONScanner.Text
    /// `nil` for a foreign action.
    let kind: CallEventKind?
    /// How to get to the object from the top, for errors.
    private let path: StaticString

    /// The heading of an object; `nil` if it does not say what it reports.
    init?(_ line: Span<UInt8>, _ object: borrowing WireFields, path: StaticString = "") {
        if let action = object[.action], action.isText {
            (form, name) = (.client, action.text)
            kind = CallEventKind(action: name, in: line)
        } else if let type = object[.type], type.isText {
            (form, name) = (.webhook, type.text)
            kind = CallEventKind(webhookType: name, in: line)
        } else {
            return nil
        }
        self.path = path
    }

    /// What the object reports, as its fields have it.
    func report(
        _ line: Span<UInt8>,
        fields: borrowing WireFields,
        envelope: borrowing WireFields,
        receivedAt: CallStamp?
    ) throws(CallDecodingError) -> WireReport {
        guard let kind else {
            return .foreign(foreign(line, fields, stampValue(fields, envelope: envelope), receivedAt: receivedAt))
        }
        let stamp = try stamp(line, fields, envelope, receivedAt: receivedAt)
        let hasMessage = kind.signal == .error || kind.signal == .warning
        return .event(
            WireEvent(
                kind: kind,
                session: try session(line, fields, of: kind),
                stamp: stamp,
                source: source(line, fields, of: kind),
                message: hasMessage ? fields.text(.message) : nil
            )
        )
    }

    /// What is no call event, with all that it tells beside its name, session and stamp.
    private func foreign(
        _ line: Span<UInt8>,
        _ fields: borrowing WireFields,
        _ stamp: WireFields.Value?,
        receivedAt: CallStamp?
    ) -> ForeignCallEvent {
        let known = Set((WireKey.sessionID.names + ["timestamp", "action"]).map(\.description))
        let object = fields.start.flatMap { start in
            var scanner = JSONScanner(at: start)
            return try? scanner.object(line)
        }
        return ForeignCallEvent(
            action: JSONScanner.text(line, name),
            sessionID: Self.namedSessionID(fields).map { CallSessionID(rawValue: JSONScanner.text(line, $0)) },
            at: stamp.flatMap { CallStamp($0, in: line) } ?? receivedAt,
            details: CallEventDetails((object?.texts ?? [:]).filter { !known.contains($0.key) })
        )
    }

    // MARK: What is needed

    private func session(
        _ line: Span<UInt8>,
        _ fields: borrowing WireFields,
        of kind: CallEventKind
    ) throws(CallDecodingError) -> WireEvent.Session {
        guard kind != .dialInReady else { return .none }
        if let text = Self.namedSessionID(fields) {
            guard !text.isEscaped, let uuid = UUIDText(line, text.range) else { return .text(text) }
            return .uuid(uuid)
        }
        guard kind.requiresSession else { return .none }
        let present = WireKey.sessionID.numbers.first { fields[number: $0] != nil }
        let name = present.map { WireNames.all.texts[$0].description }
        throw CallDecodingError(
            present.flatMap { fields[number: $0] },
            field: "\(path)" + (form == .client ? name ?? "sessionId" : "payload.\(name ?? "session_id")"),
            expected: "the session ID of a \(kind), a text that is not empty"
        )
    }

    /// The first session ID that is not empty: an empty one names no session.
    private static func namedSessionID(_ fields: borrowing WireFields) -> JSONScanner.Text? {
        fields.first(.sessionID, where: { $0.isText && !$0.text.range.isEmpty })?.text
    }

    private func stamp(
        _ line: Span<UInt8>,
        _ fields: borrowing WireFields,
        _ envelope: borrowing WireFields,
        receivedAt: CallStamp?
    ) throws(CallDecodingError) -> CallStamp {
        if let value = stampValue(fields, envelope: envelope) {
            if let stamp = CallStamp(value, in: line) { return stamp }
            let name = form == .client ? "timestamp" : fields[.timestamp] == nil ? "event_ts" : "payload.timestamp"
            throw CallDecodingError(invalidStamp: value, field: "\(path)\(name)")
        }
        if let receivedAt { return receivedAt }
        let name = form == .client ? "timestamp" : "payload.timestamp"
        let expected = CallDecodingError.stampExpectation
        throw CallDecodingError(.missingField, field: "\(path)\(name)", expected: expected)
    }

    /// Where the event says when it happened; `nil` if it does not.
    func stampValue(_ fields: borrowing WireFields, envelope: borrowing WireFields) -> WireFields.Value? {
        fields[.timestamp] ?? (form == .webhook ? envelope[.eventTime] : nil)
    }

    /// The client form also carries webhook events, in journals; `wireSource` then keeps their source.
    private func source(_ line: Span<UInt8>, _ fields: borrowing WireFields, of kind: CallEventKind) -> CallSource {
        if kind.isApplicationAction { return .application }
        guard form == .client else { return .webhook }
        return fields.text(.source).flatMap { CallSource(rawValue: JSONScanner.text(line, $0)) } ?? .client
    }
}

extension CallStamp {
    /// A stamp as JSON writes it: text, or a number of Unix seconds or milliseconds.
    init?(_ value: WireFields.Value, in line: Span<UInt8>) {
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
    static let stampExpectation =
        "a time from 1970 to 2200: RFC 3339 with an offset, or Unix seconds or milliseconds"

    init(invalidStamp value: WireFields.Value, field: String) {
        self.init(.invalidField, byteOffset: Int(value.start), field: field, expected: Self.stampExpectation)
    }

    /// A field that is missing, or where there is one after all, not what was expected.
    init(_ value: WireFields.Value?, field: String, expected: String) {
        guard let value else {
            self.init(.missingField, field: field, expected: expected)
            return
        }
        let found = "\(expected); found \(value.typeName)"
        self.init(.invalidField, byteOffset: Int(value.start), field: field, expected: found)
    }
}
