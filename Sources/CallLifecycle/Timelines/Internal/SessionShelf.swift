/// Some of the sessions of a log, while it is read.
///
/// Most events come last in their sessions and are judged at once. One that comes before others has its session folded
/// again, which for a session of thousands of events is put off until there are as many of them: so that a log costs
/// no more in the worst of orders.
struct SessionShelf: Sendable {
    private(set) var sessions: [CallSessionID: CallSession] = [:]
    private var late: [CallSessionID: [CallEvent]] = [:]

    /// Up to how many events a session is folded again at once.
    private static let fewEvents = 16

    /// About how many bytes it takes, what was told again counted again.
    private(set) var size = 0

    /// The last moment that an event of its sessions tells of.
    var latest: CallStamp? { sessions.values.compactMap { $0.steps.map(\.event.stamp).max() }.max() }

    /// Takes an event of a session: O(1) for one that comes last.
    mutating func add(_ event: CallEvent, to id: CallSessionID) {
        size += MemoryLayout<CallSession.Step>.stride + event.attributes.packedSize
        guard let place = sessions.index(forKey: id) else {
            size += 3 * MemoryLayout<CallSession>.stride
            sessions[id] = CallSession(id: id, first: event)
            return
        }
        let count = sessions.values[place].eventCount
        guard count > Self.fewEvents, !late.isEmpty && late[id] != nil || !sessions.values[place].comesLast(event)
        else {
            _ = sessions.values[place].insert(event)
            return
        }
        late[id, default: []].append(event)
        if (late[id]?.count ?? 0) >= count { settle(id) }
    }

    /// Takes what another shelf knows.
    mutating func merge(_ other: SessionShelf) {
        sessions.merge(other.sessions) { $0.merged(with: $1) ?? $0 }
        for (id, events) in other.late { late[id, default: []] += events }
    }

    /// Folds what was put off.
    mutating func settle() {
        for id in late.keys.map(\.self) { settle(id) }
    }

    private mutating func settle(_ id: CallSessionID) {
        guard let events = late.removeValue(forKey: id), let place = sessions.index(forKey: id) else { return }
        sessions.values[place] = sessions.values[place].joined(by: events)
    }

    /// Lets events join a session.
    mutating func join(_ events: [CallEvent], to id: CallSessionID) {
        guard let place = sessions.index(forKey: id) else { return }
        sessions.values[place] = sessions.values[place].joined(by: events.map { $0.assigned(to: id) })
    }
}
