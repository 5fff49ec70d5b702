/// Something that was reported and that is not about a call's lifecycle: `dtmf-event`, `calltransfer.*`, the
/// application's own ``correlation(of:with:at:)``, or whatever is added.
///
/// It never touches a session's state. What names a session and a time can become one of its ``CallAnnotation``s.
public struct ForeignCallEvent: Sendable, Hashable {
    /// The client form's `action` or the webhook's `type`, as it was received.
    public let action: String

    /// The session that it names, if any.
    public let sessionID: CallSessionID?

    /// When it happened, if it says so.
    public let stamp: CallStamp?

    /// Everything else that it tells, up to ``maximumDetails`` bytes.
    public let details: CallEventDetails

    /// How many bytes of names and values are kept; fields that do not fit are left out whole, in byte order of names.
    public static let maximumDetails = 4096

    /// How many bytes its texts take.
    var size: Int { action.utf8.count + (sessionID?.utf8Count ?? 0) + details.size }

    /// An event with what is known of it.
    public init(
        action: String,
        sessionID: CallSessionID? = nil,
        at stamp: CallStamp? = nil,
        details: CallEventDetails = [:]
    ) {
        self.action = action
        self.sessionID = sessionID
        self.stamp = stamp
        self.details = details.limited(to: Self.maximumDetails)
    }
}

// MARK: - Correlation

extension ForeignCallEvent {
    /// The action by which an application says what a session belongs to.
    private static let correlationAction = "session-correlated"
    private static let correlationKey = "correlationId"

    /// The application's own record that a session belongs to something: an attempt of a dial-out, a leg of a transfer.
    ///
    /// Its client form is `{"action":"session-correlated","sessionId":…,"correlationId":…,"timestamp":…}`.
    public static func correlation(
        of sessionID: CallSessionID,
        with correlationID: CallCorrelationID,
        at stamp: CallStamp
    ) -> ForeignCallEvent {
        ForeignCallEvent(
            action: correlationAction,
            sessionID: sessionID,
            at: stamp,
            details: [correlationKey: correlationID.rawValue]
        )
    }

    /// What the session belongs to; `nil` for anything but a correlation.
    public var correlationID: CallCorrelationID? {
        guard action == Self.correlationAction else { return nil }
        let text = details.values[Self.correlationKey] ?? details.values["correlation_id"]
        return text.flatMap { $0.isEmpty ? nil : CallCorrelationID(rawValue: $0) }
    }
}

// MARK: - Encoding

extension ForeignCallEvent {
    /// The event in the client form, on one line: what a log keeps, and what decodes to an equal event.
    ///
    /// One that has the name of a call event, as only a webhook's type can, is in the form of a webhook.
    /// Personal data is written as it is.
    public var json: String { JSONValue.object(jsonObject).text }

    private var jsonObject: JSONObject {
        // A webhook's type may be the name of a client event, which only in `type` is not one.
        guard CallEventKind(rawValue: action) == nil else {
            return JSONObject(["type": .string(action), "payload": .object(fields(JSONObject()))])
        }
        return fields(JSONObject(["action": .string(action)]))
    }

    private func fields(_ object: JSONObject) -> JSONObject {
        var object = object
        if let sessionID { object.append("sessionId", .string(sessionID.rawValue)) }
        for (name, value) in details.values.sorted(by: { $0.key.precedesInByteOrder($1.key) }) {
            object.append(name, .string(value))
        }
        if let stamp { object.append("timestamp", .string(stamp.losslessText)) }
        return object
    }
}

extension ForeignCallEvent: Codable {
    /// Decodes the client form, or any other wire form.
    public init(from decoder: any Decoder) throws {
        guard case .object(let object) = try JSONValue(from: decoder),
            case .foreign(let event) = try CallEventDecoder().decode(object)
        else { throw CallDecodingError(.malformed, expected: "the object of an event that is no call event") }
        self = event
    }

    /// Encodes the client form, as ``json`` writes it.
    public func encode(to encoder: any Encoder) throws { try JSONValue.object(jsonObject).encode(to: encoder) }
}

extension ForeignCallEvent: CustomStringConvertible, CustomReflectable {
    /// The event in one line, without the values of its details.
    public var description: String {
        let name = PersonalData.masked(action).printable
        let parts = [stamp.map { "\($0)" }, name, sessionID?.abbreviated, details.isEmpty ? nil : "\(details)"]
        return parts.compactMap(\.self).joined(separator: " ")
    }

    /// Shows `dump` and debuggers no more than ``description``: anybody may put anything into an action's name.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CallEventDetails {
    var isEmpty: Bool { values.isEmpty }

    fileprivate func limited(to maximum: Int) -> CallEventDetails {
        var rest = maximum
        guard size > maximum else { return self }
        let names = values.keys.sorted { $0.precedesInByteOrder($1) }
        return CallEventDetails(
            names.reduce(into: [:]) { kept, name in
                let length = name.utf8.count + (values[name]?.utf8.count ?? 0)
                guard length <= rest else { return }
                rest -= length
                kept[name] = values[name]
            }
        )
    }
}
