/// What the events say of all sessions, kept up to date event by event.
///
/// Pure: no clock, no lock, no effects. What it does to sessions equals, at every moment, what ``CallReconstructor``
/// makes of the same events at once.
struct CallLedger: Sendable {
    private(set) var sessions: [CallSessionID: CallSession] = [:]
    /// The sessions that events without a session ID have joined: rare, and kept apart so that these can leave again.
    private var joined: [CallSessionID: JoinedSession] = [:]
    private var sessionless = SessionlessEvents()
    /// How many transitions were announced so far.
    private(set) var sequence: UInt64
    private let maximumEventsPerSession: Int

    init(sequence: UInt64 = 0, maximumEventsPerSession: Int) {
        self.sequence = sequence
        self.maximumEventsPerSession = maximumEventsPerSession
    }

    /// What an event did: its outcome, and everything that subscribers are to hear of it, in order.
    struct Change {
        var outcome: CallIngestOutcome
        var announcements: [CallNotification] = []
    }

    /// The events that belong to no session so far, by stamp, then name, then message.
    var unattributed: [CallEvent] { sessionless.unattributed }

    var unattributedCount: Int { sessionless.homelessCount }

    /// Takes an event of a session, or one that may come to be.
    ///
    /// O(1) for one that comes last in its session.
    mutating func ingest(_ event: CallEvent) -> (outcome: CallIngestOutcome, announcements: [CallNotification]) {
        let change = take(event)
        return (change.outcome, change.announcements)
    }

    private mutating func take(_ event: CallEvent) -> Change {
        guard let id = event.sessionID else { return ingestSessionless(event) }
        guard let place = sessions.index(forKey: id) else { return open(id, with: event) }
        if isFull(sessions.values[place], for: event) { return Change(outcome: .sessionFull) }
        let sipCallIDBefore = ownSIPCallID(of: sessions.values[place])
        if !joined.isEmpty, joined[id] != nil { _ = joined[id]?.own.insert(event) }
        let insertion = sessions.values[place].insert(event)
        var change = change(sessions.values[place], insertion)
        let sipCallID = ownSIPCallID(of: sessions.values[place])
        if sipCallID != sipCallIDBefore { change.announcements += reindex(id, from: sipCallIDBefore, to: sipCallID) }
        return change
    }

    /// Begins a session with its first event.
    private mutating func open(_ id: CallSessionID, with event: CallEvent) -> Change {
        let session = CallSession(id: id, first: event)
        sessions[id] = session
        var change = change(session, .appended(session.steps[0]))
        if let sipCallID = session.sipCallID { change.announcements += reindex(id, from: nil, to: sipCallID) }
        return change
    }

    /// Notes that a session is found by another Call-ID than before, and moves the events that follow it.
    private mutating func reindex(
        _ id: CallSessionID,
        from old: SIPCallID?,
        to new: SIPCallID?
    ) -> [CallNotification] {
        sessionless.reindex(id, from: old, to: new)
        return settle([old, new].compactMap(\.self))
    }

    /// Whether a session keeps as many events as it may, and this one would neither be known nor move it.
    private func isFull(_ session: CallSession, for event: CallEvent) -> Bool {
        guard session.eventCount >= maximumEventsPerSession else { return false }
        let verdict = CallTransitionTable.verdict(on: event.kind, in: session.state, of: session.direction)
        return verdict.destination == nil && !session.knows(event.assigned(to: session.id))
    }

    /// Whether the session of an event keeps as many as it may, and this one would change nothing.
    func isFull(for event: CallEvent) -> Bool {
        guard let id = event.sessionID ?? (sessionless[event.id] == nil ? onlySession(for: event) : nil) else {
            return false
        }
        return sessions[id].map { isFull($0, for: event) } ?? false
    }

    /// What an insertion into a session has to say.
    private mutating func change(_ session: CallSession, _ insertion: CallSession.Insertion) -> Change {
        switch insertion {
        case .duplicate: return Change(outcome: .duplicate)
        case .surplus: return Change(outcome: .surplusWarning)
        case .appended(let step):
            switch step.verdict {
            case .advance, .skip, .stay:
                let transition = numbered(session.transition(step, ordinal: session.transitionCount))
                return Change(outcome: .transition(transition), announcements: [.transition(transition)])
            case .redundant: return Change(outcome: .redundant)
            case .illegal:
                let violation = session.violation(step)
                return Change(outcome: .illegal(violation), announcements: [.illegal(violation)])
            }
        case .refolded(let before, let step): return change(from: before, to: session, step)
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
            return Change(outcome: .amended(amendment), announcements: [.amended(amendment)])
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
            announcements: newTransitions.map { .transition($0) } + newViolations.map { .illegal($0) }
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
    private func ownSIPCallID(of session: CallSession) -> SIPCallID? {
        joined.isEmpty ? session.sipCallID : (joined[session.id]?.own ?? session).sipCallID
    }

    /// The session that an event without a session ID would join, whether or not that is still kept.
    func onlySession(for event: CallEvent) -> CallSessionID? {
        sessionless.onlySession(with: event.attributes.sipCallID)
    }

    /// What other reports of an event have told; `nil` if there were none.
    func known(_ event: CallEvent) -> CallEvent? {
        guard let id = event.sessionID else { return sessionless[event.id] }
        return sessions[id]?.step(of: event)?.event
    }

    /// Whether an event is known with all that it tells.
    func holds(_ event: CallEvent) -> Bool {
        if let id = event.sessionID { return sessions[id]?.holds(event) ?? false }
        return sessionless[event.id].map { $0.merged(with: event) == $0 } ?? false
    }

    /// The session that an event without a session ID has joined.
    func home(of event: CallEvent) -> CallSessionID? { sessionless.home(of: event.id) }

    private mutating func ingestSessionless(_ event: CallEvent) -> Change {
        isFull(for: event) ? Change(outcome: .sessionFull) : admit(event)
    }

    /// Takes an event without a session ID for which there is room.
    private mutating func admit(_ event: CallEvent) -> Change {
        guard let known = sessionless.insert(event) else {
            guard let id = onlySession(for: event) else {
                return Change(outcome: .unattributed(event), announcements: [.unattributed(event)])
            }
            return join(event, id)
        }
        // A repetition may bring the Call-ID, a finer stamp, or other details.
        guard let merged = sessionless[event.id], merged != known else { return Change(outcome: .duplicate) }
        var change = Change(outcome: .duplicate)
        if let id = sessionless.home(of: event.id) { change.announcements += join(merged, id).announcements }
        change.announcements += settle([known, merged].compactMap(\.attributes.sipCallID))
        return change
    }

    /// Moves events whose Call-ID has come to name another session, none, or several.
    private mutating func settle(_ sipCallIDs: [SIPCallID]) -> [CallNotification] {
        let displaced = sessionless.displaced(sipCallIDs)
        // All events that leave a session leave it at once: each would fold it again.
        var announcements: [CallNotification] = []
        let leaving = Dictionary(grouping: displaced) { sessionless.home(of: $0.id) }
        for id in leaving.keys.compactMap(\.self).sorted() { announcements += detach(leaving[id] ?? [], id) }
        for event in displaced {
            guard let id = onlySession(for: event), sessions[id] != nil else { continue }
            announcements.append(.attributed(event, to: id))
            announcements += join(event, id).announcements
        }
        return announcements
    }

    /// Lets an event join a session, or refreshes one that has.
    private mutating func join(_ event: CallEvent, _ id: CallSessionID) -> Change {
        guard let session = sessions[id] else { return Change(outcome: .duplicate) }
        sessionless.setHome(of: event.id, to: id)
        joined[id, default: JoinedSession(own: session)].joining[event.id] = event
        guard let place = sessions.index(forKey: id) else { return Change(outcome: .duplicate) }
        let insertion = sessions.values[place].insert(event.assigned(to: id))
        return change(sessions.values[place], insertion)
    }

    private mutating func detach(_ events: [CallEvent], _ id: CallSessionID) -> [CallNotification] {
        guard let before = sessions[id] else { return [] }
        for event in events {
            sessionless.setHome(of: event.id, to: nil)
            joined[id]?.joining[event.id] = nil
        }
        let after = joined[id]?.whole ?? before
        sessions[id] = after
        if joined[id]?.joining.isEmpty == true { joined[id] = nil }
        let isSame = after.transitions == before.transitions && after.violations == before.violations
        let detached = events.map { CallNotification.detached($0, from: id) }
        return isSame ? detached : detached + [.amended(CallAmendment(before: before, after: after) { numbered($0) })]
    }
}

// MARK: - Forgetting and restoring

extension CallLedger {
    /// Forgets a session and the events that have joined it.
    ///
    /// Its Call-ID stays known until ``forget(_:)``: what comes for it belongs to no other session.
    mutating func evict(_ id: CallSessionID) -> (session: CallSession, sipCallID: SIPCallID?)? {
        guard let session = sessions.removeValue(forKey: id) else { return nil }
        let sipCallID = ownSIPCallID(of: session)
        for identity in joined.removeValue(forKey: id)?.joining.keys.map(\.self) ?? [] { sessionless.remove(identity) }
        return (session, sipCallID)
    }

    /// Forgets even the Call-ID of an evicted session, and the events that may have belonged to it.
    ///
    /// Once it is forgotten, these would seem to belong to whatever other session has the same Call-ID.
    mutating func forget(_ tombstone: CallTombstone) -> [CallEvent] {
        guard let sipCallID = tombstone.sipCallID else { return [] }
        sessionless.reindex(tombstone.sessionID, from: sipCallID, to: nil)
        return sessionless.evictHomeless(with: sipCallID)
    }

    /// Forgets the event that has belonged to no session for the longest.
    mutating func evictOldestUnattributed() -> CallEvent? { sessionless.evictOldest() }

    /// The sessions of the events that name them, without those that have joined.
    var ownSessions: [CallSession] { sessions.values.map { joined[$0.id]?.own ?? $0 } }

    /// The events without a session ID, whether or not they have joined a session.
    var sessionlessEvents: [CallEvent] { sessionless.all }

    /// Takes in sessions, tombstones and events of a snapshot, without a word.
    mutating func restore(_ own: [CallSession], _ tombstones: [CallTombstone], _ events: [CallEvent]) {
        for session in own {
            sessions[session.id] = session
            sessionless.reindex(session.id, from: nil, to: session.sipCallID)
        }
        for tombstone in tombstones { sessionless.reindex(tombstone.sessionID, from: nil, to: tombstone.sipCallID) }
        let announced = sequence
        // What was in a session stays in it, also if the session has filled up since.
        for event in events { _ = admit(event) }
        sequence = announced
    }
}

/// A session that events without a session ID have joined, taken apart.
private struct JoinedSession: Sendable {
    /// The session of the events that name it.
    var own: CallSession
    /// The events that have joined it.
    var joining: [CallEvent.Identity: CallEvent] = [:]

    /// The session of all of them.
    var whole: CallSession { own.joined(by: joining.values.map { $0.assigned(to: own.id) }) }
}
