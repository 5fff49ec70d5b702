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
        let timelines = (0..<shelfCount).map { _ in Locked<[CallTimeline]>([]) }
        perform(shelfCount) { index in
            let shelf = settled[index].take(leaving: SettledShelf())
            let result = shelf.timelines(joined: joined, endpoints, notes)
            timelines[index].withLock { $0 = result }
        }
        let ordered = CallTimeline.listed(timelines.map { $0.take(leaving: []) })
        return CallReconstruction(
            timelines: ordered,
            unattributed: unattributed.sorted(by: SessionlessEvents.precedes),
            end: CallReconstruction.span(of: ordered, unattributed)?.upperBound,
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
    /// The sessions that events without a session ID may belong to.
    private(set) var sessionsByCallID: [SIPCallID: [CallSessionID]] = [:]

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

    /// The timelines, in no order.
    consuming func timelines(
        joined: [CallSessionID: [CallEvent]],
        _ endpoints: CallEndpoints?,
        _ notes: NoteBook
    ) -> [CallTimeline] {
        for (id, events) in joined { shelf.join(events, to: id) }
        let hasNotes = !notes.notes.isEmpty
        return shelf.sessions.map { session in
            CallTimeline(
                session,
                readyAt: endpoints?.readyAt(session),
                notes: hasNotes ? notes[session.id] : CallNotes()
            )
        }
    }
}

extension CallTimeline {
    /// Timelines in the order in which they are listed.
    ///
    /// Their places are sorted, not they themselves: a timeline is some two hundred bytes.
    static func listed(_ lists: [[CallTimeline]]) -> [CallTimeline] {
        struct Place {
            var start: Int64
            var list: Int32
            var index: Int32
        }
        var places: [Place] = []
        places.reserveCapacity(lists.reduce(0) { $0 + $1.count })
        for (number, list) in lists.enumerated() {
            for (index, timeline) in list.enumerated() {
                let start = timeline.session.startedAt.millisecondsSince1970
                places.append(Place(start: start, list: Int32(number), index: Int32(index)))
            }
        }
        places.sort { left, right in
            guard left.start == right.start else { return left.start < right.start }
            return lists[Int(left.list)][Int(left.index)].id < lists[Int(right.list)][Int(right.index)].id
        }
        return places.map { lists[Int($0.list)][Int($0.index)] }
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
