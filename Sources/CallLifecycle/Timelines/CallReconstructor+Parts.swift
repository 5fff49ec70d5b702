extension CallReconstructor {
    /// The timelines that follow from what several reconstructors know.
    ///
    /// - Parameters:
    ///   - parts: What was read of the log, in the order of the log.
    ///   - perform: Does a number of pieces of work, each known by its index, perhaps at the same time.
    /// - Returns: The same as of one reconstructor that has read all of it.
    package static func reconstruct(
        _ parts: consuming [CallReconstructor],
        perform: (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void
    ) -> CallReconstruction {
        var parts = parts
        var rest = CallReconstructor()
        for part in parts { rest.mergeAllButSessions(part) }
        let shelves = (0..<shelfCount).map { index in Locked(parts.map { $0.shelves[index] }) }
        // Each shelf is let go of here, so that it can be changed where it is.
        parts = []

        let endpoints = rest.readies.isEmpty ? nil : rest.readies.endpoints
        let notes = rest.notes
        let sessionless = rest.sessionless
        let wanted = Set(sessionless.values.compactMap(\.attributes.sipCallID))
        let settled = (0..<shelfCount).map { _ in Locked(SettledShelf()) }
        perform(shelfCount) { index in
            let shelf = SettledShelf(shelves[index].take(leaving: []), wanted: wanted)
            settled[index].withLock { $0 = shelf }
        }

        let sessions = settled.map { $0.withLock { $0.sessionsByCallID } }
            .reduce(into: [SIPCallID: [CallSessionID]]()) { all, found in all.merge(found, uniquingKeysWith: +) }
        var joining: [CallSessionID: [CallEvent]] = [:]
        var unattributed: [CallEvent] = []
        for event in sessionless.values {
            let candidates = event.attributes.sipCallID.flatMap { sessions[$0] } ?? []
            if candidates.count == 1 {
                joining[candidates[0], default: []].append(event)
            } else {
                unattributed.append(event)
            }
        }
        let joined = joining
        perform(shelfCount) { index in
            var shelf = settled[index].take(leaving: SettledShelf())
            shelf.join(joined)
            if let endpoints { shelf.findReadiness(endpoints) }
            let whole = shelf
            settled[index].withLock { $0 = whole }
        }
        let whole = settled.map { $0.take(leaving: SettledShelf()) }
        let end = (whole.compactMap(\.latest) + sessionless.values.map(\.stamp)).max()
        return CallReconstruction(
            timelines: SettledShelf.timelines(whole, notes),
            unattributed: unattributed.sorted(by: SessionlessEvents.precedes),
            end: end,
            eventCount: rest.eventCount,
            foreignCount: rest.foreignCount,
            problemCount: rest.problemCount,
            problems: rest.problems
        )
    }
}

/// A shelf that nothing more is put on.
private struct SettledShelf: Sendable {
    private var shelf = SessionShelf()
    /// When the endpoints of its sessions were ready; none where no endpoint was.
    private var readyAt: [CallStamp?] = []
    /// The sessions that events without a session ID may belong to.
    private(set) var sessionsByCallID: [SIPCallID: [CallSessionID]] = [:]

    var latest: CallStamp? { shelf.latest }

    init() {}

    /// One shelf of several parts.
    init(_ parts: consuming [SessionShelf], wanted: Set<SIPCallID>) {
        var parts = parts
        // The fullest takes in the others.
        parts.sort { $0.sessions.count < $1.sessions.count }
        shelf = parts.popLast() ?? SessionShelf()
        while let part = parts.popLast() { shelf.merge(part) }
        shelf.settle()
        guard !wanted.isEmpty else { return }
        for session in shelf.sessions {
            guard let sipCallID = session.sipCallID, wanted.contains(sipCallID) else { continue }
            sessionsByCallID[sipCallID, default: []].append(session.id)
        }
    }

    /// Lets events join those of its sessions that they belong to.
    mutating func join(_ events: [CallSessionID: [CallEvent]]) {
        for (id, joining) in events { shelf.join(joining, to: id) }
    }

    mutating func findReadiness(_ endpoints: CallEndpoints) {
        readyAt = shelf.sessions.map { endpoints.readyAt($0) }
    }

    /// The timelines of all shelves in the order in which they are listed.
    ///
    /// The places of sessions are sorted, not they themselves: a timeline is some two hundred bytes, and is made once.
    static func timelines(_ shelves: [SettledShelf], _ notes: NoteBook) -> [CallTimeline] {
        struct Place {
            var start: Int64
            var shelf: Int32
            var index: Int32
        }
        var places: [Place] = []
        places.reserveCapacity(shelves.reduce(0) { $0 + $1.shelf.sessions.count })
        for (number, settled) in shelves.enumerated() {
            for index in settled.shelf.sessions.indices {
                let start = settled.shelf.sessions[index].startedAt.millisecondsSince1970
                places.append(Place(start: start, shelf: Int32(number), index: Int32(index)))
            }
        }
        func id(_ place: Place) -> CallSessionID { shelves[Int(place.shelf)].shelf.sessions[Int(place.index)].id }
        places.sort { $0.start == $1.start ? id($0) < id($1) : $0.start < $1.start }
        let hasNotes = !notes.notes.isEmpty
        return places.map { place in
            let settled = shelves[Int(place.shelf)]
            let session = settled.shelf.sessions[Int(place.index)]
            return CallTimeline(
                session,
                readyAt: settled.readyAt.isEmpty ? nil : settled.readyAt[Int(place.index)],
                notes: hasNotes ? notes[session.id] : CallNotes()
            )
        }
    }
}

extension Locked {
    /// Takes the value out, so that whoever has it can change it where it is.
    fileprivate func take(leaving other: Value) -> Value {
        withLock { value in
            defer { value = other }
            return value
        }
    }
}
