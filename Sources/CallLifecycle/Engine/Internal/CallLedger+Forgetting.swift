// What a ledger lets go of, and takes in again from a snapshot.

extension CallLedger {
    /// Forgets a session and the events that have joined it, but for a tombstone.
    ///
    /// Its Call-ID stays known until ``forget(_:)``: what comes for it belongs to no other session.
    mutating func evict(_ slot: Slot) -> (session: CallSession, tombstone: Slot) {
        let sipCallID = ownSIPCallID(of: slot)
        let (session, hash) = sessions.remove(slot)
        if !joined.isEmpty {
            let joining = joined.removeValue(forKey: session.id)?.joining ?? [:]
            for identity in joining.keys { sessionless.remove(identity) }
        }
        return (session, bury(CallTombstone(session, sipCallID: sipCallID), hash))
    }

    private mutating func bury(_ tombstone: CallTombstone, _ hash: ShortHash) -> Slot {
        let slot = tombstones.insert(tombstone, hash)
        guard let sipCallID = tombstone.sipCallID else { return slot }
        let sipCallHash = ShortHash(sipCallID)
        let found = tombstones.listed(sipCallHash) { tombstones[$0].sipCallID == sipCallID }
        tombstones.list(slot, under: sipCallHash, with: found)
        return slot
    }

    /// Forgets even the Call-ID of an evicted session, and the events that may have belonged to it.
    ///
    /// Once it is forgotten, these would seem to belong to whatever other session has the same Call-ID.
    mutating func forget(_ tombstone: Slot) -> [CallEvent] {
        let tombstone = tombstones.remove(tombstone).element
        guard !sessionless.isEmpty, let sipCallID = tombstone.sipCallID else { return [] }
        return sessionless.evictHomeless(with: sipCallID)
    }

    /// Forgets the event that has belonged to no session for the longest.
    mutating func evictOldestUnattributed() -> CallEvent? { sessionless.evictOldest() }

    /// The sessions of the events that name them, without those that have joined.
    var ownSessions: [CallSession] { sessions.values.map { joined[$0.id]?.own ?? $0 } }

    /// The events without a session ID, whether or not they have joined a session.
    var sessionlessEvents: [CallEvent] { sessionless.all }

    /// Takes in the session of a snapshot; `nil` if there is one with its ID.
    mutating func restore(_ own: CallSession) -> Slot? {
        let hash = ShortHash(own.id)
        guard sessions.slot(of: own.id, hash) == nil else { return nil }
        let slot = sessions.insert(own, hash)
        list(slot, under: own.sipCallID)
        return slot
    }

    /// Takes in the tombstone of a snapshot; `nil` if there is one with its ID.
    mutating func restore(_ tombstone: CallTombstone) -> Slot? {
        let hash = ShortHash(tombstone.sessionID)
        return tombstones.slot(of: tombstone.sessionID, hash) == nil ? bury(tombstone, hash) : nil
    }

    /// Takes in the events without a session ID of a snapshot, once all else is there, without a word.
    mutating func restore(_ events: [CallEvent]) {
        let announced = sequence
        // What was in a session stays in it, also if the session has filled up since.
        for event in events { _ = admit(event) }
        sequence = announced
    }
}
