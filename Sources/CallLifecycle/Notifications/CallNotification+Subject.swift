// What a notification is about, for whoever sorts or filters them; `nil` where it is about no such thing.

extension CallNotification {
    /// The session that the notification is about.
    public var sessionID: CallSessionID? {
        switch self {
        case .transition(let transition): transition.sessionID
        case .amended(let amendment): amendment.after.id
        case .illegal(let violation): violation.sessionID
        case .attributed(_, let id), .detached(_, let id): id
        case .annotated(let annotation, _): annotation.sessionID
        case .overdue(let overdue): overdue.session.id
        case .evicted(let eviction): eviction.subject.sessionID
        case .endpointReady, .unattributed, .missed: nil
        }
    }

    /// The direction of that session, or of an event that belongs to none; endpoints are dial-in.
    public var direction: CallDirection? {
        switch self {
        case .transition(let transition): transition.direction
        case .amended(let amendment): amendment.after.direction
        case .illegal(let violation): violation.direction
        case .endpointReady: .dialIn
        case .unattributed(let event), .attributed(let event, _), .detached(let event, _): event.kind.direction
        case .annotated(_, let direction): direction
        case .overdue(let overdue): overdue.session.direction
        case .evicted(let eviction): eviction.subject.direction
        case .missed: nil
        }
    }

    /// The state in which what happened left the session, where the notification tells it.
    public var state: CallState? {
        switch self {
        case .transition(let transition): transition.to
        case .amended(let amendment): amendment.after.state
        case .illegal(let violation): violation.state
        case .overdue(let overdue): overdue.session.state
        case .evicted(let eviction): eviction.subject.state
        case .endpointReady, .unattributed, .attributed, .detached, .annotated, .missed: nil
        }
    }

    /// The moment that the notification is about, by the clock of whoever reported it.
    ///
    /// Of an amendment it is that of the last event in order, of what is overdue when the limit passed.
    public var at: CallStamp? {
        switch self {
        case .transition(let transition): transition.at
        case .amended(let amendment): amendment.after.steps.last?.event.stamp
        case .illegal(let violation): violation.at
        case .unattributed(let event), .attributed(let event, _), .detached(let event, _): event.stamp
        case .annotated(let annotation, _): annotation.at
        case .overdue(let overdue):
            overdue.inferredEnd?.at ?? overdue.session.stateSince.advanced(by: overdue.limit)
        case .endpointReady, .evicted, .missed: nil
        }
    }
}

extension CallEviction.Subject {
    fileprivate var sessionID: CallSessionID? {
        switch self {
        case .session(let session): session.id
        case .unattributed(let event): event.sessionID
        case .notes(let id): id
        case .endpoint, .claim: nil
        }
    }

    fileprivate var direction: CallDirection? {
        switch self {
        case .session(let session): session.direction
        case .unattributed(let event): event.kind.direction
        case .endpoint, .claim: .dialIn
        case .notes: nil
        }
    }

    fileprivate var state: CallState? { if case .session(let session) = self { session.state } else { nil } }
}
