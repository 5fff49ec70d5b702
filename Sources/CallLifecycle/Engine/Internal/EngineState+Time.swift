// What time and the bounds of an engine do to it.

extension EngineState {
    /// Lets time pass, up to a moment and up to a number of things that are due, and adds to a change what happened.
    ///
    /// - Returns: Whether nothing is due any more.
    mutating func advance(to stamp: CallStamp, atMost limit: Int, _ change: inout Change) -> Bool {
        now = now.map { max($0, stamp) } ?? stamp
        let milliseconds = (now ?? stamp).millisecondsSince1970
        for _ in 0..<limit {
            guard handleDue(at: milliseconds, &change) else { return true }
        }
        return false
    }

    /// When something will be due next, in milliseconds since 1970.
    mutating func nextDue() -> Int64? {
        let moments = [
            residency.nextDue(&ledger.sessions), board.nextTimeout(), graveyard.nextExpiry(&ledger.tombstones),
        ]
        return moments.compactMap(\.self).min()
    }

    /// Does one thing that is due; `false` if there is none.
    private mutating func handleDue(at milliseconds: Int64, _ change: inout Change) -> Bool {
        if let due = residency.due(at: milliseconds, &ledger.sessions) {
            handle(due, &change)
            keepBounds(&change)
        } else if let (claim, endpoint) = board.timedOut(at: milliseconds) {
            announce(.claim, .age, &change, .claim(claim, endpoint))
        } else if let tombstone = graveyard.expired(at: milliseconds, &ledger.tombstones) {
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
            change.tell(.overdue(overdue))
        case .inferredEnd(let slot, let inferred, let limit, let isClosed):
            tally.inferredEnds += 1
            let session = ledger.sessions[slot]
            change.tell(.overdue(CallOverdue(session: session, limit: limit, inferredEnd: inferred)))
            board.review(slot, isOpen: false, &ledger.sessions)
            if isClosed { change.close(session.id) }
        case .expiry(let slot): evict(slot, .age, &change)
        case .closing(let slot): change.close(ledger.sessions.id(of: slot))
        }
    }
}

// MARK: - Bounds

extension EngineState {
    /// Lets go of what there is too much of.
    mutating func keepBounds(_ change: inout Change) {
        while let slot = residency.crowdedOut(&ledger.sessions) { evict(slot, .number, &change) }
        while ledger.unattributedCount > max(0, configuration.maximumUnattributed),
            let event = ledger.evictOldestUnattributed()
        {
            announce(.unattributed, .number, &change, .unattributed(event))
        }
        while strangers.count > max(0, configuration.maximumUnattributed), let id = strangers.popFirst() {
            notes.remove(id)
            announce(.notes, .number, &change, .notes(id))
        }
        while let (endpoint, claim) = board.crowdedOut() {
            announce(.endpoint, .number, &change, .endpoint(endpoint))
            if let claim { announce(.claim, .number, &change, .claim(claim, endpoint)) }
        }
        while let tombstone = graveyard.crowdedOut(&ledger.tombstones) { forget(tombstone, .number, &change) }
    }

    private mutating func forget(_ tombstone: Slot, _ reason: CallEviction.Reason, _ change: inout Change) {
        for event in ledger.forget(tombstone) { announce(.unattributed, reason, &change, .unattributed(event)) }
    }

    private mutating func evict(_ slot: Slot, _ reason: CallEviction.Reason, _ change: inout Change) {
        let id = ledger.sessions.id(of: slot)
        residency.remove(slot)
        board.remove(slot, id)
        if !notes.notes.isEmpty { notes.remove(id) }
        let (session, tombstone) = ledger.evict(slot)
        graveyard.bury(tombstone, at: now ?? session.stateSince, &ledger.tombstones)
        announce(.session, reason, &change, .session(session))
        change.close(id)
    }

    /// Counts that something is no longer kept; what that is is made only for those who hear of it.
    private mutating func announce(
        _ kind: CallEviction.Kind,
        _ reason: CallEviction.Reason,
        _ change: inout Change,
        _ subject: @autoclosure () -> CallEviction.Subject
    ) {
        tally.count(CallEngineCounters.Evictions(subject: kind, reason: reason))
        change.tell(.evicted(CallEviction(subject: subject(), reason: reason)))
    }
}
