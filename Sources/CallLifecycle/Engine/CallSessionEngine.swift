/// The live engine: takes events as they come, keeps every session by its ID, and tells subscribers what changed.
///
/// ```swift
/// let engine = CallSessionEngine()
/// let transitions = engine.transitions()
/// Task { for await transition in transitions { print(transition) } }  // dial-in ff1e7130 ready → connected
///
/// switch engine.ingest(try CallEvent(json: body)) {
/// case .illegal(let violation): log(violation)
/// default: break
/// }
/// ```
///
/// The engine may be used from any thread and any task. It is a class around one lock and not an actor: events arrive
/// in synchronous callbacks, their order is their meaning, and ``ingest(_:)`` answers at once. The engine reads no
/// clock; time comes in with the events.
///
/// For every moment, what the engine knows equals what ``CallReconstructor`` makes of the events taken so far, in
/// whatever order and however often they were delivered.
public final class CallSessionEngine: Sendable {
    private struct State: Sendable {
        var ledger = CallLedger()
        var subscribers = SubscriberIndex()
    }

    private let configuration: Configuration
    private let state = Locked(State())

    /// An engine without sessions.
    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    deinit {
        // Streams do not keep their engine alive: they end with it.
        finish()
    }
}

extension CallSessionEngine {
    /// The bounds of an engine.
    public struct Configuration: Sendable, Hashable {
        /// How many notifications wait for a slow subscriber before the oldest are dropped: 1,024 by default, which is
        /// some 300 calls' worth, and about 200 KiB a subscriber at the most.
        public var mailboxCapacity: Int

        /// The bounds; all have defaults.
        public init(mailboxCapacity: Int = 1024) {
            self.mailboxCapacity = mailboxCapacity
        }
    }
}

// MARK: - Events in

extension CallSessionEngine {
    /// Takes an event and says what became of it.
    ///
    /// Total: every event has exactly one outcome, and none is an error. When this returns, the session has changed
    /// and every subscriber's mailbox holds what it is to hear, in the same order for all of them. O(1) for an event
    /// that comes last in its session; one that belongs earlier folds the session again.
    @discardableResult
    public func ingest(_ event: CallEvent) -> CallIngestOutcome {
        let (outcome, wakeups) = state.withLock { state in
            let change = state.ledger.ingest(event)
            return (change.outcome, change.announcements.flatMap(state.subscribers.publish))
        }
        wakeups.resume()
        return outcome
    }

    /// Records that `startDialOut()` returned a session.
    ///
    /// - Parameters:
    ///   - sessionID: The session that Daily gave to the call.
    ///   - destination: Whom the call goes to.
    ///   - stamp: When it returned.
    /// - Returns: What became of the record, as for any event.
    @discardableResult
    public func recordDialOutRequest(
        _ sessionID: CallSessionID,
        to destination: CallAddress? = nil,
        at stamp: CallStamp
    ) -> CallIngestOutcome {
        let request = DialOutRequested(sessionID: sessionID, destination: destination)
        return ingest(CallEvent(.dialOutRequested(request), at: stamp))
    }

    /// Records that `stopDialOut()` was called, so that the timeline can say who ended the call.
    ///
    /// - Parameters:
    ///   - sessionID: The session that is to end.
    ///   - stamp: When it was called.
    /// - Returns: What became of the record, as for any event.
    @discardableResult
    public func recordDialOutStopRequest(_ sessionID: CallSessionID, at stamp: CallStamp) -> CallIngestOutcome {
        ingest(CallEvent(.dialOutStopRequested(DialOutStopRequested(sessionID: sessionID)), at: stamp))
    }
}

// MARK: - Questions

extension CallSessionEngine {
    /// A session as it stands now; `nil` if no event was about it.
    ///
    /// O(1).
    public func session(_ id: CallSessionID) -> CallSession? {
        state.withLock { $0.ledger.sessions[id] }
    }

    /// All sessions as they stand now, in no particular order.
    ///
    /// O(n).
    public var sessions: [CallSession] {
        state.withLock { Array($0.ledger.sessions.values) }
    }

    /// The timeline of a session as it stands now; `nil` if no event was about it.
    public func timeline(_ id: CallSessionID) -> CallTimeline? {
        state.withLock { state in
            state.ledger.sessions[id].map { CallTimeline($0, readyAt: state.ledger.endpoints.readyAt($0)) }
        }
    }

    /// The timelines of all sessions as they stand now, by start, then by session ID.
    ///
    /// O(n log n).
    public var timelines: [CallTimeline] {
        let (sessions, endpoints) = state.withLock { (Array($0.ledger.sessions.values), $0.ledger.endpoints) }
        return sessions.map { CallTimeline($0, readyAt: endpoints.readyAt($0)) }.sorted(by: CallTimeline.listingOrder)
    }

    /// The dial-out errors and warnings that belong to no session so far, by stamp, then name, then message.
    public var unattributed: [CallEvent] {
        state.withLock { $0.ledger.unattributed }
    }

    /// The SIP endpoints that said at least once that they can take a call, in byte order.
    public var endpoints: [SIPEndpoint] {
        state.withLock { $0.ledger.endpoints.all }
    }

    /// When an endpoint last said, not after a stamp, that it can take a call; `nil` if it did not.
    public func readyStamp(of endpoint: SIPEndpoint, notAfter stamp: CallStamp) -> CallStamp? {
        state.withLock { $0.ledger.endpoints.latestReady(of: endpoint, notAfter: stamp) }
    }
}

// MARK: - Streams out

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
        let subscription = subscribe(to: .everything, transitionsOnly: true, capacity: capacity)
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
    /// is too slow loses the oldest, and is told how many by ``CallNotification/missed(count:)`` before the next one.
    ///
    /// Each call makes an independent stream, for one iterating task. The stream ends when the engine finishes or goes
    /// away, or when its task is cancelled; dropping it unsubscribes.
    ///
    /// - Parameters:
    ///   - scope: What to hear of.
    ///   - capacity: How many may wait before the oldest are dropped; the configuration's by default.
    /// - Returns: The stream.
    public func notifications(
        of scope: CallNotificationScope = .everything,
        bufferingNewest capacity: Int? = nil
    ) -> AsyncStream<CallNotification> {
        let subscription = subscribe(to: scope, transitionsOnly: false, capacity: capacity)
        return AsyncStream {
            await subscription.next()
        } onCancel: {
            subscription.cancel()
        }
    }

    /// Ends all streams once they have delivered what is waiting in their mailboxes.
    ///
    /// Streams made later end at once.
    ///
    /// The engine goes on taking events. Finishing twice is no harm.
    public func finish() {
        state.withLock { $0.subscribers.finish() }.resume()
    }

    /// How many streams are subscribed: neither dropped, cancelled nor finished.
    public var subscriberCount: Int {
        state.withLock { $0.subscribers.count }
    }

    private func subscribe(
        to scope: CallNotificationScope,
        transitionsOnly: Bool,
        capacity: Int?
    ) -> Subscription {
        let mailbox = Mailbox(capacity: capacity ?? configuration.mailboxCapacity)
        let id: SubscriberIndex.ID? = state.withLock { state in
            guard !state.subscribers.isFinished else { return nil }
            return state.subscribers.add(mailbox, scope: scope, transitionsOnly: transitionsOnly)
        }
        guard let id else {
            mailbox.finish().resume()
            return Subscription(mailbox: mailbox) {}
        }
        return Subscription(mailbox: mailbox) { [weak self] in
            self?.state.withLock { $0.subscribers.remove(id) }
        }
    }
}
