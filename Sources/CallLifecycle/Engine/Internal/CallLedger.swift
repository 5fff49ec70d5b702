/// What the events say of all sessions, kept up to date event by event.
///
/// Pure: no clock, no lock, no effects. What it does to sessions equals, at every moment, what ``CallReconstructor``
/// makes of the same events at once.
struct CallLedger: Sendable {
    // Lent to those that ask whose a slot is.
    var sessions = SlotTable<CallSession>()
    /// What is left of the sessions that were evicted.
    var tombstones = SlotTable<CallTombstone>()

    // What follows is changed by this type's own files only.

    /// The sessions that events without a session ID have joined: rare, and kept apart so that these can leave again.
    var joined: [CallSessionID: JoinedSession] = [:]
    var sessionless = SessionlessEvents()
    /// How many transitions were announced so far.
    var sequence: UInt64
    private let maximumEventsPerSession: Int

    init(sequence: UInt64 = 0, maximumEventsPerSession: Int) {
        self.sequence = sequence
        self.maximumEventsPerSession = maximumEventsPerSession
    }

    /// What an event did: its outcome, and everything that subscribers are to hear of it, in order.
    struct Change {
        var outcome: CallIngestOutcome
        var announcements = CallAnnouncements()
        /// The sessions that events without a session ID have joined or left.
        var moved: [CallSessionID] = []

        init(outcome: CallIngestOutcome, announcements: CallAnnouncements) {
            self.outcome = outcome
            self.announcements = announcements
        }

        /// What an event did of which no more is told than its outcome.
        init(outcome: CallIngestOutcome) {
            self.outcome = outcome
            if let announcement = outcome.announcement { announcements.append(announcement) }
        }
    }

    /// The events that belong to no session so far, by stamp, then name, then message.
    var unattributed: [CallEvent] { sessionless.unattributed }

    var unattributedCount: Int { sessionless.homelessCount }

    /// Takes the first event of a session.
    ///
    /// O(1).
    mutating func open(_ id: CallSessionID, _ hash: ShortHash, with event: CallEvent) -> (slot: Slot, Change) {
        let slot = sessions.insert(CallSession(id: id, first: event), hash)
        let verdict = sessions[slot].steps.look(at: 0) { $0.verdict }
        var change = Change(outcome: outcome(of: verdict, at: slot))
        if let sipCallID = sessions[slot].sipCallID { reindex(slot, from: nil, to: sipCallID, &change) }
        return (slot, change)
    }

    /// Judges an event that surely comes last in its session and changes nothing else; `nil` for any other, which is left
    /// for ``ingest(_:at:)``.
    ///
    /// O(1): what nearly every event of a live call is.
    mutating func append(_ event: CallEvent, at slot: Slot) -> CallVerdict? {
        joined.isEmpty ? sessions[slot].insertLast(event, ofAtMost: maximumEventsPerSession) : nil
    }

    /// What became of an event that came last in its session, and was judged; a transition gets the next number.
    mutating func outcome(of verdict: CallVerdict, at slot: Slot) -> CallIngestOutcome {
        switch verdict {
        case .advance, .skip, .stay:
            sequence += 1
            return .transition(sessions[slot].lastTransition(sequence: sequence))
        case .redundant: return .redundant
        case .illegal: return .illegal(sessions[slot].lastViolation)
        }
    }

    /// Takes an event of a session that is kept.
    ///
    /// O(1) for one that comes last in its session.
    mutating func ingest(_ event: CallEvent, at slot: Slot) -> Change {
        isFull(slot, for: event) ? Change(outcome: .sessionFull) : ingestCarefully(event, at: slot)
    }

    /// Takes an event that may change by which Call-ID its session is found.
    private mutating func ingestCarefully(_ event: CallEvent, at slot: Slot) -> Change {
        let before = ownSIPCallID(of: slot)
        if !joined.isEmpty { _ = joined[sessions.id(of: slot)]?.own.insert(event) }
        let insertion = sessions[slot].insert(event)
        var change = change(slot, insertion)
        let after = ownSIPCallID(of: slot)
        if after != before { reindex(slot, from: before, to: after, &change) }
        return change
    }

    /// Notes that a session is found by another Call-ID than before, and moves the events that follow it.
    private mutating func reindex(
        _ slot: Slot,
        from old: SIPCallID?,
        to new: SIPCallID?,
        _ change: inout Change
    ) {
        list(slot, under: new)
        if !sessionless.isEmpty { settle([old, new].compactMap(\.self), &change) }
    }

    /// Whether a session keeps as many events as it may, and this one would neither be known nor move it.
    private func isFull(_ slot: Slot, for event: CallEvent) -> Bool {
        guard sessions[slot].eventCount >= maximumEventsPerSession else { return false }
        let session = sessions[slot]
        let verdict = CallTransitionTable.verdict(on: event.kind, in: session.state, of: session.direction)
        return verdict.destination == nil && !session.knows(event.assigned(to: session.id))
    }

    /// Whether the session of an event keeps as many as it may, and this one would change nothing.
    func isFull(for event: CallEvent) -> Bool {
        guard let id = event.sessionID ?? (sessionless[event.id] == nil ? onlySession(for: event) : nil) else {
            return false
        }
        return sessions.slot(of: id).map { isFull($0, for: event) } ?? false
    }

    /// What an insertion into a session has to say.
    private mutating func change(_ slot: Slot, _ insertion: CallSession.Insertion) -> Change {
        switch insertion {
        case .duplicate: Change(outcome: .duplicate)
        case .surplus: Change(outcome: .surplusWarning)
        case .appended(let verdict): Change(outcome: outcome(of: verdict, at: slot))
        case .refolded(let before, let step): change(from: before, to: sessions[slot], step)
        }
    }

    /// What a session that was folded again has to say: what is new, or, if anything that was announced no longer
    /// stands, the whole session.
    private mutating func change(from before: CallSession, to after: CallSession, _ step: CallSession.Step?) -> Change {
        let announced = (transitions: before.transitions, violations: Set(before.violations))
        let violations = after.violations
        guard after.transitions.starts(with: announced.transitions), announced.violations.isSubset(of: violations)
        else {
            let amendment = CallAmendment(before: before, after: after) { numbered($0) }
            return Change(outcome: .amended(amendment))
        }
        let newTransitions = after.transitions.dropFirst(announced.transitions.count).map { numbered($0) }
        let newViolations = violations.filter { !announced.violations.contains($0) }
        let outcome: CallIngestOutcome
        if let step {
            outcome =
                if before.step(of: step.event) != nil {
                    .duplicate
                } else if step.verdict == .illegal {
                    .illegal(after.violation(step))
                } else {
                    // A step that only takes the place of another report of the same makes that one redundant.
                    newTransitions.first.map { .transition($0) } ?? .redundant
                }
        } else {
            outcome = .surplusWarning
        }
        return Change(
            outcome: outcome,
            announcements: CallAnnouncements(
                newTransitions.map { .transition($0) } + newViolations.map { .illegal($0) }
            )
        )
    }

    private mutating func numbered(_ transition: CallTransition) -> CallTransition {
        sequence += 1
        var transition = transition
        transition.sequence = sequence
        return transition
    }
}

// MARK: - Events without a session ID

extension CallLedger {
    /// By which Call-ID a session is found: that of its own events, so that what joins it cannot change it.
    func ownSIPCallID(of slot: Slot) -> SIPCallID? {
        guard !joined.isEmpty, let known = joined[sessions[slot].id] else { return sessions[slot].sipCallID }
        return known.own.sipCallID
    }

    /// Lists a session under its Call-ID, and under no other.
    mutating func list(_ slot: Slot, under sipCallID: SIPCallID?) {
        sessions.unlist(slot)
        guard let sipCallID else { return }
        let hash = ShortHash(sipCallID)
        let found = sessions.listed(hash) { ownSIPCallID(of: $0) == sipCallID }
        sessions.list(slot, under: hash, with: found)
    }

    /// The session that an event without a session ID would join, whether or not that is still kept.
    func onlySession(for event: CallEvent) -> CallSessionID? { onlySession(with: event.told.sipCallID) }

    /// The one session with a Call-ID; `nil` where there is none, or more than one.
    private func onlySession(with sipCallID: SIPCallID?) -> CallSessionID? {
        guard let sipCallID else { return nil }
        let hash = ShortHash(sipCallID)
        let kept = sessions.listed(hash) { ownSIPCallID(of: $0) == sipCallID }
        let evicted = tombstones.listed(hash) { tombstones[$0].sipCallID == sipCallID }
        switch (kept, evicted) {
        case (let slot?, nil): return sessions.isListedAlone(slot) ? sessions.id(of: slot) : nil
        case (nil, let slot?): return tombstones.isListedAlone(slot) ? tombstones.id(of: slot) : nil
        case (nil, nil), (_?, _?): return nil
        }
    }

    /// What other reports of an event have told; `nil` if there were none.
    func known(_ event: CallEvent) -> CallEvent? {
        guard let id = event.sessionID else { return sessionless[event.id] }
        return sessions.slot(of: id).flatMap { known(event, at: $0) }
    }

    /// What other reports of an event of a session have told.
    ///
    /// O(1) for one that surely comes last.
    func known(_ event: CallEvent, at slot: Slot) -> CallEvent? {
        sessions[slot].comesLast(event) ? nil : sessions[slot].step(of: event)?.event
    }

    /// Whether an event is known with all that it tells.
    func holds(_ event: CallEvent) -> Bool {
        if let id = event.sessionID { return sessions[id]?.holds(event) ?? false }
        return sessionless[event.id].map { $0.merged(with: event) == $0 } ?? false
    }

    /// The session that an event without a session ID has joined.
    func home(of event: CallEvent) -> CallSessionID? { sessionless.home(of: event.id) }

    /// Takes an event without a session ID.
    mutating func ingestSessionless(_ event: CallEvent) -> Change {
        isFull(for: event) ? Change(outcome: .sessionFull) : admit(event)
    }

    /// Takes an event without a session ID for which there is room.
    mutating func admit(_ event: CallEvent) -> Change {
        guard let known = sessionless.insert(event) else {
            guard let id = onlySession(for: event) else {
                return Change(outcome: .unattributed(event))
            }
            return join(event, id)
        }
        // A repetition may bring the Call-ID, a finer stamp, or other details.
        guard let merged = sessionless[event.id], merged != known else { return Change(outcome: .duplicate) }
        var change = Change(outcome: .duplicate)
        if let id = sessionless.home(of: event.id) { change.announcements += join(merged, id).announcements }
        settle([known, merged].compactMap(\.told.sipCallID), &change)
        return change
    }

    /// Moves events whose Call-ID has come to name another session, none, or several.
    private mutating func settle(_ sipCallIDs: [SIPCallID], _ change: inout Change) {
        let displaced = sessionless.displaced(sipCallIDs) { onlySession(with: $0) }
        // All events that leave a session leave it at once: each would fold it again.
        let leaving = Dictionary(grouping: displaced) { sessionless.home(of: $0.id) }
        let left = leaving.keys.compactMap(\.self).sorted()
        for id in left { change.announcements += detach(leaving[id] ?? [], id) }
        for event in displaced {
            guard let id = onlySession(for: event), sessions.slot(of: id) != nil else { continue }
            change.announcements.append(.attributed(event, to: id))
            change.announcements += join(event, id).announcements
            change.moved.append(id)
        }
        change.moved += left
    }

    /// Lets an event join a session, or refreshes one that has.
    private mutating func join(_ event: CallEvent, _ id: CallSessionID) -> Change {
        guard let slot = sessions.slot(of: id) else { return Change(outcome: .duplicate) }
        sessionless.setHome(of: event.id, to: id)
        joined[id, default: JoinedSession(own: sessions[slot])].joining[event.id] = event
        let insertion = sessions[slot].insert(event.assigned(to: id))
        return change(slot, insertion)
    }

    private mutating func detach(_ events: [CallEvent], _ id: CallSessionID) -> [CallNotification] {
        guard let slot = sessions.slot(of: id) else { return [] }
        let before = sessions[slot]
        for event in events {
            sessionless.setHome(of: event.id, to: nil)
            joined[id]?.joining[event.id] = nil
        }
        let after = joined[id]?.whole ?? before
        sessions[slot] = after
        if joined[id]?.joining.isEmpty == true { joined[id] = nil }
        let isSame = after.transitions == before.transitions && after.violations == before.violations
        let detached = events.map { CallNotification.detached($0, from: id) }
        return isSame ? detached : detached + [.amended(CallAmendment(before: before, after: after) { numbered($0) })]
    }
}
