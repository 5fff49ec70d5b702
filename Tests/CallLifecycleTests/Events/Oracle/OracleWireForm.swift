@testable import CallLifecycle

private let sourceKey = "wireSource"

/// Says what an object reports, by looking up each key in a tree.
enum OracleWireForm {
    /// A client or native SDK event, or an action of the application: all fields at the top, named by `action`.
    case client

    /// A webhook: the fields in `payload`, named by `type`.
    case webhook

    /// The names of each key, in order; the first that is there wins.
    ///
    /// Keys without aliases have their own and its snake_case form.
    private static let names: [String: [String]] = {
        let keys = CallAttributes.Field.allCases.map(\.lastKey) + ["sipHeaders", "details", sourceKey]
        var names = Dictionary(keys.map { ($0, [$0, $0.snakeCase]) }) { first, _ in first }
        names["sessionId"] = ["sessionId", "session_id", "participantId"]
        names["errorMsg"] = ["errorMsg", "error_msg", "message"]
        names["actionTraceId"] = ["actionTraceId", "traceId", "action_trace_id"]
        return names
    }()

    /// Says what an object reports.
    static func decode(_ object: OracleObject, receivedAt: CallStamp?) throws(CallDecodingError) -> DecodedCallEvent {
        if let report = report(object) { return try report.decode(receivedAt: receivedAt) }
        guard let inner = object["event"]?.value.asObject else { throw unnamed(object) }
        guard let report = report(inner, path: "event.") else { throw unnamed(inner, path: "event.") }
        // The wrapper's stamp serves an event that has none of its own, so a bad one matters only then.
        guard report.needsStamp, let member = object["timestamp"] else {
            return try report.decode(receivedAt: receivedAt)
        }
        let stamp = CallStamp(member.value)
        if stamp != nil || report.kind == nil { return try report.decode(receivedAt: stamp ?? receivedAt) }
        throw CallDecodingError(invalidStamp: member, field: "timestamp")
    }

    /// The report that an object is, if it says what it reports.
    private static func report(_ object: OracleObject, path: String = "") -> OracleReport? {
        if let action = object["action"]?.value.asText {
            let kind = CallEventKind(rawValue: action)
            return OracleReport(form: .client, name: action, kind: kind, envelope: object, fields: object, path: path)
        }
        guard let type = object["type"]?.value.asText else { return nil }
        let kind = CallEventKind.allCases.first { $0.webhookType == type }
        // A payload of another type counts as missing, like any field.
        let payload = object["payload"]?.value.asObject ?? OracleObject()
        return OracleReport(form: .webhook, name: type, kind: kind, envelope: object, fields: payload, path: path)
    }

    private static func unnamed(_ object: OracleObject, path: String = "") -> CallDecodingError {
        CallDecodingError(
            object["action"] ?? object["type"],
            field: path + (object["action"] == nil && object["type"] != nil ? "type" : "action"),
            expected: "the name of an event: a text in “action”, or in “type” beside a “payload”"
        )
    }

    /// The names under which a field is looked for, in order.
    static func names(of key: String) -> [String] {
        names[key] ?? [key]
    }

    /// What can be read from the first of a key's names that has it; a value of another type counts as missing.
    static func first<Value>(_ key: String, in object: OracleObject, _ read: (OracleValue) -> Value?) -> Value? {
        for name in names(of: key) {
            if let member = object[name], let value = read(member.value) { return value }
        }
        return nil
    }
}

/// One object on its way to an event.
private struct OracleReport {
    let form: OracleWireForm
    let name: String
    /// `nil` for a foreign action.
    let kind: CallEventKind?
    /// The object itself: where a webhook keeps `event_ts`.
    let envelope: OracleObject
    /// Where the event's fields are.
    let fields: OracleObject
    /// How to get to the object from the top, for errors.
    let path: String

    func decode(receivedAt: CallStamp?) throws(CallDecodingError) -> DecodedCallEvent {
        guard let kind else {
            let stamp = stampMember.flatMap { CallStamp($0.member.value) } ?? receivedAt
            return .foreign(ForeignCallEvent(action: name, sessionID: namedSessionID, at: stamp, details: details))
        }
        let stamp = try stamp(receivedAt: receivedAt)
        let event = CallEvent(
            kind: kind,
            sessionID: try sessionID(of: kind),
            stamp: stamp,
            source: source(of: kind),
            message: kind.signal == .error || kind.signal == .warning
                ? text("errorMsg").map(CallErrorMessage.init(rawValue:)) : nil,
            attributes: attributes
        )
        return .event(event)
    }

    // MARK: What is needed

    private func sessionID(of kind: CallEventKind) throws(CallDecodingError) -> CallSessionID? {
        guard kind != .dialInReady else { return nil }
        if let known = namedSessionID { return known }
        guard kind.requiresSession else { return nil }
        let present = OracleWireForm.names(of: "sessionId").first { fields[$0] != nil }
        let name = path + (form == .client ? present ?? "sessionId" : "payload.\(present ?? "session_id")")
        throw CallDecodingError(
            present.flatMap { fields[$0] },
            field: name,
            expected: "the session ID of a \(kind), a text that is not empty"
        )
    }

    /// The first session ID that is not empty: an empty one names no session.
    private var namedSessionID: CallSessionID? {
        OracleWireForm.first("sessionId", in: fields) {
            $0.asText.flatMap { $0.isEmpty ? nil : CallSessionID(rawValue: $0) }
        }
    }

    private func stamp(receivedAt: CallStamp?) throws(CallDecodingError) -> CallStamp {
        if let (member, name) = stampMember {
            guard let stamp = CallStamp(member.value) else {
                throw CallDecodingError(invalidStamp: member, field: name)
            }
            return stamp
        }
        guard let receivedAt else {
            let name = path + (form == .client ? "timestamp" : "payload.timestamp")
            throw CallDecodingError(.missingField, field: name, expected: CallDecodingError.stampExpectation)
        }
        return receivedAt
    }

    var needsStamp: Bool { stampMember == nil }

    private var stampMember: (member: OracleObject.Member, name: String)? {
        switch form {
        case .client:
            fields["timestamp"].map { ($0, path + "timestamp") }
        case .webhook:
            fields["timestamp"].map { ($0, path + "payload.timestamp") }
                ?? envelope["event_ts"].map { ($0, path + "event_ts") }
        }
    }

    /// The client form also carries webhook events, in journals; `wireSource` then keeps their source.
    private func source(of kind: CallEventKind) -> CallSource {
        if kind.isApplicationAction { return .application }
        guard form == .client else { return .webhook }
        return text(sourceKey).flatMap(CallSource.init(rawValue:)) ?? .client
    }

    // MARK: What is optional

    private var attributes: CallAttributes {
        var attributes = CallAttributes()
        for field in CallAttributes.Field.allCases where !field.isNested { attributes[field] = text(field.key) }
        if let details = OracleWireForm.first("details", in: fields, \.asObject) {
            for field in CallAttributes.Field.allCases where field.isNested {
                attributes[field] = OracleWireForm.first(field.lastKey, in: details, \.asText)
            }
        }
        attributes.sipHeaders = OracleWireForm.first("sipHeaders", in: fields, \.asObject).map { SIPHeaders($0.texts) }
        return attributes
    }

    /// What a foreign event tells beside its name, session and stamp.
    private var details: CallEventDetails {
        let known = Set(OracleWireForm.names(of: "sessionId") + ["timestamp", "action"])
        return CallEventDetails(fields.texts.filter { !known.contains($0.key) })
    }

    private func text(_ key: String) -> String? { OracleWireForm.first(key, in: fields, \.asText) }
}

extension OracleValue {
    fileprivate var asText: String? { if case .string(let text) = self { text } else { nil } }

    fileprivate var asObject: OracleObject? { if case .object(let object) = self { object } else { nil } }
}

extension CallStamp {
    /// A stamp as JSON writes it: text, or a number of Unix seconds or milliseconds.
    fileprivate init?(_ value: OracleValue) {
        switch value {
        case .string(let text): self.init(text)
        case .number(let digits): self.init(unixNumber: digits)
        default: return nil
        }
    }
}

extension OracleObject {
    /// Its members as texts: of a repeated key the last counts, `null` is no value, and what is no text is kept as JSON.
    fileprivate var texts: [String: String] {
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

    fileprivate init(invalidStamp member: OracleObject.Member, field: String) {
        self.init(.invalidField, byteOffset: member.offset, field: field, expected: Self.stampExpectation)
    }

    /// A field that is missing, or where there is one after all, not what was expected.
    fileprivate init(_ member: OracleObject.Member?, field: String, expected: String) {
        guard let member else {
            self.init(.missingField, field: field, expected: expected)
            return
        }
        let found = member.value == .string("") ? "an empty one" : member.value.typeName
        self.init(.invalidField, byteOffset: member.offset, field: field, expected: "\(expected); found \(found)")
    }
}

extension String {
    /// `sipCallId` as `sip_call_id`.
    fileprivate var snakeCase: String {
        reduce(into: "") { result, character in
            result += character.isUppercase ? "_\(character.lowercased())" : String(character)
        }
    }
}
