// What was read of one part of a log, as lines: what machines that share the work on a log hand to each other.
//
// The form is that of a log. First comes what belongs to no session, then one session after the other by the byte order
// of their IDs, each with its events in the client form, every event once. Whoever merges such files needs no more of
// each than the session that is next. Foreign events, which other readers of logs pass over, say what events cannot.

/// What the foreign events of a partial result say.
struct PartialRecord: Equatable {
    enum Action: String {
        /// The first line and the last one, which are the same but for this: so that a file cut off is noticed.
        case begin = "partial-begin"
        case end = "partial-end"
        /// What is known of a session beside its events and notes.
        case session = "partial-session"
    }

    static let version = "1"
    /// How many digests a line has at most: an event's details have a bound.
    static let digestsPerLine = 64

    var action: Action
    var sessionID: CallSessionID?
    /// Of a frame, the last moment that any event tells of.
    var latest: CallStamp?
    var values: [String: String] = [:]

    init(_ action: Action, of sessionID: CallSessionID? = nil) {
        self.action = action
        self.sessionID = sessionID
    }

    /// The record that an event is, if it is one.
    init?(_ event: ForeignCallEvent) {
        guard let action = Action(rawValue: event.action) else { return nil }
        self.action = action
        sessionID = event.sessionID
        latest = event.stamp
        values = event.details.values
    }

    var json: String {
        ForeignCallEvent(action: action.rawValue, sessionID: sessionID, at: latest, details: CallEventDetails(values))
            .json
    }

    /// The first line of a result.
    static func frame(_ counts: (events: Int, foreign: Int, problems: Int), latest: CallStamp?) -> PartialRecord {
        var frame = PartialRecord(.begin)
        frame.values["version"] = version
        frame[count: .events] = counts.events
        frame[count: .foreign] = counts.foreign
        frame[count: .problems] = counts.problems
        frame.latest = latest
        return frame
    }

    /// The last line of a result that begins with this one.
    var closing: PartialRecord {
        var closing = self
        closing.action = .end
        return closing
    }

    subscript(count name: Count) -> Int {
        get { values[name.rawValue].flatMap { Int($0) } ?? 0 }
        set { values[name.rawValue] = "\(newValue)" }
    }

    enum Count: String {
        case events
        case foreign
        case problems
    }
}

extension CallReconstructor {
    /// Hands over what is known as the lines of a partial result, each without its end.
    ///
    /// O(n log n).
    package func forEachPartialLine<Failure>(_ body: (String) throws(Failure) -> Void) throws(Failure) {
        var shelves = shelves
        for index in shelves.indices { shelves[index].settle() }
        let latest = (shelves.compactMap(\.latest) + sessionless.values.map(\.stamp)).max()
        let frame = PartialRecord.frame((eventCount, foreignCount, problemCount), latest: latest)
        try forEachPartialHeadLine(frame, body)
        let ids = shelves.flatMap { $0.sessions.map(\.id) } + notes.notes.keys
        var last: CallSessionID?
        for id in ids.sorted() where id != last {
            last = id
            let session = shelves[SessionHash(id).shelf][id]
            try Self.forEachPartialLine(of: id, session, notes[id], body)
        }
        try body(frame.closing.json)
    }

    /// What stands before the sessions.
    func forEachPartialHeadLine<Failure>(
        _ frame: PartialRecord,
        _ body: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try body(frame.json)
        for ready in readies.settled {
            try body(CallEvent(.dialInReady(DialInReady(sipEndpoint: ready.endpoint)), at: ready.stamp).json)
        }
        for event in sessionless.values.sorted(by: SessionlessEvents.precedes) { try body(event.json) }
    }

    /// What is known of one session.
    static func forEachPartialLine<Failure>(
        of id: CallSessionID,
        _ session: CallSession?,
        _ notes: CallNotes,
        _ body: (String) throws(Failure) -> Void
    ) throws(Failure) {
        for step in session?.steps ?? [] { try body(step.event.json) }
        // A correlation is kept without its stamp, but its line must have one.
        for event in notes.foreignEvents(of: id, at: .earliest) { try body(event.json) }
        if notes.isTruncated {
            var record = PartialRecord(.session, of: id)
            record.values["hasMoreNotes"] = "true"
            try body(record.json)
        }
        var digests = (session?.surplus.digests ?? [])[...]
        while !digests.isEmpty {
            var record = PartialRecord(.session, of: id)
            for (digest, resolution) in digests.prefix(PartialRecord.digestsPerLine) {
                record.values[String(digest, radix: 16)] = "\(resolution.milliseconds)"
            }
            try body(record.json)
            digests = digests.dropFirst(PartialRecord.digestsPerLine)
        }
    }
}

extension CallNotes {
    /// The foreign events that make these notes.
    func foreignEvents(of id: CallSessionID, at written: CallStamp) -> [ForeignCallEvent] {
        correlationIDs.map { .correlation(of: id, with: $0, at: written) }
            + annotations.map { annotation in
                ForeignCallEvent(
                    action: annotation.action,
                    sessionID: id,
                    at: annotation.at,
                    details: annotation.details
                )
            }
    }
}
