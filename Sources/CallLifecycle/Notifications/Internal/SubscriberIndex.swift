/// The subscribers of an engine by what they want to hear of, so that a notification meets only those.
struct SubscriberIndex: Sendable {
    typealias ID = UInt64

    private struct Subscriber: Sendable {
        let mailbox: Mailbox
        let scope: CallNotificationScope
        let transitionsOnly: Bool
    }

    private var nextID: ID = 0
    /// Everyone who has not been forgotten yet; some may be finished.
    private var subscribers: [ID: Subscriber] = [:]
    /// Those to whom something may still be told.
    private var listeners: [CallNotificationScope: [ID: Subscriber]] = [:]
    private(set) var isFinished = false
    /// What became of what all those were to hear who are forgotten.
    private(set) var former = CallDeliveryCounters()

    /// How many there are to whom something may still be told.
    var count: Int { listeners.values.reduce(0) { $0 + $1.count } }

    /// What became of what each was to hear, in the order of subscribing.
    var counters: [CallEngineCounters.Subscriber] {
        subscribers.sorted { $0.key < $1.key }
            .map { CallEngineCounters.Subscriber(id: $0, scope: $1.scope, deliveries: $1.mailbox.counters) }
    }

    /// Registers a mailbox: everything published from now on is put into it.
    mutating func add(_ mailbox: Mailbox, scope: CallNotificationScope, transitionsOnly: Bool) -> ID {
        let id = nextID
        nextID += 1
        let subscriber = Subscriber(mailbox: mailbox, scope: scope, transitionsOnly: transitionsOnly)
        subscribers[id] = subscriber
        listeners[scope, default: [:]][id] = subscriber
        return id
    }

    /// Forgets a subscriber, whose mailbox takes nothing more; forgetting twice is no harm.
    mutating func remove(_ id: ID) {
        guard let subscriber = subscribers.removeValue(forKey: id) else { return }
        former = former + subscriber.mailbox.counters
        listeners[subscriber.scope]?[id] = nil
        if listeners[subscriber.scope]?.isEmpty == true { listeners[subscriber.scope] = nil }
    }

    /// Tells what changed, then ends the streams of sessions that are closed; returns whom to wake.
    mutating func publish(_ change: EngineState.Change) -> [Mailbox.Wakeup] {
        guard !listeners.isEmpty else { return [] }
        var wakeups: [Mailbox.Wakeup] = []
        for announcement in change.announcements { publish(announcement, waking: &wakeups) }
        for id in change.closed { wakeups += close(.session(id)) }
        return wakeups
    }

    /// Puts a notification into the mailboxes of everyone it concerns.
    ///
    /// Mostly that is nobody, of whom many may watch other sessions; then it costs three look-ups.
    private func publish(_ notification: CallNotification, waking wakeups: inout [Mailbox.Wakeup]) {
        for scope in notification.scopes {
            guard let subscribers = listeners[scope]?.values else { continue }
            for subscriber in subscribers {
                let wanted = subscriber.transitionsOnly ? notification.transitions : [notification]
                wakeups += wanted.compactMap(subscriber.mailbox.publish)
            }
        }
    }

    /// Ends the mailboxes of a scope: nothing more will be told of it.
    ///
    /// Returns whom to tell so.
    mutating func close(_ scope: CallNotificationScope) -> [Mailbox.Wakeup] {
        listeners.removeValue(forKey: scope)?.values.flatMap { $0.mailbox.finish() } ?? []
    }

    /// Ends all mailboxes.
    ///
    /// Returns whom to tell so.
    mutating func finish() -> [Mailbox.Wakeup] {
        isFinished = true
        defer { listeners = [:] }
        return listeners.values.flatMap { $0.values.flatMap { $0.mailbox.finish() } }
    }
}

extension CallNotification {
    /// What the notification is to somebody who only wants to hear of transitions.
    var transitions: [CallNotification] {
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
        case .annotated(let annotation, let direction):
            [.everything, .session(annotation.sessionID)] + (direction.map { [.direction($0)] } ?? [])
        case .overdue(let overdue): [.everything] + overdue.session.scopes
        case .evicted(let eviction): [.everything] + eviction.scopes
        case .missed: []
        }
    }
}

extension CallSession {
    fileprivate var scopes: [CallNotificationScope] { [.session(id), .direction(direction)] }
}

extension CallEviction {
    fileprivate var scopes: [CallNotificationScope] {
        switch subject {
        case .session(let session): session.scopes
        case .unattributed(let event): [.direction(event.kind.direction)]
        case .notes(let id): [.session(id)]
        case .endpoint, .claim: [.direction(.dialIn)]
        }
    }
}
