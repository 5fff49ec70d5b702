extension CallSessionEngine {
    /// Every bound of an engine: nothing in it grows past these.
    ///
    /// What has to go is announced by ``CallNotification/evicted(_:)`` and counted in ``CallEngineCounters``; ready
    /// stamps, and what a full session does not take, are counted only. Times are counted in the reporters' stamps and
    /// pass only as ``CallSessionEngine/advance(to:)`` or ``CallSessionEngine/run()`` says.
    public struct Configuration: Sendable, Hashable, Codable {
        /// How long a session may stay in each state: see ``CallStateLimits``.
        public var limits = CallStateLimits()

        /// How many sessions may be open; past it, the one that started first goes.
        ///
        /// 20,000 by default: some 25 MB, and far more calls at a time than one machine carries.
        public var maximumOpenSessions = 20_000

        /// How many ended sessions are kept; past it, the one that ended first goes.
        ///
        /// 10,000 by default: some 15 MB, and an hour of 166 calls a minute.
        public var maximumEndedSessions = 10_000

        /// How long an ended session is kept after its end.
        ///
        /// One hour by default: a webhook may come minutes late, and somebody may still ask how the call went.
        public var endedSessionRetention: Duration = .seconds(3600)

        /// How many events, warnings past the ``CallSession/maximumWarnings`` included, a session keeps.
        ///
        /// Past it only an event that moves the session is taken. 1,024 by default: a call has a handful, so only a
        /// sender in a loop gets there, and the call's end must still be heard.
        public var maximumEventsPerSession = 1024

        /// How many bytes the texts of an event may take, with what all reports of it tell; a larger one is not taken at
        /// all.
        ///
        /// 64 KiB by default: more than a SIP request in one UDP datagram, and far more than Daily's kilobyte. A sender
        /// of larger ones could fill the memory with few of them.
        public var maximumEventSize = 64 << 10

        /// How many tombstones are kept, which recognise late events of evicted sessions.
        ///
        /// 50,000 by default: some 15 MB, and a day of 34 calls a minute.
        public var maximumTombstones = 50_000

        /// How long a tombstone is kept.
        ///
        /// One day by default: a redelivered webhook that came later would open a session anew. With it go events without a
        /// session ID that may have belonged to the session.
        public var tombstoneRetention: Duration = .seconds(86_400)

        /// How many events without a session ID are kept unattributed, and for how many unknown sessions notes are.
        ///
        /// Past it, the oldest goes. 1,000 by default: they are failures that somebody has to look at, not traffic.
        public var maximumUnattributed = 1000

        /// How many SIP endpoints are known; past it, the one that was ready longest ago goes.
        ///
        /// 10,000 by default: each room has its own, and rooms are made for each call.
        public var maximumEndpoints = 10_000

        /// How many ready stamps of one endpoint are kept, the latest.
        ///
        /// 64 by default: only a session that connected before the oldest would miss its `readyAt`.
        public var maximumReadyStampsPerEndpoint = 64

        /// How long a claimed endpoint waits for its caller before it is free again.
        ///
        /// Two minutes by default: a forwarded call rings within seconds, and a caller on hold hangs up sooner.
        public var endpointClaimTimeout: Duration = .seconds(120)

        /// How long a stream of one session stays open after the session's end, for late events.
        ///
        /// Zero by default: the stream ends with the final transition, and no clock is needed for it.
        public var sessionStreamGrace: Duration = .zero

        /// How many notifications wait for a slow subscriber before the oldest are dropped.
        ///
        /// 1,024 by default: some 300 calls' worth, and about 200 KiB a subscriber at the most.
        public var mailboxCapacity = 1024

        /// The default bounds.
        public init() {}
    }
}

extension CallSessionEngine.Configuration {
    /// Decodes bounds; one that is not there has its default, as a bound that an earlier version did not know.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func decode<Bound: Decodable>(_ bound: inout Bound, _ key: CodingKeys) throws {
            bound = try container.decodeIfPresent(Bound.self, forKey: key) ?? bound
        }
        try decode(&limits, .limits)
        try decode(&maximumOpenSessions, .maximumOpenSessions)
        try decode(&maximumEndedSessions, .maximumEndedSessions)
        try decode(&endedSessionRetention, .endedSessionRetention)
        try decode(&maximumEventsPerSession, .maximumEventsPerSession)
        try decode(&maximumEventSize, .maximumEventSize)
        try decode(&maximumTombstones, .maximumTombstones)
        try decode(&tombstoneRetention, .tombstoneRetention)
        try decode(&maximumUnattributed, .maximumUnattributed)
        try decode(&maximumEndpoints, .maximumEndpoints)
        try decode(&maximumReadyStampsPerEndpoint, .maximumReadyStampsPerEndpoint)
        try decode(&endpointClaimTimeout, .endpointClaimTimeout)
        try decode(&sessionStreamGrace, .sessionStreamGrace)
        try decode(&mailboxCapacity, .mailboxCapacity)
    }
}
