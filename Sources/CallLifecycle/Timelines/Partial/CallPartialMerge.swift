/// The timelines of several partial results as one: those of the whole log.
///
/// Sessions come in the order of their IDs, and only the next one of each result is held. What belongs to no session is
/// held whole, and so are the sessions that events without a session ID may belong to.
package struct CallPartialMerge {
    private var readers: [CallPartialReader]
    private var heads: [CallPartialReader.Part?]
    private var rest = CallReconstructor()
    private let endpoints: CallEndpoints?
    private let wanted: Set<SIPCallID>
    /// The sessions of which it is not known yet whether events without a session ID belong to them.
    private var candidates: [CallPartialReader.Part] = []
    private var resolved: ArraySlice<CallTimeline>?

    /// What belongs to no session; known behind the last of them.
    package private(set) var unattributed: [CallEvent] = []

    /// How many events, foreign events and unreadable lines were read for all results.
    package private(set) var counts = (events: 0, foreign: 0, problems: 0)

    /// The last moment that the log tells of.
    package let end: CallStamp?

    /// Begins to merge.
    ///
    /// - Throws: What reading them throws.
    package init(_ readers: [CallPartialReader]) throws {
        self.readers = readers
        heads = []
        for reader in readers {
            rest.mergeAllButSessions(reader.rest)
            let more = reader.counts
            counts = (counts.events + more.events, counts.foreign + more.foreign, counts.problems + more.problems)
        }
        end = readers.compactMap(\.latest).max()
        endpoints = rest.readies.isEmpty ? nil : rest.readies.endpoints
        wanted = Set(rest.sessionless.values.compactMap(\.told.sipCallID))
        for index in self.readers.indices { heads.append(try self.readers[index].next()) }
    }

    /// The timeline of the next session; `nil` behind the last.
    package mutating func next() throws -> CallTimeline? {
        while let part = try nextPart() {
            guard let session = part.session else { continue }
            if !wanted.isEmpty, let sipCallID = session.sipCallID, wanted.contains(sipCallID) {
                candidates.append(part)
            } else {
                return timeline(session, part.notes)
            }
        }
        var left = resolved ?? resolve()
        defer { resolved = left }
        return left.popFirst()
    }

    /// What all results know of the next session.
    private mutating func nextPart() throws -> CallPartialReader.Part? {
        guard let id = heads.compactMap({ $0?.id }).min() else { return nil }
        var whole: CallPartialReader.Part?
        for index in heads.indices {
            guard let part = heads[index], part.id == id else { continue }
            whole = whole?.merged(with: part) ?? part
            heads[index] = try readers[index].next()
        }
        return whole
    }

    /// Lets events without a session ID join the one session that each can belong to.
    private mutating func resolve() -> ArraySlice<CallTimeline> {
        var places: [SIPCallID: [Int]] = [:]
        for (place, part) in candidates.enumerated() {
            if let sipCallID = part.session?.sipCallID { places[sipCallID, default: []].append(place) }
        }
        var joining: [Int: [CallEvent]] = [:]
        for event in rest.sessionless.values {
            let found = event.told.sipCallID.flatMap { places[$0] } ?? []
            if found.count == 1 { joining[found[0], default: []].append(event) } else { unattributed.append(event) }
        }
        unattributed.sort(by: SessionlessEvents.precedes)
        return
            candidates.enumerated()
            .compactMap { place, part -> CallTimeline? in
                let events = (joining[place] ?? []).map { $0.assigned(to: part.id) }
                return part.session.map { timeline(events.isEmpty ? $0 : $0.joined(by: events), part.notes) }
            }[...]
    }

    private func timeline(_ session: CallSession, _ notes: CallNotes) -> CallTimeline {
        CallTimeline(session, readyAt: endpoints?.readyAt(session), notes: notes)
    }
}

extension CallPartialMerge {
    /// Everything that is left, as one reconstruction in memory.
    package mutating func reconstruction() throws -> CallReconstruction {
        var timelines: [CallTimeline] = []
        while let timeline = try next() { timelines.append(timeline) }
        timelines.sort(by: CallTimeline.listingOrder)
        return CallReconstruction(
            timelines: timelines,
            unattributed: unattributed,
            end: end,
            eventCount: counts.events,
            foreignCount: counts.foreign,
            problemCount: counts.problems,
            problems: []
        )
    }

    /// Hands over everything as the lines of one partial result, instead of timelines.
    package mutating func forEachPartialLine(_ body: (String) throws -> Void) throws {
        let frame = PartialRecord.frame(counts, latest: end)
        try rest.forEachPartialHeadLine(frame, body)
        while let part = try nextPart() {
            try CallReconstructor.forEachPartialLine(of: part.id, part.session, part.notes, body)
        }
        try body(frame.closing.json)
    }
}
