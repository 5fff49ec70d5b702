/// The subscribers of an engine by what they want to hear of, so that a notification meets only those.
struct SubscriberIndex: Sendable {
    typealias ID = UInt64

    private struct Subscriber: Sendable {
        let mailbox: Mailbox
        let scope: CallNotificationScope
        let transitionsOnly: Bool
    }

    /// Those to whom something may still be told, by what they want to hear of.
    private struct Listeners: Sendable {
        var everything: [ID: Subscriber] = [:]
        var directions: [CallDirection: [ID: Subscriber]] = [:]
        var sessions: [CallSessionID: [ID: Subscriber]] = [:]

        var isEmpty: Bool { everything.isEmpty && directions.isEmpty && sessions.isEmpty }

        var count: Int {
            everything.count
                + directions.values.reduce(0) { $0 + $1.count } + sessions.values.reduce(0) { $0 + $1.count }
        }

        var all: [Subscriber] {
            everything.map(\.value) + directions.values.flatMap(\.values) + sessions.values.flatMap(\.values)
        }

        /// Changes who listens to a scope, in place.
        mutating func update<Result>(
            _ scope: CallNotificationScope,
            _ body: (inout [ID: Subscriber]) -> Result
        ) -> Result {
            switch scope {
            case .everything: return body(&everything)
            case .direction(let direction):
                defer { if directions[direction]?.isEmpty == true { directions[direction] = nil } }
                return body(&directions[direction, default: [:]])
            case .session(let id):
                defer { if sessions[id]?.isEmpty == true { sessions[id] = nil } }
                return body(&sessions[id, default: [:]])
            }
        }
    }

    private var nextID: ID = 0
    /// Everyone who has not been forgotten yet; some may be finished.
    private var subscribers: [ID: Subscriber] = [:]
    private var listeners = Listeners()
    private(set) var isFinished = false
    /// What became of what all those were to hear who are forgotten.
    private(set) var former = CallDeliveryCounters()

    /// Whether there is nobody to whom something may still be told.
    var isEmpty: Bool { listeners.isEmpty }

    /// How many there are to whom something may still be told.
    var count: Int { listeners.count }

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
        listeners.update(scope) { $0[id] = subscriber }
        return id
    }

    /// Forgets a subscriber, whose mailbox takes nothing more; forgetting twice is no harm.
    mutating func remove(_ id: ID) {
        guard let subscriber = subscribers.removeValue(forKey: id) else { return }
        former = former + subscriber.mailbox.counters
        listeners.update(subscriber.scope) { $0[id] = nil }
    }

    /// Tells what changed, then ends the streams of sessions that are closed; returns whom to wake.
    mutating func publish(_ change: EngineState.Change) -> [Mailbox.Wakeup] {
        guard !listeners.isEmpty else { return [] }
        var wakeups: [Mailbox.Wakeup] = []
        for announcement in change.announcements { publish(announcement, waking: &wakeups) }
        for id in change.closed { wakeups += close(id) }
        return wakeups
    }

    /// Puts a notification into the mailboxes of everyone it concerns.
    ///
    /// Mostly that is nobody, of whom many may watch other sessions; then it costs two look-ups.
    private func publish(_ notification: CallNotification, waking wakeups: inout [Mailbox.Wakeup]) {
        tell(listeners.everything, notification, waking: &wakeups)
        if !listeners.sessions.isEmpty, let id = notification.sessionID, let concerned = listeners.sessions[id] {
            tell(concerned, notification, waking: &wakeups)
        }
        guard !listeners.directions.isEmpty, let direction = notification.direction else { return }
        tell(listeners.directions[direction] ?? [:], notification, waking: &wakeups)
        // A session may turn out to have the other direction; whoever followed the old one must hear of it.
        if case .amended(let amendment) = notification, amendment.before.direction != direction {
            tell(listeners.directions[amendment.before.direction] ?? [:], notification, waking: &wakeups)
        }
    }

    private func tell(
        _ concerned: [ID: Subscriber],
        _ notification: CallNotification,
        waking wakeups: inout [Mailbox.Wakeup]
    ) {
        for subscriber in concerned.values {
            if !subscriber.transitionsOnly {
                if let wakeup = subscriber.mailbox.publish(notification) { wakeups.append(wakeup) }
                continue
            }
            // The common case without an array.
            if case .transition = notification {
                if let wakeup = subscriber.mailbox.publish(notification) { wakeups.append(wakeup) }
            } else {
                wakeups += notification.transitions.compactMap(subscriber.mailbox.publish)
            }
        }
    }

    /// Ends the mailboxes of a session: nothing more will be told of it.
    ///
    /// Returns whom to tell so.
    private mutating func close(_ id: CallSessionID) -> [Mailbox.Wakeup] {
        if listeners.sessions.isEmpty { return [] }
        return listeners.sessions.removeValue(forKey: id)?.values.flatMap { $0.mailbox.finish() } ?? []
    }

    /// Ends all mailboxes.
    ///
    /// Returns whom to tell so.
    mutating func finish() -> [Mailbox.Wakeup] {
        isFinished = true
        defer { listeners = Listeners() }
        return listeners.all.flatMap { $0.mailbox.finish() }
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
}
