import CallLifecycle
import CallStorage
import Hummingbird

/// What the live page listens to: `GET /live`, as server-sent events.
///
/// First a `snapshot` of how all calls stand, then for everything that happens a `happened` with how its call stands
/// since. A page that was too slow, or comes back, gets a new snapshot instead of what it missed.
struct LiveRoute: Sendable {
    let storage: any CallStorage
    let streams: EventStreams
    let now: @Sendable () -> CallStamp

    func addRoute(to group: some RouterMethods<BackendContext>) {
        group.get("/live") { request, _ in
            try streams.response(to: request, LiveEvents(calls: storage.calls, now: now))
        }
    }
}

/// Snapshots, and what happened since.
struct LiveEvents: AsyncSequence, Sendable {
    let calls: any CallSessionObserving
    let now: @Sendable () -> CallStamp

    func makeAsyncIterator() -> Iterator { Iterator(calls: calls, now: now) }

    struct Iterator: AsyncIteratorProtocol {
        let calls: any CallSessionObserving
        let now: @Sendable () -> CallStamp
        private var notifications: AsyncStream<CallNotification>.Iterator?
        private var wasSlow = false

        init(calls: any CallSessionObserving, now: @escaping @Sendable () -> CallStamp) {
            self.calls = calls
            self.now = now
        }

        mutating func next() async throws -> ServerSentEvent? {
            // Not more than one snapshot a second, however much happens: each looks at every call.
            if notifications == nil, wasSlow { try await Task.sleep(for: .seconds(1)) }
            guard var waiting = notifications else { return try start() }
            guard let notification = await waiting.next(isolation: #isolation) else { return nil }
            notifications = waiting
            if case .missed = notification {
                notifications = nil
                wasSlow = true
                return try await next()
            }
            return ServerSentEvent(name: "happened", data: try JSONText.of(Change(notification, calls, now())))
        }

        private mutating func start() throws -> ServerSentEvent {
            let watch = calls.watch()
            notifications = watch.notifications.makeAsyncIterator()
            let snapshot = LiveSnapshot(watch.timelines, limits: calls.configuration.limits, at: now())
            return ServerSentEvent(name: "snapshot", data: try JSONText.of(snapshot))
        }
    }

    /// What happened, and how its call stands since.
    private struct Change: Encodable {
        let at: Int64
        let openCount: Int
        let what: LiveHappening
        let call: LiveCall?

        init(_ notification: CallNotification, _ calls: any CallSessionObserving, _ now: CallStamp) {
            at = now.millisecondsSince1970
            openCount = calls.counters.openCount
            what = LiveHappening(notification, at: now)
            call = notification.sessionID.flatMap { calls.timeline($0) }
                .map { LiveCall($0, limits: calls.configuration.limits) }
        }
    }
}
