extension CallReconstructor {
    /// The timelines that follow from everything taken so far.
    ///
    /// `perform` does a number of pieces of work, each known by its index, perhaps at the same time.
    package consuming func reconstruct(
        perform: (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void
    ) -> CallReconstruction {
        settled(perform: perform).reconstruction(perform: perform)
    }

    /// Everything taken so far, with each event where it belongs.
    ///
    /// `perform` does a number of pieces of work, each known by its index, perhaps at the same time.
    package consuming func settled(
        perform: (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void
    ) -> SettledCalls {
        var rest = self
        let unsettled = rest.shelves.map { Locked($0) }
        // Let go of here, so that each can be changed where it is.
        rest.shelves = []

        let endpoints = rest.readies.isEmpty ? nil : rest.readies.endpoints
        let wanted = Set(rest.sessionless.values.compactMap(\.told.sipCallID))
        let shelves = unsettled.map { _ in Locked(SettledShelf()) }
        perform(shelves.count) { index in
            let shelf = SettledShelf(unsettled[index].take(leaving: SessionShelf()), wanted: wanted)
            shelves[index].withLock { $0 = shelf }
        }

        let sessions = shelves.map { $0.withLock { $0.sessionsByCallID } }
            .reduce(into: [SIPCallID: [CallSessionID]]()) { all, found in all.merge(found, uniquingKeysWith: +) }
        var found: [CallSessionID: [CallEvent]] = [:]
        var unattributed: [CallEvent] = []
        for event in rest.sessionless.values {
            let candidates = event.told.sipCallID.flatMap { sessions[$0] } ?? []
            if candidates.count == 1 {
                found[candidates[0], default: []].append(event)
            } else {
                unattributed.append(event)
            }
        }
        let joining = found
        perform(shelves.count) { index in
            var shelf = shelves[index].take(leaving: SettledShelf())
            shelf.join(joining)
            if let endpoints { shelf.findReadiness(endpoints) }
            shelf.place(as: index)
            let whole = shelf
            shelves[index].withLock { $0 = whole }
        }
        unattributed.sort(by: SessionlessEvents.precedes)
        return SettledCalls(shelves.map { $0.take(leaving: SettledShelf()) }, unattributed, rest)
    }
}

/// A shelf that nothing more is put on.
struct SettledShelf: Sendable {
    private var shelf = SessionShelf()
    /// When the endpoints of its sessions were ready; none where no endpoint was.
    private var readyAt: [CallStamp?] = []
    /// Its sessions, by where they stand and when they begin.
    private(set) var places: [Place] = []
    /// The sessions that events without a session ID may belong to.
    fileprivate private(set) var sessionsByCallID: [SIPCallID: [CallSessionID]] = [:]

    /// Where a session stands.
    struct Place {
        var start: Int64
        var shelf: Int32
        var index: Int32
    }

    var latest: CallStamp? { shelf.latest }

    init() {}

    init(_ shelf: consuming SessionShelf, wanted: Set<SIPCallID>) {
        self.shelf = shelf
        self.shelf.settle()
        guard !wanted.isEmpty else { return }
        for session in self.shelf.sessions {
            guard let sipCallID = session.sipCallID, wanted.contains(sipCallID) else { continue }
            sessionsByCallID[sipCallID, default: []].append(session.id)
        }
    }

    /// Lets events join those of its sessions that they belong to.
    fileprivate mutating func join(_ events: [CallSessionID: [CallEvent]]) {
        for (id, joining) in events { shelf.join(joining, to: id) }
    }

    fileprivate mutating func findReadiness(_ endpoints: CallEndpoints) {
        readyAt = shelf.sessions.map { endpoints.readyAt($0) }
    }

    /// Says where its sessions stand, as the shelf with this number.
    fileprivate mutating func place(as number: Int) {
        let sessions = shelf.sessions
        places = sessions.indices.map {
            let start = sessions[$0].startedAt.millisecondsSince1970
            return Place(start: start, shelf: Int32(number), index: Int32($0))
        }
    }

    func id(_ index: Int32) -> CallSessionID { shelf.sessions[Int(index)].id }

    func timeline(_ index: Int32, _ notes: CallNotes) -> CallTimeline {
        CallTimeline(
            shelf.sessions[Int(index)],
            readyAt: readyAt.isEmpty ? nil : readyAt[Int(index)],
            notes: notes
        )
    }

    func reportSize(_ index: Int32) -> Int { shelf.sessions[Int(index)].reportSize }
}
