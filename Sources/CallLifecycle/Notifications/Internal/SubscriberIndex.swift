/// The subscribers of an engine by what they want to hear of, so that a notification meets only those.
struct SubscriberIndex: Sendable {
    typealias ID = UInt64

    private struct Subscriber: Sendable {
        let mailbox: Mailbox
        let transitionsOnly: Bool
    }

    private var nextID: ID = 0
    private var scopes: [ID: CallNotificationScope] = [:]
    private var subscribers: [CallNotificationScope: [ID: Subscriber]] = [:]
    private(set) var isFinished = false

    /// How many there are.
    var count: Int { scopes.count }

    /// Registers a mailbox: everything published from now on is put into it.
    mutating func add(_ mailbox: Mailbox, scope: CallNotificationScope, transitionsOnly: Bool) -> ID {
        let id = nextID
        nextID += 1
        scopes[id] = scope
        subscribers[scope, default: [:]][id] = Subscriber(mailbox: mailbox, transitionsOnly: transitionsOnly)
        return id
    }

    /// Forgets a subscriber; forgetting twice is no harm.
    mutating func remove(_ id: ID) {
        guard let scope = scopes.removeValue(forKey: id) else { return }
        subscribers[scope]?[id] = nil
        if subscribers[scope]?.isEmpty == true { subscribers[scope] = nil }
    }

    /// Puts a notification into the mailboxes of everyone it concerns, and returns whom to wake.
    func publish(_ notification: CallNotification) -> [Mailbox.Wakeup] {
        guard !subscribers.isEmpty else { return [] }
        let transitions = notification.transitions
        return notification.scopes.flatMap { scope in
            subscribers[scope, default: [:]].values
                .flatMap { subscriber in
                    (subscriber.transitionsOnly ? transitions : [notification]).compactMap(subscriber.mailbox.publish)
                }
        }
    }

    /// Ends all mailboxes and forgets them.
    mutating func finish() -> [Mailbox.Wakeup] {
        isFinished = true
        let wakeups = subscribers.values.flatMap { $0.values.flatMap { $0.mailbox.finish() } }
        scopes = [:]
        subscribers = [:]
        return wakeups
    }
}

extension CallNotification {
    /// What the notification is to somebody who only wants to hear of transitions.
    fileprivate var transitions: [CallNotification] {
        switch self {
        case .transition: [self]
        case .amended(let amendment): amendment.added.map { .transition($0) }
        default: []
        }
    }

    /// The scopes to which the notification belongs.
    fileprivate var scopes: [CallNotificationScope] {
        switch self {
        case .transition(let transition):
            [.everything, .session(transition.sessionID), .direction(transition.direction)]
        case .illegal(let violation): [.everything, .session(violation.sessionID), .direction(violation.direction)]
        case .amended(let amendment):
            // A session may turn out to have the other direction; whoever followed the old one must hear of it.
            [.everything, .session(amendment.after.id), .direction(amendment.after.direction)]
                + (amendment.before.direction == amendment.after.direction
                    ? [] : [.direction(amendment.before.direction)])
        case .endpointReady: [.everything, .direction(.dialIn)]
        case .unattributed: [.everything, .direction(.dialOut)]
        case .attributed(_, let id), .detached(_, let id): [.everything, .session(id), .direction(.dialOut)]
        case .missed: []
        }
    }
}
