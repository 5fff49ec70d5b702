// What the engine tells: transitions, notifications, and a watch, which also says what was before.

extension CallSessionEngine {
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
    /// session has: with its final transition, or where ``Configuration/sessionStreamGrace`` grants late events some
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
        guarded.withLock { $0.subscribers.finish() }.resume()
    }

    /// How many streams are subscribed: neither dropped, cancelled nor finished.
    public var subscriberCount: Int {
        guarded.withLock { $0.subscribers.count }
    }

    private func stream(_ subscription: Subscription) -> AsyncStream<CallNotification> {
        AsyncStream {
            await subscription.next()
        } onCancel: {
            subscription.cancel()
        }
    }

    /// Registers a mailbox and reads the state, both at the same moment.
    private func subscribe<Reading: Sendable>(
        to scope: CallNotificationScope,
        transitionsOnly: Bool,
        capacity: Int?,
        reading: (borrowing EngineState) -> Reading
    ) -> (subscription: Subscription, Reading) {
        let mailbox = Mailbox(capacity: capacity ?? configuration.mailboxCapacity)
        let (id, isClosed, reading) = guarded.withLock { guarded in
            let id = guarded.subscribers.add(mailbox, scope: scope, transitionsOnly: transitionsOnly)
            let isClosed = guarded.subscribers.isFinished || guarded.state.isClosed(scope)
            return (id, isClosed, reading(guarded.state))
        }
        if isClosed { mailbox.finish().resume() }
        let subscription = Subscription(mailbox: mailbox) { [weak self] in
            self?.guarded.withLock { $0.subscribers.remove(id) }
        }
        return (subscription, reading)
    }
}

/// How things stood at one moment, and what happened from then on.
public struct CallWatch: Sendable {
    struct Known: Sendable {
        let timelines: [CallTimeline]
        let unattributed: [CallEvent]
        let endpoints: [CallEndpointStatus]
        let sequence: UInt64
    }

    private let known: Known

    /// What happened since, as ``CallSessionEngine/notifications(of:bufferingNewest:)`` tells it.
    public let notifications: AsyncStream<CallNotification>

    init(known: Known, notifications: AsyncStream<CallNotification>) {
        self.known = known
        self.notifications = notifications
    }

    /// The timelines of the scope's sessions, by start, then by session ID.
    public var timelines: [CallTimeline] { known.timelines.sorted(by: CallTimeline.listingOrder) }

    /// The session, of a watch of one.
    public var session: CallSession? { known.timelines.count == 1 ? known.timelines[0].session : nil }

    /// The scope's events without a session ID that belong to no session; none in a watch of one session.
    public var unattributed: [CallEvent] { known.unattributed }

    /// The endpoints, where the scope includes dial-in.
    public var endpoints: [CallEndpointStatus] { known.endpoints }

    /// The sequence number of the latest transition before the stream starts.
    public var sequence: UInt64 { known.sequence }
}

extension CallWatch.Known {
    init(_ scope: CallNotificationScope, _ state: borrowing EngineState) {
        let ledger = state.ledger
        switch scope {
        case .session(let id):
            timelines = (ledger.sessions[id].map { [$0] } ?? []).map(state.timeline)
            unattributed = []
            endpoints = []
        case .everything:
            timelines = ledger.sessions.values.map(state.timeline)
            unattributed = ledger.unattributed
            endpoints = state.board.all
        case .direction(let direction):
            timelines = ledger.sessions.values.filter { $0.direction == direction }.map(state.timeline)
            unattributed = ledger.unattributed.filter { $0.kind.direction == direction }
            endpoints = direction == .dialIn ? state.board.all : []
        }
        sequence = ledger.sequence
    }
}
