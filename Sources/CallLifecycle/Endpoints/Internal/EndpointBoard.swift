extension SIPEndpoint: QueueKey {
    func precedesInQueue(_ other: SIPEndpoint) -> Bool { canonical.precedesInByteOrder(other.canonical) }
}

/// Which endpoints are ready, which session holds each, and which caller has claimed which.
struct EndpointBoard: Sendable {
    /// A caller's hold on an endpoint.
    struct Claim: Sendable, Hashable, Codable {
        let endpoint: SIPEndpoint
        let at: CallStamp
        /// The session as which the caller arrived.
        var session: CallSessionID?
    }

    private let configuration: CallSessionEngine.Configuration
    private(set) var readiness: CallEndpoints
    /// The endpoints by their latest readiness.
    private var ages = PriorityQueue<SIPEndpoint>()
    /// The endpoints that a caller may have, the one that was ready last first.
    private var free = PriorityQueue<SIPEndpoint>()
    /// Where each open dial-in session is, by its slot.
    private var holders = EndpointHolders()
    private(set) var claims: [CallClaimID: Claim] = [:]
    /// Who waits for the caller to arrive.
    private var awaited: [SIPEndpoint: CallClaimID] = [:]
    /// The claims that each session has fulfilled: several, where its events come to name another endpoint.
    private var fulfilled: [CallSessionID: Set<CallClaimID>] = [:]
    private var timeouts = PriorityQueue<CallClaimID>()

    init(_ configuration: CallSessionEngine.Configuration) {
        self.configuration = configuration
        readiness = CallEndpoints(maximumStamps: configuration.maximumReadyStampsPerEndpoint)
    }

    var count: Int { ages.count }

    // MARK: Readiness

    /// Notes that an endpoint was ready; `false` if that was known.
    mutating func insert(_ endpoint: SIPEndpoint, readyAt stamp: CallStamp) -> Bool {
        guard readiness.insert(endpoint, readyAt: stamp) else { return false }
        if let latest = readiness.latestReady(of: endpoint) { ages.set(endpoint, to: latest.millisecondsSince1970) }
        refresh(endpoint)
        return true
    }

    /// Forgets one endpoint of which there are too many, and the claim of a caller who has not arrived there.
    mutating func crowdedOut() -> (endpoint: SIPEndpoint, claim: CallClaimID?)? {
        guard ages.count > max(1, configuration.maximumEndpoints), let oldest = ages.popFirst() else { return nil }
        let claim = awaited[oldest]
        if let claim { _ = release(claim) }
        free.remove(oldest)
        return (readiness.remove(oldest) ?? oldest, claim)
    }

    // MARK: Sessions

    /// Whether an event that came last in a session, and may name an endpoint, leaves it where it is, without looking at
    /// the session.
    func isSettled(_ slot: Slot, namesEndpoint: Bool, isOpen: Bool) -> Bool {
        isOpen ? !namesEndpoint || holders.isAnywhere(slot) : !holders.isAnywhere(slot)
    }

    /// Takes note of where a session is held, and that a claim's caller has arrived.
    ///
    /// The sessions are not changed: they are lent as `inout` because otherwise the session would be copied.
    mutating func review(_ slot: Slot, isOpen: Bool, _ sessions: inout SlotTable<CallSession>) {
        let before = holders.endpoint(of: slot)
        let endpoint = isOpen && sessions[slot].direction == .dialIn ? sessions[slot].sipEndpoint : nil
        guard endpoint != before else { return }
        if let before { vacate(before, slot) }
        guard let endpoint else { return }
        holders.insert(slot, at: endpoint)
        if free.count > 0 { free.remove(endpoint) }
        guard !awaited.isEmpty, let claim = awaited.removeValue(forKey: endpoint) else { return }
        timeouts.remove(claim)
        let id = sessions.id(of: slot)
        claims[claim]?.session = id
        fulfilled[id, default: []].insert(claim)
    }

    /// Forgets a session, and the claims that it has fulfilled.
    mutating func remove(_ slot: Slot, _ id: CallSessionID) {
        if let endpoint = holders.endpoint(of: slot) { vacate(endpoint, slot) }
        if fulfilled.isEmpty { return }
        for claim in fulfilled.removeValue(forKey: id) ?? [] { claims[claim] = nil }
    }

    private mutating func vacate(_ endpoint: SIPEndpoint, _ slot: Slot) {
        holders.remove(slot)
        if ages.count > 0 { refresh(endpoint) }
    }

    // MARK: Allocation

    /// What is known of all endpoints, in byte order.
    ///
    /// The sessions' IDs are in the table that has them.
    func all(_ sessions: SlotTable<CallSession>) -> [CallEndpointStatus] {
        readiness.all.compactMap { status(of: $0, sessions) }
    }

    /// What is known of an endpoint; `nil` if it was never ready.
    func status(of endpoint: SIPEndpoint, _ sessions: SlotTable<CallSession>) -> CallEndpointStatus? {
        guard let spelling = readiness.spelling(of: endpoint), let readyAt = readiness.latestReady(of: endpoint) else {
            return nil
        }
        return CallEndpointStatus(
            endpoint: spelling,
            readyAt: readyAt,
            sessions: holders.sessions(at: endpoint).map { sessions.id(of: $0) }.sorted(),
            claim: awaited[endpoint]
        )
    }

    /// Sees whether an endpoint is free, after anything about it may have changed.
    private mutating func refresh(_ endpoint: SIPEndpoint) {
        let isFree = awaited[endpoint] == nil && !holders.isAnyone(at: endpoint)
        if isFree, let readyAt = readiness.latestReady(of: endpoint) {
            free.set(endpoint, to: -readyAt.millisecondsSince1970)
        } else {
            free.remove(endpoint)
        }
    }

    /// Gives a caller one of the free endpoints, unless it has one already.
    mutating func claim(
        _ id: CallClaimID,
        among candidates: [SIPEndpoint]?,
        at stamp: CallStamp
    ) -> CallEndpointAllocation {
        let allocation = allocation(for: id, among: candidates)
        if case .granted(let endpoint) = allocation { restore(id, Claim(endpoint: endpoint, at: stamp)) }
        return allocation
    }

    /// What a caller would get: of the free endpoints the one that was ready last, unless it has one already.
    ///
    /// O(n) in the number of candidates, and O(1) where any endpoint will do.
    mutating func allocation(for id: CallClaimID, among candidates: [SIPEndpoint]?) -> CallEndpointAllocation {
        if let claim = claims[id] { return .alreadyGranted(claim.endpoint) }
        let best: SIPEndpoint?
        if let candidates {
            var choice = PriorityQueue<SIPEndpoint>()
            for candidate in candidates {
                if let priority = free[candidate] { choice.set(candidate, to: priority) }
            }
            best = choice.first()
        } else {
            best = free.first()
        }
        guard let endpoint = best.flatMap(readiness.spelling) else { return .noneFree }
        return .granted(endpoint)
    }

    /// Takes in a claim of a snapshot, once its sessions are known.
    mutating func restore(_ id: CallClaimID, _ claim: Claim) {
        claims[id] = claim
        if let session = claim.session {
            fulfilled[session, default: []].insert(id)
        } else {
            awaited[claim.endpoint] = id
            timeouts.set(id, to: claim.at.milliseconds(after: configuration.endpointClaimTimeout))
            free.remove(claim.endpoint)
        }
    }

    /// Gives up a claim; returns the endpoint that it held.
    mutating func release(_ id: CallClaimID) -> SIPEndpoint? {
        guard let claim = claims.removeValue(forKey: id) else { return nil }
        timeouts.remove(id)
        // Where the claims of two engines were merged, two callers may have been promised one endpoint.
        if awaited[claim.endpoint] == id { awaited[claim.endpoint] = nil }
        refresh(claim.endpoint)
        if let session = claim.session { fulfilled.remove(id, from: session) }
        return claim.endpoint
    }

    /// When the next claim times out, in milliseconds since 1970.
    mutating func nextTimeout() -> Int64? { timeouts.leastPriority() }

    /// Gives up one claim whose caller never came.
    mutating func timedOut(at milliseconds: Int64) -> (claim: CallClaimID, endpoint: SIPEndpoint)? {
        guard let id = timeouts.popFirst(upTo: milliseconds), let endpoint = release(id) else { return nil }
        return (id, endpoint)
    }
}
