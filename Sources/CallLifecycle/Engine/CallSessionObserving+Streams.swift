// What the engine tells: transitions, notifications, and a watch, which also says what was before.

extension CallSessionObserving {
    /// The transitions of all sessions from now on, each once, as soon as the session is known to have made it.
    ///
    /// Registered when this returns: nothing later is lost to the time until the first `await`. Transitions come in
    /// the order in which the engine made them, with sequence numbers that have no holes; a jump says how many this
    /// subscriber was too slow for. What a late event adds is told here too, behind what was told before; what it takes
    /// back is told by ``notifications(of:bufferingNewest:)`` only.
    ///
    /// Each call makes an independent stream, for one iterating task. The stream ends when the engine finishes or goes
    /// away, or when its task is cancelled; dropping it unsubscribes.
    ///
    /// - Parameter capacity: How many may wait before the oldest are dropped; the configuration's by default.
    /// - Returns: The stream.
    public func transitions(bufferingNewest capacity: Int? = nil) -> AsyncStream<CallTransition> {
        let (subscription, _) = subscribe(to: .everything, transitionsOnly: true, capacity: capacity) { _ in }
        return AsyncStream {
            while let notification = await subscription.next() {
                if case .transition(let transition) = notification { return transition }
            }
            return nil
        } onCancel: {
            subscription.cancel()
        }
    }

    /// Everything that the engine has to tell of a scope, from now on.
    ///
    /// Registered when this returns. Notifications come in the order in which the engine made them. A subscriber that
    /// is too slow loses the oldest, and is told how many by ``CallNotification/missed(count:)`` before the next one;
    /// a new ``watch(_:bufferingNewest:)`` tells it where everything stands.
    ///
    /// Each call makes an independent stream, for one iterating task. The stream ends when the engine finishes or goes
    /// away, or when its task is cancelled; dropping it unsubscribes. The stream of one session also ends when that
    /// session has: with its final transition, or where ``CallSessionEngine/Configuration/sessionStreamGrace`` grants late events some
    /// time, when that has passed. For a session that has ended before it ends at once.
    ///
    /// - Parameters:
    ///   - scope: What to hear of.
    ///   - capacity: How many may wait before the oldest are dropped; the configuration's by default.
    /// - Returns: The stream.
    public func notifications(
        of scope: CallNotificationScope = .everything,
        bufferingNewest capacity: Int? = nil
    ) -> AsyncStream<CallNotification> {
        stream(subscribe(to: scope, transitionsOnly: false, capacity: capacity) { _ in }.subscription)
    }

    /// How things stand in a scope, together with the stream of notifications that starts exactly after it.
    ///
    /// For first use, and to start over after ``CallNotification/missed(count:)``: nothing that happened is in neither,
    /// and nothing in both. O(n) in the sessions of the scope; of one session O(1).
    ///
    /// - Parameters:
    ///   - scope: What to hear of.
    ///   - capacity: How many may wait before the oldest are dropped; the configuration's by default.
    /// - Returns: The watch, whose stream follows the rules of ``notifications(of:bufferingNewest:)``.
    public func watch(
        _ scope: CallNotificationScope = .everything,
        bufferingNewest capacity: Int? = nil
    ) -> CallWatch {
        let (subscription, known) = subscribe(to: scope, transitionsOnly: false, capacity: capacity) { state in
            CallWatch.Known(scope, state)
        }
        return CallWatch(known: known, notifications: stream(subscription))
    }

    /// Ends all streams once they have delivered what is waiting in their mailboxes.
    ///
    /// Streams made later end at once, and so does all waiting for outcomes.
    ///
    /// The engine goes on taking events. Finishing twice is no harm.
    public func finish() {
        core.finish()
    }

    /// How many streams are subscribed: neither dropped, cancelled nor finished.
    public var subscriberCount: Int {
        core.guarded.withLock { $0.subscribers.count }
    }

    private func stream(_ subscription: Subscription) -> AsyncStream<CallNotification> {
        AsyncStream {
            await subscription.next()
        } onCancel: {
            subscription.cancel()
        }
    }

    /// Registers a mailbox and reads the state, both at the same moment.
    func subscribe<Reading: Sendable>(
        to scope: CallNotificationScope,
        transitionsOnly: Bool,
        capacity: Int?,
        reading: (borrowing EngineState) -> Reading
    ) -> (subscription: Subscription, Reading) {
        let mailbox = Mailbox(capacity: capacity ?? configuration.mailboxCapacity)
        let (id, reading): (SubscriberIndex.ID?, Reading) = core.guarded.withLock { guarded in
            let isClosed = guarded.subscribers.isFinished || guarded.state.isClosed(scope)
            let id = isClosed ? nil : guarded.subscribers.add(mailbox, scope: scope, transitionsOnly: transitionsOnly)
            return (id, reading(guarded.state))
        }
        guard let id else {
            mailbox.finish().resume()
            return (Subscription(mailbox: mailbox) {}, reading)
        }
        let subscription = Subscription(mailbox: mailbox) { [weak core] in
            core?.guarded.withLock { $0.subscribers.remove(id) }
        }
        return (subscription, reading)
    }
}
