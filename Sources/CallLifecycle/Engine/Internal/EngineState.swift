/// All that an engine knows, without its subscribers and its lock.
///
/// Pure: no clock and no effects. What happened is the ledger's, how long it stays the residency's, and every bound is
/// kept here, after each event.
struct EngineState: Sendable {
    /// What an event, or the passing of time, did.
    struct Change: Sendable {
        /// What subscribers are to hear, in order.
        var announcements: [CallNotification] = []
        /// The sessions whose streams end, once these have been told.
        var closed: [CallSessionID] = []
    }

    let configuration: CallSessionEngine.Configuration
    private(set) var ledger: CallLedger
    private(set) var residency: Residency
    private(set) var board: EndpointBoard
    private(set) var notes = NoteBook()
    private(set) var graveyard: Graveyard
    private(set) var tally = Tally()
    /// The latest moment that the engine was told of.
    private(set) var now: CallStamp?
    /// The sessions of which nothing but notes is known, by when the first of these was reported.
    private var strangers = PriorityQueue<CallSessionID>()

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
        let ends = sessions.compactMap { session in residency.inferredEnd(of: session.id).map { (session.id, $0) } }
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
            inferredEnds: residency.inferredEnd(of: id).map { [id: $0] } ?? [:]
        )
    }
}

extension EngineState {
    /// Whether nothing will be told of a scope any more.
    func isClosed(_ scope: CallNotificationScope) -> Bool {
        guard case .session(let id) = scope else { return false }
        return residency.isClosed(id) || graveyard[id] != nil
    }
}

// MARK: - Events

extension EngineState {
    /// Takes an event.
    ///
    /// O(1) for one that comes last in its session, but for the queues, which are O(log n) when a session moves.
    mutating func ingest(_ event: CallEvent) -> (outcome: CallIngestOutcome, change: Change) {
        ingest { $0.isTooLarge(event) ? .tooLarge : $0.take(event, &$1) }
    }

    /// Takes a foreign event.
    mutating func ingest(_ event: ForeignCallEvent) -> (outcome: CallIngestOutcome, change: Change) {
        ingest { $0.isTooLarge(event) ? .tooLarge : $0.take(event, &$1) }
    }

    /// Whether an event is too large, or would become so with what other reports of it have told.
    private func isTooLarge(_ event: CallEvent) -> Bool {
        let limit = configuration.maximumEventSize
        return event.size > limit || ledger.known(event).map { $0.merged(with: event).size > limit } ?? false
    }

    private func isTooLarge(_ event: ForeignCallEvent) -> Bool { event.size > configuration.maximumEventSize }

    /// The tombstone of the session that an event is about, if that was evicted.
    private func tombstone(for event: CallEvent) -> CallTombstone? {
        guard graveyard.count > 0, event.kind != .dialInReady else { return nil }
        return (event.sessionID ?? ledger.onlySession(for: event)).flatMap { graveyard[$0] }
    }

    /// Whether a bound keeps an event from changing anything.
    func isRefused(_ event: CallEvent) -> Bool {
        isTooLarge(event) || tombstone(for: event) != nil || ledger.isFull(for: event)
    }

    /// Whether a bound keeps a foreign event from changing anything.
    func isRefused(_ event: ForeignCallEvent) -> Bool {
        isTooLarge(event) || event.sessionID.map { graveyard[$0] != nil } ?? false || notes.isFull(for: event)
    }

    private mutating func ingest(
        _ take: (inout EngineState, inout Change) -> CallIngestOutcome
    ) -> (outcome: CallIngestOutcome, change: Change) {
        var change = Change()
        let outcome = take(&self, &change)
        tally.count(outcome)
        keepBounds(&change)
        return (outcome, change)
    }

    private mutating func take(_ event: CallEvent, _ change: inout Change) -> CallIngestOutcome {
        if event.kind == .dialInReady { return ready(event, &change) }
        if let tombstone = tombstone(for: event) { return .evictedSession(tombstone) }
        let (outcome, announcements) = ledger.ingest(event)
        change.announcements += announcements
        if let id = event.sessionID ?? ledger.home(of: event) { review(id, &change) }
        for case .attributed(_, let id) in announcements { review(id, &change) }
        for case .detached(_, let id) in announcements { review(id, &change) }
        return outcome
    }

    private mutating func ready(_ event: CallEvent, _ change: inout Change) -> CallIngestOutcome {
        guard let endpoint = event.attributes.sipEndpoint else { return .endpointUnknown }
        guard board.insert(endpoint, readyAt: event.stamp) else { return .duplicate }
        change.announcements.append(.endpointReady(endpoint))
        return .endpointReady(endpoint)
    }

    private mutating func take(_ event: ForeignCallEvent, _ change: inout Change) -> CallIngestOutcome {
        if let id = event.sessionID, let tombstone = graveyard[id] { return .evictedSession(tombstone) }
        let outcome: CallIngestOutcome
        switch notes.insert(event) {
        case .none: return .foreign
        case .known: return .duplicate
        case .full: return .sessionFull
        case .correlation(let id, let correlationID): outcome = .correlated(id, with: correlationID)
        case .annotation(let annotation):
            let direction = ledger.sessions[annotation.sessionID]?.direction
            change.announcements.append(.annotated(annotation, direction: direction))
            outcome = .annotated(annotation)
        }
        if let id = event.sessionID, ledger.sessions[id] == nil {
            let moment = event.stamp?.millisecondsSince1970 ?? 0
            strangers.set(id, to: min(strangers[id] ?? moment, moment))
        }
        return outcome
    }

    /// Sees where a session stands, after anything about it may have changed.
    private mutating func review(_ id: CallSessionID, _ change: inout Change) {
        guard let session = ledger.sessions[id] else { return }
        if strangers.count > 0 { strangers.remove(id) }
        let (hasEnded, isClosed) = residency.review(session)
        if isClosed { change.closed.append(id) }
        board.review(session, isOpen: !hasEnded)
    }
}

// MARK: - Time

extension EngineState {
    /// Lets time pass, up to a moment and up to a number of things that are due.
    ///
    /// - Returns: What happened, and whether nothing is due any more.
    mutating func advance(to stamp: CallStamp, atMost limit: Int) -> (change: Change, isDone: Bool) {
        now = now.map { max($0, stamp) } ?? stamp
        let milliseconds = (now ?? stamp).millisecondsSince1970
        var change = Change()
        for _ in 0..<limit {
            guard handleDue(at: milliseconds, &change) else { return (change, true) }
        }
        return (change, false)
    }

    /// When something will be due next, in milliseconds since 1970.
    mutating func nextDue() -> Int64? {
        [residency.nextDue(), board.nextTimeout(), graveyard.nextExpiry()].compactMap(\.self).min()
    }

    /// Does one thing that is due; `false` if there is none.
    private mutating func handleDue(at milliseconds: Int64, _ change: inout Change) -> Bool {
        if let due = residency.due(at: milliseconds) {
            handle(due, &change)
            keepBounds(&change)
        } else if let (claim, endpoint) = board.timedOut(at: milliseconds) {
            announce(.claim(claim, endpoint), .age, &change)
        } else if let tombstone = graveyard.expired(at: milliseconds) {
            forget(tombstone, .age, &change)
        } else {
            return false
        }
        return true
    }

    private mutating func handle(_ due: Residency.Due, _ change: inout Change) {
        switch due {
        case .notice(let id, let limit):
            guard let session = ledger.sessions[id] else { return }
            tally.overdue += 1
            change.announcements.append(.overdue(CallOverdue(session: session, limit: limit, inferredEnd: nil)))
        case .inferredEnd(let id, let inferred, let limit, let isClosed):
            guard let session = ledger.sessions[id] else { return }
            tally.inferredEnds += 1
            change.announcements.append(.overdue(CallOverdue(session: session, limit: limit, inferredEnd: inferred)))
            board.review(session, isOpen: false)
            if isClosed { change.closed.append(id) }
        case .expiry(let id): evict(id, .age, &change)
        case .closing(let id): change.closed.append(id)
        }
    }
}

// MARK: - Bounds

extension EngineState {
    /// Lets go of what there is too much of.
    private mutating func keepBounds(_ change: inout Change) {
        while let id = residency.crowdedOut() { evict(id, .number, &change) }
        while ledger.unattributedCount > max(0, configuration.maximumUnattributed),
            let event = ledger.evictOldestUnattributed()
        {
            announce(.unattributed(event), .number, &change)
        }
        while strangers.count > max(0, configuration.maximumUnattributed), let id = strangers.popFirst() {
            notes.remove(id)
            announce(.notes(id), .number, &change)
        }
        while let (endpoint, claim) = board.crowdedOut() {
            announce(.endpoint(endpoint), .number, &change)
            if let claim { announce(.claim(claim, endpoint), .number, &change) }
        }
        while let tombstone = graveyard.crowdedOut() { forget(tombstone, .number, &change) }
    }

    private mutating func forget(
        _ tombstone: CallTombstone,
        _ reason: CallEviction.Reason,
        _ change: inout Change
    ) {
        for event in ledger.forget(tombstone) { announce(.unattributed(event), reason, &change) }
    }

    private mutating func evict(_ id: CallSessionID, _ reason: CallEviction.Reason, _ change: inout Change) {
        residency.remove(id)
        board.remove(id)
        notes.remove(id)
        guard let (session, sipCallID) = ledger.evict(id) else { return }
        graveyard.bury(CallTombstone(session, sipCallID: sipCallID), at: now ?? session.stateSince)
        announce(.session(session), reason, &change)
        change.closed.append(id)
    }

    private mutating func announce(
        _ subject: CallEviction.Subject,
        _ reason: CallEviction.Reason,
        _ change: inout Change
    ) {
        let eviction = CallEviction(subject: subject, reason: reason)
        tally.count(eviction)
        change.announcements.append(.evicted(eviction))
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
}

// MARK: - Snapshots

extension EngineState {
    /// The state that a snapshot describes, within the bounds of a configuration.
    init(_ snapshot: CallEngineSnapshot, _ configuration: CallSessionEngine.Configuration) {
        self.init(configuration, sequence: snapshot.sequence, now: snapshot.now)
        for ready in snapshot.endpoints {
            for stamp in ready.stamps { _ = board.insert(ready.endpoint, readyAt: stamp) }
        }
        // A snapshot comes from outside: what contradicts its sessions is left out.
        let residents = Set(snapshot.sessionIDs)
        let graves = snapshot.graves.filter { !residents.contains($0.tombstone.sessionID) }
        for grave in graves { graveyard.restore(grave.tombstone, expiry: grave.expiry) }
        ledger.restore(snapshot.residents.map(\.session), graves.map(\.tombstone), snapshot.sessionless)
        for resident in snapshot.residents {
            guard let session = ledger.sessions[resident.session.id] else { continue }
            residency.restore(session, noticedSince: resident.noticedSince, inferredEnd: resident.inferredEnd)
            board.review(session, isOpen: !residency.hasEnded(session.id))
        }
        for note in snapshot.notes {
            notes.insert(note.notes, of: note.sessionID)
            guard ledger.sessions[note.sessionID] == nil else { continue }
            strangers.set(note.sessionID, to: note.since?.millisecondsSince1970 ?? 0)
        }
        for claim in snapshot.claims where claim.claim.session.map(residents.contains) ?? true {
            board.restore(claim.id, claim.claim)
        }
        // What is too much for these bounds goes, as it would have gone before.
        var unheard = Change()
        keepBounds(&unheard)
        tally = Tally()
    }

    /// All of it as a value.
    ///
    /// O(n log n).
    var snapshot: CallEngineSnapshot {
        CallEngineSnapshot(
            now: now,
            sequence: ledger.sequence,
            residents: ledger.ownSessions.map { session in
                CallEngineSnapshot.Resident(
                    session: session,
                    noticedSince: residency.noticedSince(session.id),
                    inferredEnd: residency.inferredEnd(of: session.id)
                )
            },
            sessionless: ledger.sessionlessEvents,
            endpoints: board.readiness.all.map {
                CallEngineSnapshot.Readiness(endpoint: $0, stamps: board.readiness.stamps(of: $0))
            },
            notes: notes.notes.map { id, notes in
                let since = strangers[id].flatMap { CallStamp(millisecondsSince1970: $0) }
                return CallEngineSnapshot.Notes(sessionID: id, notes: notes, since: since)
            },
            claims: board.claims.map { CallEngineSnapshot.Claim(id: $0.key, claim: $0.value) },
            graves: graveyard.tombstones.values.map {
                CallEngineSnapshot.Grave(tombstone: $0, expiry: graveyard.expiry(of: $0.sessionID) ?? 0)
            }
        )
    }
}
