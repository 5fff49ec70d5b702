// A checkpoint as a file: the events of all sessions, which `call-lifecycle timeline` reads as it reads any log, and
// beside them, as lines of their own, what the engine remembers.

extension CallCheckpoint {
    /// Hands over the objects of the file's lines, one after the other.
    func forEachLine(_ body: (String) throws(DiskError) -> Void) throws(DiskError) {
        let frame = EngineRecord(.checkpoint) {
            $0.version = EngineRecord.currentVersion
            $0.position = position
            $0.sequence = snapshot.sequence
            $0.now = snapshot.now
            $0.configuration = configuration
        }
        // A correlation is kept without its stamp, but its line must have one.
        let written = snapshot.now ?? .earliest
        // The same line at both ends says that nothing is missing in between.
        try body(frame.json)
        for ready in snapshot.endpoints {
            for stamp in ready.stamps {
                let payload = DialInReady(sipEndpoint: ready.endpoint)
                try body(CallEvent(.dialInReady(payload), at: stamp).json)
            }
        }
        for resident in snapshot.residents {
            for step in resident.session.steps { try body(step.event.json) }
            if let record = EngineRecord(resident) { try body(record.json) }
        }
        for event in snapshot.sessionless { try body(event.json) }
        for notes in snapshot.notes {
            for event in notes.notes.foreignEvents(of: notes.sessionID, at: notes.since ?? written) {
                try body(event.json)
            }
            if notes.notes.isTruncated {
                let record = EngineRecord(.session) {
                    $0.sessionId = notes.sessionID
                    $0.isTruncated = true
                }
                try body(record.json)
            }
        }
        for claim in snapshot.claims {
            let record = EngineRecord(.claimed) {
                $0.claimId = claim.id
                $0.claim = claim.claim
            }
            try body(record.json)
        }
        for grave in snapshot.graves { try body(EngineRecord(.tombstone) { $0.grave = grave }.json) }
        try body(frame.json)
    }
}

extension EngineRecord {
    /// What the engine remembers of a session beside its events; `nil` where that is nothing.
    fileprivate init?(_ resident: CallEngineSnapshot.Resident) {
        let surplus = resident.session.surplus
        guard resident.noticedSince != nil || resident.inferredEnd != nil || surplus.count > 0 else { return nil }
        self.init(.session) {
            $0.sessionId = resident.session.id
            $0.noticedSince = resident.noticedSince
            $0.inferredEnd = resident.inferredEnd
            $0.surplus = surplus
        }
    }
}

/// A checkpoint as it is read, line by line.
struct CheckpointReading {
    private(set) var damage: [CallJournalDamage] = []
    private var frames: [EngineRecord] = []
    private var events: [CallSessionID: [CallEvent]] = [:]
    private var sessionless: [CallEvent] = []
    private var endpoints = CallEndpoints()
    private var remembered: [CallSessionID: EngineRecord] = [:]
    private var notes = NoteBook()
    /// When the first note of each session was reported, in milliseconds since 1970.
    private var noted: [CallSessionID: Int64] = [:]
    private var truncated: Set<CallSessionID> = []
    private var claims: [CallEngineSnapshot.Claim] = []
    private var graves: [CallEngineSnapshot.Grave] = []
    private let position: UInt64

    /// Whether all of it could be read.
    var isWhole: Bool { damage.isEmpty && frames.count == 2 }

    init(_ reader: JournalFileReader, name: String, position: UInt64) throws(CallJournalError) {
        self.position = position
        var reader = reader
        var end = 0
        while let page = try Self.page(&reader) {
            for element in page {
                switch element {
                case .line(let json, _, let place):
                    end = place.upperBound
                    if !(try take(json, of: name)) {
                        damage.append(
                            CallJournalDamage(.damaged, in: name, at: place.lowerBound, length: place.count)
                        )
                    }
                case .damage(let offset, let length), .tail(let offset, let length):
                    damage.append(CallJournalDamage(.damaged, in: name, at: offset, length: length))
                }
            }
        }
        if damage.isEmpty, frames.count != 2 {
            damage.append(CallJournalDamage(.damaged, in: name, at: end, length: 0))
        }
    }

    private static func page(
        _ reader: inout JournalFileReader
    ) throws(CallJournalError) -> [JournalFileReader.Element]? {
        do { return try reader.next() } catch { throw CallJournalError(error) }
    }

    private mutating func take(_ json: ArraySlice<UInt8>, of name: String) throws(CallJournalError) -> Bool {
        switch try? CallEventDecoder().decode(json) {
        case .event(let event): take(event)
        case .foreign(let event) where !event.action.hasPrefix(EngineRecord.prefix): take(event)
        case .foreign:
            guard let record = try? EngineRecord(json: json) else { return false }
            return try take(record, of: name)
        case nil: return false
        }
        return true
    }

    private mutating func take(_ event: CallEvent) {
        if event.kind == .dialInReady {
            if let endpoint = event.told.sipEndpoint { _ = endpoints.insert(endpoint, readyAt: event.stamp) }
        } else if let id = event.sessionID {
            events[id, default: []].append(event)
        } else {
            sessionless.append(event)
        }
    }

    private mutating func take(_ event: ForeignCallEvent) {
        _ = notes.insert(event)
        guard let id = event.sessionID, let moment = event.stamp?.millisecondsSince1970 else { return }
        noted[id] = min(noted[id] ?? moment, moment)
    }

    private mutating func take(_ record: EngineRecord, of name: String) throws(CallJournalError) -> Bool {
        switch record.action {
        case .checkpoint:
            try record.checkVersion(of: name)
            guard record.sequence ?? 0 < CallEngineSnapshot.sequenceLimit else { return false }
            frames.append(record)
        case .session:
            guard let id = record.sessionId else { return false }
            if record.isTruncated == true { truncated.insert(id) } else { remembered[id] = record }
        case .claimed:
            guard let id = record.claimId, let claim = record.claim else { return false }
            claims.append(CallEngineSnapshot.Claim(id: id, claim: claim))
        case .tombstone:
            guard let grave = record.grave else { return false }
            graves.append(grave)
        case .time, .claim, .release, .configuration, .segment: return false
        }
        return true
    }

    /// What the lines make, as far as they could be read.
    var checkpoint: CallCheckpoint {
        CallCheckpoint(
            position: position,
            snapshot: CallEngineSnapshot(
                now: frames.first?.now,
                sequence: frames.first?.sequence ?? 0,
                residents: events.compactMap { id, events in
                    let record = remembered[id]
                    return CallSession(id: id, events: events, surplus: record?.surplus ?? SurplusWarnings())
                        .map { session in
                            CallEngineSnapshot.Resident(
                                session: session,
                                noticedSince: record?.noticedSince,
                                inferredEnd: record?.inferredEnd
                            )
                        }
                },
                sessionless: sessionless,
                endpoints: endpoints.all.map {
                    CallEngineSnapshot.Readiness(endpoint: $0, stamps: endpoints.stamps(of: $0))
                },
                notes: notes.notes.map { id, notes in
                    var notes = notes
                    notes.isTruncated = notes.isTruncated || truncated.contains(id)
                    return CallEngineSnapshot.Notes(
                        sessionID: id,
                        notes: notes,
                        since: events[id] == nil ? noted[id].flatMap { CallStamp(millisecondsSince1970: $0) } : nil
                    )
                },
                claims: claims,
                graves: graves
            ),
            configuration: frames.first?.configuration ?? CallSessionEngine.Configuration()
        )
    }
}
