extension CallEngineSnapshot {
    /// What two engines know together: of every session, the events of both.
    ///
    /// Commutative, associative and idempotent, so engines may exchange snapshots in any order and as often as they
    /// like. Sequence numbers and the time go on from the later of both. What one has evicted and the other still has,
    /// stays. O(n log n).
    public func merged(with other: CallEngineSnapshot) -> CallEngineSnapshot {
        let residents = Self.merge(residents, other.residents, by: \.session.id) { $0.merged(with: $1) }
        let kept = Set(residents.map(\.session.id))
        return CallEngineSnapshot(
            now: [now, other.now].compactMap(\.self).max(),
            sequence: max(sequence, other.sequence),
            residents: residents,
            sessionless: Self.merge(sessionless, other.sessionless, by: \.id) { $0.merged(with: $1) },
            endpoints: Self.merge(endpoints, other.endpoints, by: \.endpoint) { $0.merged(with: $1) },
            notes: Self.merge(notes, other.notes, by: \.sessionID) { $0.merged(with: $1) },
            claims: Self.merge(claims, other.claims, by: \.id) { $0.merged(with: $1) },
            graves: Self.merge(graves, other.graves, by: \.tombstone.sessionID) { $0.merged(with: $1) }
                .filter { !kept.contains($0.tombstone.sessionID) }
        )
    }

    private static func merge<Entry, Key: Hashable>(
        _ left: [Entry],
        _ right: [Entry],
        by key: (Entry) -> Key,
        _ merged: (Entry, Entry) -> Entry
    ) -> [Entry] {
        Array(Dictionary((left + right).map { (key($0), $0) }, uniquingKeysWith: merged).values)
    }
}

extension CallEngineSnapshot.Resident {
    fileprivate func merged(with other: Self) -> Self {
        Self(
            session: session.merged(with: other.session) ?? session,
            noticedSince: [noticedSince, other.noticedSince].compactMap(\.self).max(),
            inferredEnd: [inferredEnd, other.inferredEnd].compactMap(\.self).max(by: CallInferredEnd.precedes)
        )
    }
}

extension CallEngineSnapshot.Readiness {
    fileprivate func merged(with other: Self) -> Self {
        let all = CallEndpoints((stamps + other.stamps).map { (endpoint, $0) })
        let isLesser = other.endpoint.rawValue.precedesInByteOrder(endpoint.rawValue)
        return Self(endpoint: isLesser ? other.endpoint : endpoint, stamps: all.stamps(of: endpoint))
    }
}

extension CallEngineSnapshot.Notes {
    fileprivate func merged(with other: Self) -> Self {
        Self(
            sessionID: sessionID,
            notes: notes.merged(with: other.notes),
            since: [since, other.since].compactMap(\.self).min()
        )
    }
}

extension CallEngineSnapshot.Claim {
    /// Of two claims of one caller the earlier; of the same claim, the one that knows the caller's session.
    fileprivate func merged(with other: Self) -> Self {
        func rank(_ claim: EndpointBoard.Claim) -> (CallStamp, String, Int, String) {
            (claim.at, claim.endpoint.rawValue, claim.session == nil ? 1 : 0, claim.session?.rawValue ?? "")
        }
        return rank(claim) <= rank(other.claim) ? self : other
    }
}

extension CallEngineSnapshot.Grave {
    /// Of two tombstones of one session the one that stays longer.
    fileprivate func merged(with other: Self) -> Self {
        func rank(_ grave: Self) -> (Int64, CallStamp, String, String) {
            (
                grave.expiry, grave.tombstone.stateSince, grave.tombstone.state.rawValue,
                grave.tombstone.sipCallID?.rawValue ?? ""
            )
        }
        return rank(self) >= rank(other) ? self : other
    }
}
