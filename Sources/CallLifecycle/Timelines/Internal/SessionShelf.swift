/// Some of the sessions of a log, while it is read.
///
/// Most events come last in their sessions and are judged at once. One that comes before others has its session folded
/// again, which for a session of thousands of events is put off until there are as many of them: so that a log costs
/// no more in the worst of orders.
struct SessionShelf: Sendable {
    /// The sessions in the order in which they were first told of: apart from their places, or every growth of the
    /// table would move them.
    private(set) var sessions: [CallSession] = []
    private var places: [CallSessionID: Int32] = [:]
    /// What was put off.
    private var late: [CallSessionID: [CallEvent]] = [:]

    /// Up to how many events a session is folded again at once.
    private static let fewEvents = 16

    /// About how many bytes it takes, what was told again counted again.
    private(set) var size = 0

    /// How many events it keeps.
    var eventCount: Int { sessions.reduce(0) { $0 + $1.steps.count } + late.values.reduce(0) { $0 + $1.count } }

    /// The last moment that an event of its sessions tells of.
    private(set) var latest: CallStamp?

    /// A session, but for what was put off.
    subscript(id: CallSessionID) -> CallSession? { places[id].map { sessions[Int($0)] } }

    /// Where a session stands, if it is known.
    func place(of id: CallSessionID) -> Int32? { places[id] }

    /// Reads what an event of a session will change; returns something that depends on it.
    func look(at place: Int32) -> Int { sessions[Int(place)].steps.last?.event.attributes.look ?? 0 }

    /// Takes an event of a session, which may be known to stand somewhere: O(1) for one that comes last.
    mutating func add(_ event: CallEvent, to id: CallSessionID, at known: Int32? = nil) {
        size += MemoryLayout<CallSession.Step>.stride + event.attributes.packedSize
        latest = max(latest ?? event.stamp, event.stamp)
        let next = Int32(truncatingIfNeeded: sessions.count)
        let place = known ?? Self.place(in: &places[id, default: next])
        guard place < next else {
            size += 2 * MemoryLayout<CallSession>.stride
            sessions.append(CallSession(id: id, first: event))
            return
        }
        let isPutOff = !late.isEmpty && late[id] != nil
        if isPutOff || !sessions[Int(place)].insert(event, foldingUpTo: Self.fewEvents) { putOff(event, id) }
    }

    private mutating func putOff(_ event: CallEvent, _ id: CallSessionID) {
        late[id, default: []].append(event)
        if late[id]?.count ?? 0 >= self[id]?.eventCount ?? 0 { settle(id) }
    }

    /// The place that is there, or was just made: the table is asked once.
    private static func place(in entry: inout Int32) -> Int32 { entry }

    private mutating func insert(_ session: CallSession) {
        places[session.id] = Int32(truncatingIfNeeded: sessions.count)
        sessions.append(session)
    }

    /// Takes what another shelf knows.
    mutating func merge(_ other: SessionShelf) {
        for session in other.sessions {
            if let place = places[session.id] {
                sessions[Int(place)].merge(session)
            } else {
                insert(session)
            }
        }
        for (id, events) in other.late { late[id, default: []] += events }
        size += other.size
        latest = [latest, other.latest].compactMap(\.self).max()
    }

    /// Folds what was put off.
    mutating func settle() {
        for id in late.keys.map(\.self) { settle(id) }
    }

    private mutating func settle(_ id: CallSessionID) {
        guard let events = late.removeValue(forKey: id) else { return }
        join(events, to: id)
    }

    /// Lets events join a session.
    mutating func join(_ events: [CallEvent], to id: CallSessionID) {
        guard let place = places[id].map({ Int($0) }) else { return }
        sessions[place] = sessions[place].joined(by: events.map { $0.assigned(to: id) })
    }
}
