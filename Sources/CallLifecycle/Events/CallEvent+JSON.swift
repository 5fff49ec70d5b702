extension CallEvent {
    /// The key under which the client form keeps the source of an event that did not come from a client.
    static let sourceKey = "wireSource"

    /// The event in the client form, on one line: what a journal or a fixture keeps, and what decodes to an equal event.
    ///
    /// Personal data is written as it is.
    public var json: String { JSONValue.object(jsonObject).text }

    var jsonObject: JSONObject {
        let attributes = attributes
        var object = JSONObject(["action": .string(kind.rawValue)])
        if let sessionID { object.append("sessionId", .string(sessionID.rawValue)) }
        for field in CallAttributes.Field.allCases where !field.isNested {
            if let text = attributes[field] { object.append(field.key, .string(text)) }
        }
        var details = JSONObject()
        for field in CallAttributes.Field.allCases where field.isNested {
            if let text = attributes[field] { details.append(field.lastKey, .string(text)) }
        }
        if !details.members.isEmpty { object.append("details", .object(details)) }
        if let headers = attributes.sipHeaders {
            var values = JSONObject()
            for (name, value) in headers.values.sorted(by: { $0.key.precedesInByteOrder($1.key) }) {
                values.append(name, .string(value))
            }
            object.append("sipHeaders", .object(values))
        }
        if let message { object.append("errorMsg", .string(message.rawValue)) }
        // The application's own actions say by their names whose they are.
        if source != .client, !kind.isApplicationAction { object.append(Self.sourceKey, .string(source.rawValue)) }
        object.append("timestamp", .string(stamp.losslessText))
        return object
    }
}

extension CallAttributes.Field {
    /// Whether the field stands inside `details`.
    var isNested: Bool { self == .failedEndpoint || self == .failedDestination }

    /// The key inside the object that holds the field.
    var lastKey: String { key.split(separator: ".").last.map(String.init) ?? key }
}

extension CallEvent: Codable {
    /// Decodes the client form, or any other wire form that has a stamp.
    public init(from decoder: any Decoder) throws {
        let value = try JSONValue(from: decoder)
        guard case .object(let object) = value else {
            throw CallDecodingError(.malformed, expected: "one JSON object")
        }
        self = try CallEventDecoder().decode(object).event
    }

    /// Encodes the client form, as ``json`` writes it.
    public func encode(to encoder: any Encoder) throws {
        try JSONValue.object(jsonObject).encode(to: encoder)
    }
}
