/// All that an engine knows, without its subscribers and its lock.
///
/// Pure: no clock and no effects. What happened is the ledger's, how long it stays the residency's, and every bound is
/// kept here, after each event.
struct EngineState: Sendable {
    /// What an event, or the passing of time, did.
    struct Change: Sendable {
        /// What subscribers are to hear, in order.
        private(set) var announcements = CallAnnouncements()
        /// The sessions whose streams end, once these have been told.
        private(set) var closed: [CallSessionID] = []
        /// Whether anybody hears of it: if not, nothing is made to be told.
        var isHeard = true

        var isEmpty: Bool { announcements.isEmpty && closed.isEmpty }

        mutating func tell(_ announcement: @autoclosure () -> CallNotification) {
            if isHeard { announcements.append(announcement()) }
        }

        mutating func tell(_ more: CallAnnouncements) {
            if isHeard { announcements += more }
        }

        mutating func close(_ id: @autoclosure () -> CallSessionID) {
            if isHeard { closed.append(id()) }
        }
    }

    let configuration: CallSessionEngine.Configuration
    // What follows is changed by this type's own files only.

    var ledger: CallLedger
    var residency: Residency
    var board: EndpointBoard
    var notes = NoteBook()
    var graveyard: Graveyard
    var tally = Tally()
    /// The latest moment that the engine was told of.
    var now: CallStamp?
    /// The sessions of which nothing but notes is known, by when the first of these was reported.
    var strangers = PriorityQueue<CallSessionID>()

    init(_ configuration: CallSessionEngine.Configuration, sequence: UInt64 = 0, now: CallStamp? = nil) {
        self.configuration = configuration
        self.now = now
        ledger = CallLedger(sequence: sequence, maximumEventsPerSession: configuration.maximumEventsPerSession)
        residency = Residency(configuration, at: now)
        board = EndpointBoard(configuration)
        graveyard = Graveyard(configuration)
    }

    /// Counts from zero.
    mutating func startCounting() { tally = Tally() }

    /// Counts an event that was taken before.
    mutating func countRepetition() { tally.count(.duplicate) }

    /// What the timelines of some sessions are made of: cheap to gather under the lock, dear to work out.
    func records(of sessions: [CallSession]) -> CallRecords {
        let ends = sessions.compactMap { session in inferredEnd(of: session.id).map { (session.id, $0) } }
        return CallRecords(
            sessions: sessions,
            readiness: board.readiness,
            notes: notes,
            inferredEnds: Dictionary(uniqueKeysWithValues: ends)
        )
    }

    /// What the timeline of one session is made of, and nothing of others: whoever keeps all notes and all readiness
    /// for the length of a call makes the engine copy them at its next event.
    func records(of id: CallSessionID) -> CallRecords {
        let session = ledger.sessions[id]
        return CallRecords(
            sessions: [session].compactMap(\.self),
            readiness: board.readiness.limited(to: session?.sipEndpoint),
            notes: notes.limited(to: id),
            inferredEnds: inferredEnd(of: id).map { [id: $0] } ?? [:]
        )
    }

    /// The end that was inferred for a session.
    func inferredEnd(of id: CallSessionID) -> CallInferredEnd? {
        ledger.sessions.slot(of: id).flatMap { residency.inferredEnd(of: $0) }
    }
}

extension EngineState {
    /// Whether nothing will be told of a scope any more.
    func isClosed(_ scope: CallNotificationScope) -> Bool {
        guard case .session(let id) = scope else { return false }
        return ledger.sessions.slot(of: id).map { residency.isClosed($0) } ?? (ledger.tombstones.slot(of: id) != nil)
    }
}

// MARK: - Events

extension EngineState {
    /// Takes an event, and adds to a change what it did.
    ///
    /// O(1) for one that comes last in its session, but for the queues, which are O(log n) when a session moves. The
    /// session's ID is hashed once.
    mutating func ingest(_ event: CallEvent, _ change: inout Change) -> CallIngestOutcome {
        guard event.kind != .dialInReady, let id = event.sessionID else {
            return finish(takeSessionless(event, &change), &change)
        }
        let hash = ShortHash(id)
        guard let slot = ledger.sessions.slot(of: id, hash) else {
            return finish(takeFirst(event, of: id, hash, &change), &change)
        }
        let standing = residency.standing(of: slot)
        guard !event.isLarger(than: configuration.maximumEventSize),
            let verdict = ledger.append(event, at: slot)
        else { return finish(takeCarefully(event, at: slot, &change), &change) }
        return finish(verdict, of: event, at: slot, from: standing, &change)
    }

    /// What became of an event that came last in its session, and was judged.
    private mutating func finish(
        _ verdict: CallVerdict,
        of event: CallEvent,
        at slot: Slot,
        from standing: Residency.Standing,
        _ change: inout Change
    ) -> CallIngestOutcome {
        let outcome = ledger.outcome(of: verdict, at: slot)
        tally.count(outcome.kind)
        if change.isHeard, let announcement = outcome.announcement { change.tell(announcement) }
        let isMove = verdict.destination != nil
        follow(slot, from: standing, isMove: isMove, namesEndpoint: event.tells(.sipEndpoint), &change)
        return outcome
    }

    /// Counts what became of an event, and keeps the bounds behind it.
    private mutating func finish(_ outcome: CallIngestOutcome, _ change: inout Change) -> CallIngestOutcome {
        tally.count(outcome.kind)
        keepBounds(&change)
        return outcome
    }

    /// Takes a foreign event.
    mutating func ingest(_ event: ForeignCallEvent, _ change: inout Change) -> CallIngestOutcome {
        finish(isTooLarge(event) ? .tooLarge : take(event, &change), &change)
    }

    /// Whether an event is too large, or would become so with what other reports of it have told.
    private func isTooLarge(_ event: CallEvent, known: CallEvent?) -> Bool {
        let limit = configuration.maximumEventSize
        return event.isLarger(than: limit) || known.map { $0.merged(with: event).isLarger(than: limit) } ?? false
    }

    private func isTooLarge(_ event: ForeignCallEvent) -> Bool { event.size > configuration.maximumEventSize }

    /// The tombstone of the session that an event is about, if that was evicted.
    private func tombstone(for event: CallEvent) -> CallTombstone? {
        guard ledger.tombstones.count > 0, event.kind != .dialInReady else { return nil }
        return (event.sessionID ?? ledger.onlySession(for: event)).flatMap { ledger.tombstones[$0] }
    }

    /// Whether a bound keeps an event from changing anything.
    func isRefused(_ event: CallEvent) -> Bool {
        isTooLarge(event, known: ledger.known(event)) || tombstone(for: event) != nil || ledger.isFull(for: event)
    }

    /// Whether a bound keeps a foreign event from changing anything.
    func isRefused(_ event: ForeignCallEvent) -> Bool {
        isTooLarge(event) || event.sessionID.map { ledger.tombstones.slot(of: $0) != nil } ?? false
            || notes.isFull(for: event)
    }

    /// Takes the first event of a session, unless that was evicted.
    private mutating func takeFirst(
        _ event: CallEvent,
        of id: CallSessionID,
        _ hash: ShortHash,
        _ change: inout Change
    ) -> CallIngestOutcome {
        if isTooLarge(event, known: nil) { return .tooLarge }
        // A session that is kept has no tombstone.
        if let grave = ledger.tombstones.slot(of: id, hash) { return .evictedSession(ledger.tombstones[grave]) }
        let (slot, opened) = ledger.open(id, hash, with: event)
        return settle(opened, &change) { $0.review(slot, &$1) }
    }

    /// Takes an event of a session that may not come last, or may change more than the session.
    private mutating func takeCarefully(_ event: CallEvent, at slot: Slot, _ change: inout Change) -> CallIngestOutcome
    {
        if isTooLarge(event, known: ledger.known(event, at: slot)) { return .tooLarge }
        let standing = residency.standing(of: slot)
        let isLast = ledger.sessions[slot].comesLast(event)
        let taken = ledger.ingest(event, at: slot)
        return settle(taken, &change) { state, change in
            guard isLast else { return state.review(slot, &change) }
            state.follow(slot, from: standing, isMove: true, namesEndpoint: event.tells(.sipEndpoint), &change)
        }
    }

    /// Takes an event that is of no session, or of one that it does not name.
    private mutating func takeSessionless(_ event: CallEvent, _ change: inout Change) -> CallIngestOutcome {
        if isTooLarge(event, known: ledger.known(event)) { return .tooLarge }
        if event.kind == .dialInReady { return ready(event, &change) }
        if let tombstone = tombstone(for: event) { return .evictedSession(tombstone) }
        let taken = ledger.ingestSessionless(event)
        return settle(taken, &change) { state, change in
            if let id = state.ledger.home(of: event) { state.review(id, &change) }
        }
    }

    /// Sees where all sessions stand that an event has changed.
    private mutating func settle(
        _ taken: consuming CallLedger.Change,
        _ change: inout Change,
        reviewing review: (inout EngineState, inout Change) -> Void
    ) -> CallIngestOutcome {
        change.tell(taken.announcements)
        review(&self, &change)
        for id in taken.moved { self.review(id, &change) }
        return taken.outcome
    }

    private mutating func ready(_ event: CallEvent, _ change: inout Change) -> CallIngestOutcome {
        guard let endpoint = event.told.sipEndpoint else { return .endpointUnknown }
        guard board.insert(endpoint, readyAt: event.stamp) else { return .duplicate }
        change.tell(.endpointReady(endpoint))
        return .endpointReady(endpoint)
    }

    private mutating func take(_ event: ForeignCallEvent, _ change: inout Change) -> CallIngestOutcome {
        if let id = event.sessionID, let tombstone = ledger.tombstones[id] { return .evictedSession(tombstone) }
        let outcome: CallIngestOutcome
        switch notes.insert(event) {
        case .none: return .foreign
        case .known: return .duplicate
        case .full: return .sessionFull
        case .correlation(let id, let correlationID): outcome = .correlated(id, with: correlationID)
        case .annotation(let annotation):
            let direction = ledger.sessions[annotation.sessionID]?.direction
            change.tell(.annotated(annotation, direction: direction))
            outcome = .annotated(annotation)
        }
        if let id = event.sessionID, ledger.sessions.slot(of: id) == nil {
            let moment = event.stamp?.millisecondsSince1970 ?? 0
            strangers.set(id, to: min(strangers[id] ?? moment, moment))
        }
        return outcome
    }

    /// Sees where a session stands after an event that came last in it.
    ///
    /// One that leaves an open session in its state moves it nowhere and makes nothing more, but may name its endpoint.
    private mutating func follow(
        _ slot: Slot,
        from standing: Residency.Standing,
        isMove: Bool,
        namesEndpoint: Bool,
        _ change: inout Change
    ) {
        var hasEnded = standing.hasEnded
        if hasEnded || isMove {
            let isClosed: Bool
            (hasEnded, isClosed) = residency.review(slot, from: standing, &ledger.sessions)
            if isClosed { change.close(ledger.sessions.id(of: slot)) }
        }
        let isSettled =
            !standing.hasEnded && board.isSettled(slot, namesEndpoint: namesEndpoint, isOpen: !hasEnded)
        if !isSettled { board.review(slot, isOpen: !hasEnded, &ledger.sessions) }
        if hasEnded { keepBounds(&change) }
    }

    /// Sees where a session stands, after anything about it may have changed.
    private mutating func review(_ id: CallSessionID, _ change: inout Change) {
        guard let slot = ledger.sessions.slot(of: id) else { return }
        review(slot, &change)
    }

    private mutating func review(_ slot: Slot, _ change: inout Change) {
        if strangers.count > 0 { strangers.remove(ledger.sessions.id(of: slot)) }
        let standing = residency.standing(of: slot)
        let (hasEnded, isClosed) = residency.review(slot, from: standing, &ledger.sessions)
        if isClosed { change.close(ledger.sessions.id(of: slot)) }
        board.review(slot, isOpen: !hasEnded, &ledger.sessions)
    }
}

// MARK: - Endpoints

extension EngineState {
    mutating func claim(
        _ id: CallClaimID,
        among candidates: [SIPEndpoint]?,
        at stamp: CallStamp
    ) -> CallEndpointAllocation {
        board.claim(id, among: candidates, at: stamp)
    }

    /// What a caller would get.
    mutating func allocation(for id: CallClaimID, among candidates: [SIPEndpoint]?) -> CallEndpointAllocation {
        board.allocation(for: id, among: candidates)
    }

    mutating func release(_ id: CallClaimID) -> SIPEndpoint? { board.release(id) }

    /// What is known of all endpoints, in byte order.
    var endpoints: [CallEndpointStatus] { board.all(ledger.sessions) }

    /// What is known of an endpoint; `nil` if it was never ready.
    func status(of endpoint: SIPEndpoint) -> CallEndpointStatus? { board.status(of: endpoint, ledger.sessions) }
}
