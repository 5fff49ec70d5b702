public import CallLifecycle

/// Writes what an engine tells as JSON, an object each, for programs that follow calls live.
///
/// The keys and their order are those of `Docs/Following.md`; `notification` says which they are. Messages, endpoints
/// and what a sender chose to call something are masked unless they are to be revealed.
public struct JSONNotificationRenderer: Sendable {
    private let mask: PersonalDataMask

    /// A renderer that masks personal data, unless told otherwise.
    public init(revealingPersonalData: Bool = false) {
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// A notification, on one line without its end.
    ///
    /// - Parameters:
    ///   - notification: What was told.
    ///   - heard: The moment of it, for a notification that has none of its own: see `CallNotification.at`.
    /// - Returns: The object.
    public func render(_ notification: CallNotification, at heard: CallStamp) -> String {
        var object = JSONObject(["notification": .string(notification.name)])
        if let id = notification.sessionID { object.append("sessionId", .string(id.rawValue)) }
        if notification.sessionID != nil {
            object.append("direction", notification.direction.map { .string($0.rawValue) } ?? .null)
        }
        object.append("at", .string("\(notification.at ?? heard)"))
        describe(notification, in: &object)
        return JSONValue.object(object).text
    }

    private func describe(_ notification: CallNotification, in object: inout JSONObject) {
        switch notification {
        case .transition(let transition): describe(transition, in: &object)
        case .illegal(let violation):
            object.append("event", .string(violation.event.rawValue))
            object.append("state", .string(violation.state.rawValue))
            object.append("legal", .array(violation.legal.map { .string($0.rawValue) }))
            describe(violation.message, of: violation.event, in: &object)
        case .amended(let amendment):
            object.append("before", .string(amendment.before.state.rawValue))
            object.append("after", .string(amendment.after.state.rawValue))
            object.append("added", .array(amendment.added.map(value)))
            object.append("withdrawn", .array(amendment.withdrawn.map(value)))
            object.append("illegal", .array(amendment.violations.map(value)))
        case .overdue(let overdue):
            object.append("state", .string(overdue.session.state.rawValue))
            object.append("since", .string("\(overdue.session.stateSince)"))
            object.append("limit", .seconds(overdue.limit.milliseconds))
            object.append("endInferred", .bool(overdue.inferredEnd != nil))
        case .unattributed(let event), .attributed(let event, _), .detached(let event, _):
            object.append("event", .string(event.kind.rawValue))
            describe(event.message, of: event.kind, in: &object)
        case .endpointReady(let endpoint):
            object.append("sipEndpoint", .string(mask.address(endpoint)))
        case .annotated(let annotation, _):
            object.append("event", .string(mask.text(annotation.action)))
            var details = JSONObject()
            for (name, value) in mask.details(annotation.details) { details.append(name, .string(value)) }
            object.append("details", .object(details))
        case .evicted(let eviction):
            object.append("subject", .string(eviction.subject.kind.rawValue))
            object.append("reason", .string(eviction.reason.rawValue))
            if let state = notification.state { object.append("state", .string(state.rawValue)) }
        case .missed(let count): object.append("count", .number("\(count)"))
        }
    }

    private func describe(_ transition: CallTransition, in object: inout JSONObject) {
        object.append("event", .string(transition.event.rawValue))
        object.append("from", .string(transition.from.rawValue))
        object.append("to", .string(transition.to.rawValue))
        object.append("verdict", .string(transition.verdict.name))
        object.append("skipped", .array(transition.skipped.map { .string($0.rawValue) }))
        describe(transition.message, of: transition.event, in: &object)
        object.append("ordinal", .number("\(transition.ordinal)"))
        object.append("sequence", transition.sequence.map { .number("\($0)") } ?? .null)
    }

    /// A transition within an amendment, which has its moment beside it.
    private func value(_ transition: CallTransition) -> JSONValue {
        var object = JSONObject(["at": .string("\(transition.at)")])
        describe(transition, in: &object)
        return .object(object)
    }

    /// An event within an amendment that is illegal now.
    private func value(_ violation: CallViolation) -> JSONValue {
        var object = JSONObject(["at": .string("\(violation.at)")])
        object.append("event", .string(violation.event.rawValue))
        object.append("state", .string(violation.state.rawValue))
        describe(violation.message, of: violation.event, in: &object)
        return .object(object)
    }

    /// Only errors and warnings have a message, which may be unknown.
    private func describe(_ message: CallErrorMessage?, of event: CallEventKind, in object: inout JSONObject) {
        guard event.signal == .error || event.signal == .warning else { return }
        object.append("message", message.map { .string(mask.text($0)) } ?? .null)
    }
}

extension CallNotification {
    /// What the notification is called in JSON.
    fileprivate var name: String {
        switch self {
        case .transition: "transition"
        case .amended: "amended"
        case .illegal: "illegal"
        case .endpointReady: "endpointReady"
        case .unattributed: "unattributed"
        case .attributed: "attributed"
        case .detached: "detached"
        case .annotated: "annotated"
        case .overdue: "overdue"
        case .evicted: "evicted"
        case .missed: "missed"
        }
    }
}
