package import CallLifecycle
package import CallStorage
package import Logging
import ServiceLifecycle
import Synchronization

/// Gives each waiting caller one endpoint, once.
///
/// A room says `dialin-ready` for each of its endpoints, and may say it again. The storage grants a caller one endpoint,
/// on one machine of all, so what is granted here is forwarded here and nowhere else.
///
/// Who waits is known to this process only: a caller who was announced to a process that died has to be announced again.
package final class CallerDesk: Service {
    /// How many callers may wait.
    package static let maximumWaiting = 1000

    /// How long a caller may wait: who hung up is not always announced.
    package static let maximumWait: Duration = .seconds(600)

    private struct Place {
        let caller: WaitingCaller
        let since: ContinuousClock.Instant
    }

    private let storage: any CallStorage
    private let daily: any DailyAPI
    private let logger: Logger
    private let now: @Sendable () -> CallStamp
    private let waiting = Mutex<[Place]>([])
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    package init(
        storage: any CallStorage,
        daily: any DailyAPI,
        logger: Logger,
        now: @escaping @Sendable () -> CallStamp = { .now }
    ) {
        self.storage = storage
        self.daily = daily
        self.logger = logger
        self.now = now
        // However often it rings, one look at all who wait is enough.
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Lets a caller wait for an endpoint.
    ///
    /// - Returns: Whether there was room; a caller who waits already needs none.
    package func add(_ caller: WaitingCaller) -> Bool {
        let isWaiting = waiting.withLock { waiting in
            waiting.removeAll { Self.maximumWait < .now - $0.since }
            if waiting.contains(where: { $0.caller.id == caller.id }) { return true }
            guard waiting.count < Self.maximumWaiting else { return false }
            waiting.append(Place(caller: caller, since: .now))
            return true
        }
        ring.yield()
        return isWaiting
    }

    /// Forgets a caller who hung up before being forwarded.
    package func remove(_ id: CallClaimID) async throws {
        waiting.withLock { $0.removeAll { $0.caller.id == id } }
        try await storage.releaseEndpoint(of: id)
    }

    /// Forwards callers whenever something may have become free, until the shutdown.
    package func run() async throws {
        let changes = storage.calls.notifications(of: .direction(.dialIn), bufferingNewest: 1)
        await withTaskGroup { group in
            group.addTask { [ring] in
                for await change in changes.cancelOnGracefulShutdown() where change.mayFreeEndpoint { ring.yield() }
                ring.finish()
            }
            for await _ in bell { await serve() }
        }
    }

    /// Gives out what is free, first come first served.
    private func serve() async {
        for place in waiting.withLock({ $0 }) where .now - place.since <= Self.maximumWait {
            let caller = place.caller
            do {
                switch try await storage.claimEndpoint(for: caller.id, among: caller.endpoints, at: now()) {
                case .granted(let endpoint): try await forward(caller, to: endpoint)
                case .alreadyGranted: leave(caller)
                case .noneFree: continue
                }
            } catch {
                logger.error("caller still waits", metadata: ["caller": "\(caller.id)", "reason": "\(error)"])
            }
        }
    }

    private func forward(_ caller: WaitingCaller, to endpoint: SIPEndpoint) async throws {
        do {
            try await daily.forward(caller, to: endpoint)
            leave(caller)
            logger.info("caller forwarded", metadata: ["caller": "\(caller.id)", "endpoint": "\(endpoint)"])
        } catch {
            // The next look gives the caller another one, or the same again.
            try await storage.releaseEndpoint(of: caller.id)
            throw error
        }
    }

    private func leave(_ caller: WaitingCaller) {
        waiting.withLock { $0.removeAll { $0.caller.id == caller.id } }
    }
}

extension CallNotification {
    /// Whether an endpoint may be free that was not before.
    ///
    /// A mailbox of one may have lost what freed it: so being told so counts, too.
    fileprivate var mayFreeEndpoint: Bool {
        switch self {
        case .endpointReady, .overdue, .evicted, .amended, .missed: true
        case .transition(let transition): transition.to.isFinal
        default: false
        }
    }
}
