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
            graveyard.restore(slot, expiry: grave.expiry, &ledger.tombstones)
        }
        let restored = snapshot.residents.map { ($0, ledger.restore($0.session)) }
        ledger.restore(snapshot.sessionless)
        for (resident, slot) in restored {
            guard let slot else { continue }
            residency.restore(
                slot,
                noticedSince: resident.noticedSince,
                inferredEnd: resident.inferredEnd,
                &ledger.sessions
            )
            board.review(slot, isOpen: !residency.hasEnded(slot), &ledger.sessions)
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
        var unheard = Change(isHeard: false)
        keepBounds(&unheard)
        startCounting()
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
