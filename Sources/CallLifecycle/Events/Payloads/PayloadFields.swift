/// A payload whose fields, but for session and message, are an event's attributes under the same names.
protocol PayloadFields {
    /// Which of its fields is which attribute: the one place that says so, for both ways.
    static var fields: [PayloadField<Self>] { get }
}

/// One field of a payload and the attribute that it is.
struct PayloadField<Payload> {
    let store: (Payload, inout CallAttributes) -> Void
    let load: (CallAttributes, inout Payload) -> Void

    init<Value>(_ field: WritableKeyPath<Payload, Value?>, _ attribute: WritableKeyPath<CallAttributes, Value?>) {
        store = { payload, attributes in attributes[keyPath: attribute] = payload[keyPath: field] }
        load = { attributes, payload in payload[keyPath: field] = attributes[keyPath: attribute] }
    }
}

extension PayloadFields {
    var attributes: CallAttributes {
        Self.fields.reduce(into: CallAttributes()) { attributes, field in field.store(self, &attributes) }
    }
}

extension DialInReady: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.sipEndpoint, \.sipEndpoint), .init(\.callClientID, \.callClientID),
            .init(\.provider, \.provider),
        ]
    }
}

extension DialInConnected: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.sipCallID, \.sipCallID), .init(\.sipEndpoint, \.sipEndpoint), .init(\.sipFrom, \.sipFrom),
            .init(\.sipHeaders, \.sipHeaders), .init(\.userID, \.userID), .init(\.actionTraceID, \.actionTraceID),
            .init(\.callClientID, \.callClientID), .init(\.provider, \.provider),
        ]
    }
}

extension DialInStopped: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.sipCallID, \.sipCallID), .init(\.sipEndpoint, \.sipEndpoint), .init(\.sipFrom, \.sipFrom),
            .init(\.sipHeaders, \.sipHeaders), .init(\.userID, \.userID), .init(\.actionTraceID, \.actionTraceID),
            .init(\.callClientID, \.callClientID), .init(\.provider, \.provider),
        ]
    }
}

extension DialInError: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.type, \.errorType), .init(\.details, \.errorDetails), .init(\.sipCallID, \.sipCallID),
            .init(\.userID, \.userID), .init(\.actionTraceID, \.actionTraceID),
            .init(\.callClientID, \.callClientID), .init(\.provider, \.provider),
        ]
    }
}

extension DialInWarning: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.callClientID, \.callClientID), .init(\.provider, \.provider),
        ]
    }
}

extension DialOutRequested: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.destination, \.destination)
        ]
    }
}

extension DialOutConnected: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.sipCallID, \.sipCallID), .init(\.destination, \.destination), .init(\.origin, \.origin),
            .init(\.callerID, \.callerID), .init(\.userID, \.userID), .init(\.actionTraceID, \.actionTraceID),
            .init(\.callClientID, \.callClientID), .init(\.provider, \.provider),
        ]
    }
}

extension DialOutAnswered: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.sipCallID, \.sipCallID), .init(\.destination, \.destination), .init(\.origin, \.origin),
            .init(\.callerID, \.callerID), .init(\.callClientID, \.callClientID), .init(\.provider, \.provider),
        ]
    }
}

extension DialOutStopped: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.sipCallID, \.sipCallID), .init(\.destination, \.destination), .init(\.origin, \.origin),
            .init(\.callerID, \.callerID), .init(\.callClientID, \.callClientID), .init(\.provider, \.provider),
        ]
    }
}

extension DialOutError: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.details, \.errorDetails), .init(\.sipCallID, \.sipCallID), .init(\.userID, \.userID),
            .init(\.actionTraceID, \.actionTraceID), .init(\.callClientID, \.callClientID),
            .init(\.provider, \.provider),
        ]
    }
}

extension DialOutWarning: PayloadFields {
    static var fields: [PayloadField<Self>] {
        [
            .init(\.callClientID, \.callClientID), .init(\.provider, \.provider),
        ]
    }
}

extension DialOutStopRequested: PayloadFields {
    static var fields: [PayloadField<Self>] { [] }
}
