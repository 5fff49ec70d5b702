/// Some of the sessions of a log, while it is read.
///
/// Most events come last in their sessions and are judged at once. One that comes before others has its session folded
/// again, which for a session of thousands of events is put off until there are as many of them: so that a log costs
/// no more in the worst of orders.
struct SessionShelf: Sendable {
    /// The sessions in the order in which they were first told of, none of which is moved for another: apart from the
    /// index, which moves all that it has when it grows.
    private(set) var sessions = SegmentedArray<CallSession>()
    private var index = SlotIndex()
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
    subscript(id: CallSessionID) -> CallSession? { place(of: id, SessionHash(id)).map { sessions[$0] } }

    private func place(of id: CallSessionID, _ hash: SessionHash) -> Int? {
        index.first(ShortHash(hash)) { sessions[$0.index].id == id }?.index
    }

    private mutating func insert(_ session: CallSession, _ hash: SessionHash) {
        index.insert(Slot(sessions.count), ShortHash(hash))
        size += 2 * MemoryLayout<CallSession>.stride
        sessions.append(session)
    }

    private mutating func note(_ event: CallEvent) {
        size += MemoryLayout<CallSession.Step>.stride + event.told.packedSize
        latest = max(latest ?? event.stamp, event.stamp)
    }

    /// Takes an event of a session.
    ///
    /// O(1) for one that comes last.
    mutating func add(_ event: CallEvent, to id: CallSessionID, _ hash: SessionHash) {
        note(event)
        if let place = place(of: id, hash) {
            add(event, to: id, at: place)
        } else {
            insert(CallSession(id: id, first: event), hash)
        }
    }

    private mutating func add(_ event: CallEvent, to id: CallSessionID, at place: Int) {
        let isPutOff = !late.isEmpty && late[id] != nil
        if isPutOff || !sessions[place].insert(event, foldingUpTo: Self.fewEvents) { putOff(event, id) }
    }

    /// Takes the events of a batch that are of its sessions, if it is the shelf with this number.
    ///
    /// First it looks at all that it will change, and only then changes it: one look does not depend on another, so that
    /// the memory of many sessions is waited for at once. One by one, that wait was a third of the work.
    mutating func add(_ batch: borrowing EventBatch, shelf: Int) {
        var places: [Int32] = []
        var looks = 0
        batch.forEachSession(ofShelf: shelf) { records in
            let place = place(of: CallSessionID(records[0].session), records[0].hash)
            places.append(place.map { Int32(truncatingIfNeeded: $0) } ?? -1)
            for index in records.indices { looks &+= batch.look(at: records[index]) }
        }
        for place in places where place >= 0 { looks &+= sessions[Int(place)].lookAtLast { $0.event.told.look } }
        // Never so: the looks must only seem to be of use.
        if looks == .min { places = [] }
        var next = 0
        batch.forEachSession(ofShelf: shelf) { records in
            let known = Int(places[next])
            next += 1
            take(records, of: batch, at: known < 0 ? nil : known)
        }
    }

    /// Takes the events of one session, which is known to stand at a place, or is not known.
    private mutating func take(_ records: Span<EventBatch.Record>, of batch: borrowing EventBatch, at known: Int?) {
        let id = CallSessionID(records[0].session)
        if known == nil {
            let event = batch.event(records[0], of: id, sharing: nil)
            note(event)
            insert(CallSession(id: id, first: event, capacity: records.count), records[0].hash)
        }
        let place = known ?? sessions.count - 1
        for index in (known == nil ? 1 : 0)..<records.count {
            // What a call is told again with each of its events is kept once.
            let last = sessions[place].lookAtLast { $0.event.told }
            let event = batch.event(records[index], of: id, sharing: last)
            note(event)
            add(event, to: id, at: place)
        }
    }

    private mutating func putOff(_ event: CallEvent, _ id: CallSessionID) {
        late[id, default: []].append(event)
        if late[id]?.count ?? 0 >= self[id]?.eventCount ?? 0 { settle(id) }
    }

    /// Takes what another shelf knows.
    mutating func merge(_ other: SessionShelf) {
        for session in other.sessions {
            let hash = SessionHash(session.id)
            if let place = place(of: session.id, hash) {
                sessions[place].merge(session)
            } else {
                insert(session, hash)
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
        guard let place = place(of: id, SessionHash(id)) else { return }
        sessions[place] = sessions[place].joined(by: events.map { $0.assigned(to: id) })
    }
}

extension ShortHash {
    /// The bits that the shelf has not been chosen by: a ``SlotIndex`` goes by the last ones.
    fileprivate init(_ hash: SessionHash) { self.init(bits: hash.bits) }
}
