/// What an engine has done since it was made, and what it holds: one value to read, taken at one moment.
///
/// ``ingested`` equals the sum of ``outcomes``, and for all ``CallDeliveryCounters`` published = delivered + missed +
/// waiting + discarded.
public struct CallEngineCounters: Sendable, Hashable {
    /// What was evicted, and why.
    public struct Evictions: Sendable, Hashable {
        /// What was evicted.
        public let subject: CallEviction.Kind
        /// Why.
        public let reason: CallEviction.Reason
    }

    /// A state of sessions that have not ended.
    public struct OpenState: Sendable, Hashable {
        /// The sessions' direction.
        public let direction: CallDirection
        /// The sessions' state.
        public let state: CallState
    }

    /// One stream that is subscribed.
    public struct Subscriber: Sendable, Hashable, Identifiable {
        /// The subscriber's number, in the order of subscribing.
        public let id: UInt64
        /// What it hears of.
        public let scope: CallNotificationScope
        /// What became of what it was to hear.
        public let deliveries: CallDeliveryCounters
    }

    /// How many events were taken, foreign ones included.
    public let ingested: Int

    /// How many events had each outcome; every kind is there.
    public let outcomes: [CallIngestOutcome.Kind: Int]

    /// How many sessions are open in each state; every state that a direction knows and that is not final is there.
    public let open: [OpenState: Int]

    /// How many ended sessions are kept.
    public let ended: Int

    /// How many events without a session ID are kept that belong to no session.
    public let unattributed: Int

    /// How many SIP endpoints are known.
    public let endpoints: Int

    /// How many tombstones of evicted sessions are kept.
    public let tombstones: Int

    /// How many times a session was reported to be overdue.
    public let overdue: Int

    /// How many times an end was inferred.
    public let inferredEnds: Int

    /// How much was evicted; every combination is there.
    public let evictions: [Evictions: Int]

    /// How many ready stamps were forgotten, for endpoints that have later ones enough.
    public let forgottenReadyStamps: Int

    /// How many transitions were announced: the latest sequence number.
    public let sequence: UInt64

    /// The streams that are subscribed, in the order of subscribing.
    ///
    /// One that is finished stays until it is read to its end or dropped.
    public let subscribers: [Subscriber]

    /// What became of what all former subscribers were to hear.
    public let formerSubscribers: CallDeliveryCounters

    /// How many sessions are open.
    public var openCount: Int { open.values.reduce(0, +) }

    /// How many sessions were evicted.
    public var evictedSessions: Int {
        evictions.filter { $0.key.subject == .session }.values.reduce(0, +)
    }

    /// What became of what all subscribers, present and former, were to hear.
    public var deliveries: CallDeliveryCounters {
        subscribers.reduce(formerSubscribers) { $0 + $1.deliveries }
    }
}

extension CallEngineCounters {
    init(_ state: EngineState, _ subscribers: SubscriberIndex) {
        ingested = state.tally.ingested
        outcomes = CallIngestOutcome.Kind.allCases.reduce(into: [:]) { $0[$1] = state.tally[$1] }
        open = CallDirection.allCases.reduce(into: [:]) { open, direction in
            for place in CallTransitionTable.states(of: direction) where !place.isFinal {
                open[OpenState(direction: direction, state: place)] = state.residency.openCounts[direction, place]
            }
        }
        ended = state.residency.endedCount
        unattributed = state.ledger.unattributedCount
        endpoints = state.board.count
        tombstones = state.ledger.tombstones.count
        overdue = state.tally.overdue
        inferredEnds = state.tally.inferredEnds
        evictions = CallEviction.Kind.allCases.reduce(into: [:]) { evictions, subject in
            for reason in CallEviction.Reason.allCases {
                let kind = Evictions(subject: subject, reason: reason)
                evictions[kind] = state.tally.evictions[kind, default: 0]
            }
        }
        forgottenReadyStamps = state.board.readiness.forgottenStamps
        sequence = state.ledger.sequence
        self.subscribers = subscribers.counters
        formerSubscribers = subscribers.former
    }
}

extension CallEngineCounters: CustomStringConvertible {
    /// What is not zero, in one line, for a log: `4 events (3 transition, 1 illegal); kept: 1 dial-out answered, 2 ended`.
    public var description: String {
        let places = CallDirection.allCases.flatMap { direction in
            CallTransitionTable.states(of: direction)
                .map { (open[OpenState(direction: direction, state: $0)] ?? 0, "\(direction) \($0)") }
        }
        let rest = [
            (ended, "ended"), (unattributed, "unattributed"), (endpoints, endpoints == 1 ? "endpoint" : "endpoints"),
            (tombstones, tombstones == 1 ? "tombstone" : "tombstones"),
        ]
        let gone = CallEviction.Kind.allCases.flatMap { subject in
            CallEviction.Reason.allCases.map { reason in
                (evictions[Evictions(subject: subject, reason: reason)] ?? 0, "\(subject) by \(reason)")
            }
        }
        let late = [(overdue, "overdue"), (inferredEnds, inferredEnds == 1 ? "inferred end" : "inferred ends")]
        let told = deliveries
        let notifications = [
            (told.delivered, "delivered"), (told.missed, "missed"), (told.waiting, "waiting"),
            (told.discarded, "discarded"),
        ]
        let kinds = CallIngestOutcome.Kind.allCases.map { (outcomes[$0] ?? 0, $0.rawValue) }
        let events = (ingested == 1 ? "1 event" : "\(ingested) events") + Self.list(kinds, " (", ")")
        let parts = [
            events, Self.list(places + rest, "kept: "), Self.list(late), Self.list(gone, "evicted: "),
            Self.list(notifications, "notifications: "),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func list(_ counts: [(Int, String)], _ beginning: String = "", _ end: String = "") -> String {
        let shown = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return shown.isEmpty ? "" : beginning + shown.joined(separator: ", ") + end
    }
}

/// What became of the notifications that a subscriber was to hear.
///
/// At every moment published = delivered + missed + waiting + discarded.
public struct CallDeliveryCounters: Sendable, Hashable {
    /// How many were put into its mailbox.
    public internal(set) var published = 0

    /// How many it took.
    public internal(set) var delivered = 0

    /// How many were dropped because it was too slow; it is told so by ``CallNotification/missed(count:)``.
    public internal(set) var missed = 0

    /// How many wait to be taken.
    public internal(set) var waiting = 0

    /// How many were waiting when it was cancelled or dropped.
    public internal(set) var discarded = 0

    static func + (left: CallDeliveryCounters, right: CallDeliveryCounters) -> CallDeliveryCounters {
        CallDeliveryCounters(
            published: left.published + right.published,
            delivered: left.delivered + right.delivered,
            missed: left.missed + right.missed,
            waiting: left.waiting + right.waiting,
            discarded: left.discarded + right.discarded
        )
    }
}
