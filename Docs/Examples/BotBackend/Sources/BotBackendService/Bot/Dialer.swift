package import CallLifecycle
package import CallStorage
package import Logging
import ServiceLifecycle
import Synchronization

/// Dials out until somebody answers, five times at the most, and has the bot talk then.
///
/// All attempts of an order share its correlation ID. What was attempted, when and from which room stands in the
/// storage and nowhere else: each attempt is a session with a request, a correlation, and a note. So a process that is
/// started again, or another machine that leads now, goes on where the last one was.
package final class Dialer: Service {
    /// What an order may cost.
    package struct Policy: Sendable {
        /// How many times a number is called.
        package var maximumAttempts = 5

        /// How long a call may go unanswered, counted from its request.
        package var answerDeadline: Duration = .seconds(45)

        /// How long after an attempt the next one comes.
        package var pause: Duration = .seconds(20)

        /// How old an attempt may be for the next one to follow it: nobody wants yesterday's call after a long stop.
        package var maximumAge: Duration = .seconds(900)

        package init() {}
    }

    /// The notes that the bot makes of its calls.
    fileprivate enum Note {
        /// An attempt was made; `room` says from where.
        static let attempt = "attempt"
        /// The bot was told to talk.
        static let talking = "talking"
    }

    private let storage: any CallStorage
    private let daily: any DailyAPI
    private let policy: Policy
    private let logger: Logger
    private let now: @Sendable () -> CallStamp
    /// The orders that are followed here.
    private let followed = Mutex<Set<CallCorrelationID>>([])

    package init(
        storage: any CallStorage,
        daily: any DailyAPI,
        policy: Policy = Policy(),
        logger: Logger,
        now: @escaping @Sendable () -> CallStamp = { .now }
    ) {
        self.storage = storage
        self.daily = daily
        self.policy = policy
        self.logger = logger
        self.now = now
    }

    /// Calls a number for the first time; ``run()`` sees to the rest, on whichever machine leads.
    ///
    /// An order that was placed before is not placed again, and one that several machines are told at once is placed by
    /// one of them.
    ///
    /// - Returns: The session of the first attempt; `nil` while that is being made, here or elsewhere.
    package func place(
        _ order: CallCorrelationID,
        to destination: CallAddress,
        from room: DailyRoom
    ) async throws -> CallSessionID? {
        let session = try await storage.exclusively("dial \(order.rawValue)") { [self] in
            if let session = storage.calls.sessions(correlatedWith: order).first { return session.id }
            return try await attempt(order, to: destination, from: room)
        }
        return session
    }

    /// Follows all orders until the shutdown, for as long as this machine leads.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await self.storage.lead { try await self.follow() }
        }
    }

    /// Follows the orders that there are, then each one that comes.
    private func follow() async throws {
        var isOver = false
        while !isOver {
            let watch = storage.calls.watch(.direction(.dialOut))
            isOver = try await withThrowingDiscardingTaskGroup { group in
                for timeline in watch.timelines where timeline.roomOfAttempt != nil {
                    for order in timeline.notes.correlationIDs { group.addTask { await self.see(to: order) } }
                }
                defer { group.cancelAll() }
                for await notification in watch.notifications {
                    switch notification {
                    case .annotated(let note, _) where note.is(Note.attempt):
                        for order in storage.calls.notes(note.sessionID).correlationIDs {
                            group.addTask { await self.see(to: order) }
                        }
                    case .missed: return false  // Too slow: look at everything again.
                    default: break
                    }
                }
                return true
            }
        }
    }
}

// MARK: - One order

extension Dialer {
    /// Waits for each attempt of an order to turn out, and makes the next one where nobody answered.
    ///
    /// Returns at once where somebody here does that already.
    private func see(to order: CallCorrelationID) async {
        guard followed.withLock({ $0.insert(order).inserted }) else { return }
        defer { followed.withLock { _ = $0.remove(order) } }
        // What could not be kept counts as well: nobody is called more often than the policy says.
        var failures = 0
        while let last = lastAttempt(of: order), let room = last.timeline.roomOfAttempt {
            do {
                let age = Duration.milliseconds(now().millisecondsSince1970 - last.at.millisecondsSince1970)
                guard age < policy.maximumAge else { return }
                guard try await !isAnswered(last.timeline.id, within: policy.answerDeadline - age, room) else { return }
                guard last.number + failures < policy.maximumAttempts,
                    let destination = last.timeline.session.attributes.destination
                else {
                    let facts: Logger.Metadata = ["order": "\(order)", "attempts": "\(last.number)"]
                    return logger.notice("nobody answered", metadata: facts)
                }
                try await Task.sleep(for: policy.pause)
                try await attempt(order, after: last.number, to: destination, from: room)
            } catch is CancellationError {
                return  // Whoever leads next goes on.
            } catch let error as DailyError {
                // It may have called all the same, so nobody calls again.
                return logger.error("order dropped", metadata: ["order": "\(order)", "reason": "\(error)"])
            } catch {
                failures += 1
                logger.warning("order delayed", metadata: ["order": "\(order)", "reason": "\(error)"])
                guard failures < policy.maximumAttempts, (try? await Task.sleep(for: .seconds(1))) != nil else {
                    return
                }
            }
        }
    }

    /// Waits until somebody has answered, and has the bot talk; gives the call up at the deadline.
    private func isAnswered(_ id: CallSessionID, within limit: Duration, _ room: DailyRoom) async throws -> Bool {
        switch try await storage.calls.outcome(of: id, reaching: .answered, within: max(.zero, limit)) {
        case .reached(let session):
            if !session.state.isFinal { try await talk(in: id, room) }
            return true
        case .unreachable: return false
        case .timedOut:
            try await giveUp(id, room)
            return false
        case .abandoned: throw CancellationError()
        }
    }

    /// The attempt that was requested last, and how many there were.
    private func lastAttempt(of order: CallCorrelationID) -> (timeline: CallTimeline, number: Int, at: CallStamp)? {
        let attempts = storage.calls.sessions(correlatedWith: order)
            .compactMap { session in
                session.stamp(of: .requested).map { (id: session.id, at: $0) }
            }
        guard let last = attempts.max(by: { $0.at < $1.at }), let timeline = storage.calls.timeline(last.id) else {
            return nil
        }
        return (timeline, attempts.count, last.at)
    }

    /// Makes the next attempt, unless a machine that led before is at it or has made it.
    private func attempt(
        _ order: CallCorrelationID,
        after number: Int,
        to destination: CallAddress,
        from room: DailyRoom
    ) async throws {
        let isDone = try await storage.exclusively("dial \(order.rawValue)") { [self] in
            if lastAttempt(of: order)?.number == number { _ = try await attempt(order, to: destination, from: room) }
            return true
        }
        // Whoever is at it will have made it, or have died.
        if isDone == nil { try await Task.sleep(for: .seconds(1)) }
    }

    /// Makes an attempt; only where nobody else is at the order.
    private func attempt(
        _ order: CallCorrelationID,
        to destination: CallAddress,
        from room: DailyRoom
    ) async throws -> CallSessionID {
        let id = try await daily.startDialOut(to: destination, from: room)
        let stamp = now()
        let request = DialOutRequested(sessionID: id, destination: destination)
        do {
            _ = try await storage.take([
                .foreign(.correlation(of: id, with: order, at: stamp)),
                .event(CallEvent(.dialOutRequested(request), at: stamp)),
                .foreign(.note(Note.attempt, of: id, at: stamp, details: ["room": room.name])),
            ])
        } catch {
            // Nobody would follow the call, and whoever sends the order again would call a second time.
            try? await daily.stopDialOut(id, in: room)
            throw error
        }
        logger.info("dialling", metadata: ["order": "\(order)", "session": "\(id.abbreviated)"])
        return id
    }

    /// Has the bot talk, unless it was told to before.
    private func talk(in id: CallSessionID, _ room: DailyRoom) async throws {
        guard !storage.calls.notes(id).annotations.contains(where: { $0.is(Note.talking) }) else { return }
        try await daily.startTalking(to: id, in: room)
        _ = try await storage.take([.foreign(.note(Note.talking, of: id, at: now()))])
    }

    /// Ends a call that nobody answers; that it ends is for Daily to say.
    private func giveUp(_ id: CallSessionID, _ room: DailyRoom) async throws {
        let stop = DialOutStopRequested(sessionID: id)
        _ = try await storage.take([.event(CallEvent(.dialOutStopRequested(stop), at: now()))])
        do {
            try await daily.stopDialOut(id, in: room)
        } catch {
            // It may have ended by itself a moment ago.
            logger.notice("could not stop", metadata: ["session": "\(id.abbreviated)", "reason": "\(error)"])
        }
    }
}

extension CallTimeline {
    /// The room that the bot called from; `nil` if it was not the bot who called.
    fileprivate var roomOfAttempt: DailyRoom? {
        notes.annotations.first { $0.is(Dialer.Note.attempt) }?.details.values["room"].flatMap { DailyRoom($0) }
    }
}

extension CallAnnotation {
    /// Whether it is the bot's own note of this name.
    fileprivate func `is`(_ name: String) -> Bool { action == "note.\(name)" }
}
