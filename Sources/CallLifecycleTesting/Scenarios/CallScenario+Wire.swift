import CallLifecycle

extension CallScenario.Delivery {
    /// The report as one JSON object, as it comes over the wire: a webhook's body, or the client form.
    ///
    /// It decodes to an equal event. The client form has a `timestamp`, as a recorder adds it. What the application
    /// records itself is in the client form, too. Personal data is written as it is.
    public var body: String { event.source == .webhook ? event.webhookObject.text : event.json }
}

extension CallScenario {
    /// The room that webhooks name.
    static let room = "front-desk"

    /// The domain that webhooks name.
    static let domainID = "04b8a1"
}

extension CallEvent {
    /// What Daily's webhook says of the same happening; the event itself where there is no such webhook.
    var asWebhook: CallEvent {
        guard source == .client, !kind.isApplicationAction else { return self }
        // What comes out of the decoder is what a webhook tells, and nothing else is.
        return (try? CallEvent(json: webhookObject.text)) ?? self
    }

    fileprivate var webhookObject: JSONValue {
        let name = kind.webhookType ?? kind.rawValue
        let seconds = stamp.millisecondsSince1970 / 1000
        let id = "\(seconds)-\(name)-\(sessionID?.rawValue ?? "none")"
        return .object(
            JSONObject([
                "version": .string("1.0.0"), "type": .string(name), "id": .string(id),
                "payload": .object(webhookPayload),
                "event_ts": .number(CallDuration.seconds(stamp.millisecondsSince1970)),
            ])
        )
    }

    private var webhookPayload: JSONObject {
        var payload = JSONObject()
        func add(_ key: String, _ text: String?) {
            if let text { payload.append(key, .string(text)) }
        }
        add("timestamp", "\(stamp.millisecondsSince1970 / 1000)")
        add("session_id", sessionID?.rawValue)
        add("domain_id", attributes.domainID ?? CallScenario.domainID)
        add("room", attributes.room ?? CallScenario.room)
        add("sip_from", attributes.sipFrom?.rawValue)
        add("sip_endpoint", attributes.sipEndpoint?.rawValue)
        add("display_name", attributes.displayName?.rawValue)
        add("user_id", attributes.userID?.rawValue)
        add("destination", attributes.destination?.rawValue)
        add("origin", attributes.origin?.rawValue)
        add("caller_id", attributes.callerID?.rawValue)
        if let headers = attributes.sipHeaders?.values {
            var values = JSONObject()
            for name in headers.keys.sorted() { values.append(name, .string(headers[name] ?? "")) }
            payload.append("sip_headers", .object(values))
        }
        // Daily's webhook of a dial-out warning has no message.
        if kind != .dialOutWarning { add("error_msg", message?.rawValue) }
        return payload
    }
}
