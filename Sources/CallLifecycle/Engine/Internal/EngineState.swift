/// All that an engine knows, without its subscribers and its lock.
///
/// Pure: no clock and no effects. What happened is the ledger's, how long it stays the residency's, and every bound is
/// kept here, after each event.
struct EngineState: Sendable {
    /// What an event, or the passing of time, did.
    struct Change: Sendable {
        /// What subscribers are to hear, in order.
        var announcements = CallAnnouncements()
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
    /// Takes an event.
    ///
    /// O(1) for one that comes last in its session, but for the queues, which are O(log n) when a session moves.
    mutating func ingest(_ event: CallEvent) -> (outcome: CallIngestOutcome, change: Change) {
        ingest { $0.take(event, &$1) }
    }

    /// Takes a foreign event.
    mutating func ingest(_ event: ForeignCallEvent) -> (outcome: CallIngestOutcome, change: Change) {
        ingest { $0.isTooLarge(event) ? .tooLarge : $0.take(event, &$1) }
    }

    /// Whether an event is too large, or would become so with what other reports of it have told.
    private func isTooLarge(_ event: CallEvent) -> Bool {
        isTooLarge(event, known: ledger.known(event))
    }

    /// The same of an event whose session is known; O(1) for one that comes last there.
    private func isTooLarge(_ event: CallEvent, at slot: Slot?) -> Bool {
        isTooLarge(event, known: slot.flatMap { ledger.known(event, at: $0) })
    }

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
        isTooLarge(event) || tombstone(for: event) != nil || ledger.isFull(for: event)
    }

    /// Whether a bound keeps a foreign event from changing anything.
    func isRefused(_ event: ForeignCallEvent) -> Bool {
        isTooLarge(event) || event.sessionID.map { ledger.tombstones.slot(of: $0) != nil } ?? false
            || notes.isFull(for: event)
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

    /// Takes an event; the session's ID is hashed once.
    private mutating func take(_ event: CallEvent, _ change: inout Change) -> CallIngestOutcome {
        guard event.kind != .dialInReady, let id = event.sessionID else { return takeSessionless(event, &change) }
        let hash = ShortHash(id)
        let known = ledger.sessions.slot(of: id, hash)
        if isTooLarge(event, at: known) { return .tooLarge }
        guard let slot = known else {
            // A session that is kept has no tombstone.
            if let grave = ledger.tombstones.slot(of: id, hash) { return .evictedSession(ledger.tombstones[grave]) }
            let (slot, opened) = ledger.open(id, hash, with: event)
            return settle(opened, &change) { $0.review(slot, after: nil, &$1) }
        }
        let isLast = ledger.sessions.read(slot) { $0.comesLast(event) }
        let taken = ledger.ingest(event, at: slot)
        return settle(taken, &change) { $0.review(slot, after: isLast ? event : nil, &$1) }
    }

    /// Takes an event that is of no session, or of one that it does not name.
    private mutating func takeSessionless(_ event: CallEvent, _ change: inout Change) -> CallIngestOutcome {
        if isTooLarge(event) { return .tooLarge }
        if event.kind == .dialInReady { return ready(event, &change) }
        if let tombstone = tombstone(for: event) { return .evictedSession(tombstone) }
        let taken = ledger.ingestSessionless(event)
        return settle(taken, &change) { state, change in
            if let id = state.ledger.home(of: event) { state.review(id, &change) }
        }
    }

    /// Sees where all sessions stand that an event has changed.
    private mutating func settle(
        _ taken: CallLedger.Change,
        _ change: inout Change,
        reviewing review: (inout EngineState, inout Change) -> Void
    ) -> CallIngestOutcome {
        change.announcements += taken.announcements
        review(&self, &change)
        for case .attributed(_, let id) in taken.announcements { self.review(id, &change) }
        for case .detached(_, let id) in taken.announcements { self.review(id, &change) }
        return taken.outcome
    }

    private mutating func ready(_ event: CallEvent, _ change: inout Change) -> CallIngestOutcome {
        guard let endpoint = event.attributes.sipEndpoint else { return .endpointUnknown }
        guard board.insert(endpoint, readyAt: event.stamp) else { return .duplicate }
        change.announcements.append(.endpointReady(endpoint))
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
            change.announcements.append(.annotated(annotation, direction: direction))
            outcome = .annotated(annotation)
        }
        if let id = event.sessionID, ledger.sessions.slot(of: id) == nil {
            let moment = event.stamp?.millisecondsSince1970 ?? 0
            strangers.set(id, to: min(strangers[id] ?? moment, moment))
        }
        return outcome
    }

    /// Sees where a session stands, after anything about it may have changed.
    private mutating func review(_ id: CallSessionID, _ change: inout Change) {
        guard let slot = ledger.sessions.slot(of: id) else { return }
        review(slot, after: nil, &change)
    }

    /// Sees where a session stands, after an event that came last in it, or anything else.
    private mutating func review(_ slot: Slot, after last: CallEvent?, _ change: inout Change) {
        if strangers.count > 0 { strangers.remove(ledger.sessions.id(of: slot)) }
        let wasOpen = last != nil && !residency.hasEnded(slot)
        let (hasEnded, isClosed) = residency.review(slot, ledger.sessions)
        if isClosed { change.closed.append(ledger.sessions.id(of: slot)) }
        if let last, wasOpen, board.isSettled(slot, by: last, isOpen: !hasEnded) { return }
        board.review(slot, ledger.sessions[slot], isOpen: !hasEnded)
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
        let moments = [
            residency.nextDue(ledger.sessions), board.nextTimeout(), graveyard.nextExpiry(ledger.tombstones),
        ]
        return moments.compactMap(\.self).min()
    }

    /// Does one thing that is due; `false` if there is none.
    private mutating func handleDue(at milliseconds: Int64, _ change: inout Change) -> Bool {
        if let due = residency.due(at: milliseconds, ledger.sessions) {
            handle(due, &change)
            keepBounds(&change)
        } else if let (claim, endpoint) = board.timedOut(at: milliseconds) {
            announce(.claim(claim, endpoint), .age, &change)
        } else if let tombstone = graveyard.expired(at: milliseconds, ledger.tombstones) {
            forget(tombstone, .age, &change)
        } else {
            return false
        }
        return true
    }

    private mutating func handle(_ due: Residency.Due, _ change: inout Change) {
        switch due {
        case .notice(let slot, let limit):
            tally.overdue += 1
            let overdue = CallOverdue(session: ledger.sessions[slot], limit: limit, inferredEnd: nil)
            change.announcements.append(.overdue(overdue))
        case .inferredEnd(let slot, let inferred, let limit, let isClosed):
            tally.inferredEnds += 1
            let session = ledger.sessions[slot]
            change.announcements.append(.overdue(CallOverdue(session: session, limit: limit, inferredEnd: inferred)))
            board.review(slot, session, isOpen: false)
            if isClosed { change.closed.append(session.id) }
        case .expiry(let slot): evict(slot, .age, &change)
        case .closing(let slot): change.closed.append(ledger.sessions.id(of: slot))
        }
    }
}

// MARK: - Bounds

extension EngineState {
    /// Lets go of what there is too much of.
    private mutating func keepBounds(_ change: inout Change) {
        while let slot = residency.crowdedOut(ledger.sessions) { evict(slot, .number, &change) }
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
        while let tombstone = graveyard.crowdedOut(ledger.tombstones) { forget(tombstone, .number, &change) }
    }

    private mutating func forget(_ tombstone: Slot, _ reason: CallEviction.Reason, _ change: inout Change) {
        for event in ledger.forget(tombstone) { announce(.unattributed(event), reason, &change) }
    }

    private mutating func evict(_ slot: Slot, _ reason: CallEviction.Reason, _ change: inout Change) {
        let id = ledger.sessions.id(of: slot)
        residency.remove(slot)
        board.remove(slot, id)
        if !notes.notes.isEmpty { notes.remove(id) }
        let (session, tombstone) = ledger.evict(slot)
        graveyard.bury(tombstone, at: now ?? session.stateSince, ledger.tombstones)
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

    /// What is known of all endpoints, in byte order.
    var endpoints: [CallEndpointStatus] { board.all(ledger.sessions) }

    /// What is known of an endpoint; `nil` if it was never ready.
    func status(of endpoint: SIPEndpoint) -> CallEndpointStatus? { board.status(of: endpoint, ledger.sessions) }
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
        for grave in graves {
            guard let slot = ledger.restore(grave.tombstone) else { continue }
            graveyard.restore(slot, expiry: grave.expiry, ledger.tombstones)
        }
        let restored = snapshot.residents.map { ($0, ledger.restore($0.session)) }
        ledger.restore(snapshot.sessionless)
        for (resident, slot) in restored {
            guard let slot else { continue }
            residency.restore(
                slot,
                noticedSince: resident.noticedSince,
                inferredEnd: resident.inferredEnd,
                ledger.sessions
            )
            board.review(slot, ledger.sessions[slot], isOpen: !residency.hasEnded(slot))
        }
        for note in snapshot.notes {
            notes.insert(note.notes, of: note.sessionID)
            guard ledger.sessions.slot(of: note.sessionID) == nil else { continue }
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
                let slot = ledger.sessions.slot(of: session.id)
                // Notice may have been given of the state in which events without a session ID have put it.
                let noticed = slot.flatMap { residency.isNoticed($0) ? ledger.sessions[$0].stateSince : nil }
                return CallEngineSnapshot.Resident(
                    session: session,
                    noticedSince: noticed,
                    inferredEnd: slot.flatMap { residency.inferredEnd(of: $0) }
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
            graves: ledger.tombstones.slots.map {
                CallEngineSnapshot.Grave(tombstone: ledger.tombstones[$0], expiry: graveyard.expiry(of: $0))
            }
        )
    }
}
