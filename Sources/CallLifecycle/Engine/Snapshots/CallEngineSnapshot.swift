/// All that an engine knows, as a value: to store, to restore, and to merge with what another engine knows.
///
/// A snapshot holds events, from which everything about sessions follows, and what the engine itself remembers: the
/// time, who was given notice, inferred ends, claims, tombstones. Subscribers and counters are not part of it. Personal
/// data is in it as it was received: protect it as you protect a log of events.
public struct CallEngineSnapshot: Sendable, Hashable {
    /// The version of the encoded form that this library writes.
    public static let currentVersion = 1

    struct Resident: Sendable, Hashable, Codable {
        /// The session of the events that name it, without those that have joined.
        var session: CallSession
        var noticedSince: CallStamp?
        var inferredEnd: CallInferredEnd?
    }

    struct Readiness: Sendable, Hashable, Codable {
        var endpoint: SIPEndpoint
        var stamps: [CallStamp]
    }

    struct Notes: Sendable, Hashable, Codable {
        var sessionID: CallSessionID
        var notes: CallNotes
        /// When the first of them was reported, where nothing else is known of the session.
        var since: CallStamp?
    }

    struct Claim: Sendable, Hashable, Codable {
        var id: CallClaimID
        var claim: EndpointBoard.Claim
    }

    struct Grave: Sendable, Hashable, Codable {
        var tombstone: CallTombstone
        /// In milliseconds since 1970.
        var expiry: Int64
    }

    /// The latest moment that the engine was told of by ``CallSessionEngine/advance(to:)``.
    public let now: CallStamp?

    /// The latest sequence number of a transition.
    public let sequence: UInt64

    /// Sequence numbers are below this one: no engine ever counts that far, and the next one must be able to go on.
    static let sequenceLimit: UInt64 = 1 << 62

    // Each in an order of its own, so that equal states make equal snapshots.
    let residents: [Resident]
    let sessionless: [CallEvent]
    let endpoints: [Readiness]
    let notes: [Notes]
    let claims: [Claim]
    let graves: [Grave]

    init(
        now: CallStamp?,
        sequence: UInt64,
        residents: [Resident],
        sessionless: [CallEvent],
        endpoints: [Readiness],
        notes: [Notes],
        claims: [Claim],
        graves: [Grave]
    ) {
        self.now = now
        self.sequence = sequence
        self.residents = residents.sorted { $0.session.id < $1.session.id }
        self.sessionless = sessionless.sorted(by: SessionlessEvents.precedes)
        self.endpoints = endpoints.sorted { $0.endpoint.canonical.precedesInByteOrder($1.endpoint.canonical) }
        self.notes = notes.sorted { $0.sessionID < $1.sessionID }
        self.claims = claims.sorted { $0.id < $1.id }
        self.graves = graves.sorted { $0.tombstone.sessionID < $1.tombstone.sessionID }
    }

    /// The IDs of the sessions in the snapshot, in byte order.
    public var sessionIDs: [CallSessionID] { residents.map(\.session.id) }
}

extension CallEngineSnapshot: Codable {
    private enum CodingKeys: String, CodingKey {
        case version
        case now
        case sequence
        case residents = "sessions"
        case sessionless
        case endpoints
        case notes
        case claims
        case graves = "tombstones"
    }

    /// Decodes a snapshot of any version up to ``currentVersion``.
    ///
    /// Another version is a `DecodingError` that names both.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Int.self, forKey: .version)
        guard version == Self.currentVersion else {
            // Something else than a version may stand there.
            let found = PersonalData.masked("\(version)")
            throw DecodingError.dataCorruptedError(
                forKey: .version,
                in: container,
                debugDescription: "expected a snapshot of version \(Self.currentVersion); found version \(found)"
            )
        }
        let sequence = try container.decode(UInt64.self, forKey: .sequence)
        guard sequence < Self.sequenceLimit else {
            throw DecodingError.dataCorruptedError(
                forKey: .sequence,
                in: container,
                debugDescription: "expected a sequence number below 2^62"
            )
        }
        self.init(
            now: try container.decodeIfPresent(CallStamp.self, forKey: .now),
            sequence: sequence,
            residents: try container.decode([Resident].self, forKey: .residents),
            sessionless: try container.decode([CallEvent].self, forKey: .sessionless),
            endpoints: try container.decode([Readiness].self, forKey: .endpoints),
            notes: try container.decode([Notes].self, forKey: .notes),
            claims: try container.decode([Claim].self, forKey: .claims),
            graves: try container.decode([Grave].self, forKey: .graves)
        )
    }

    /// Encodes the snapshot with its version.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.currentVersion, forKey: .version)
        try container.encodeIfPresent(now, forKey: .now)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(residents, forKey: .residents)
        try container.encode(sessionless, forKey: .sessionless)
        try container.encode(endpoints, forKey: .endpoints)
        try container.encode(notes, forKey: .notes)
        try container.encode(claims, forKey: .claims)
        try container.encode(graves, forKey: .graves)
    }
}
