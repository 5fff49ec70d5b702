/// The notes of all sessions, and which sessions belong together.
///
/// Notes may come before their session's first event, and after its end.
struct NoteBook: Sendable {
    /// What a foreign event did.
    enum Entry {
        /// It names no session and no time, or nobody knows what to do with it.
        case none
        case known
        /// The session keeps as many as it may.
        case full
        case correlation(CallSessionID, CallCorrelationID)
        case annotation(CallAnnotation)
    }

    private(set) var notes: [CallSessionID: CallNotes] = [:]
    private var sessions: [CallCorrelationID: Set<CallSessionID>] = [:]

    subscript(id: CallSessionID) -> CallNotes { notes[id] ?? CallNotes() }

    /// The notes of one session, and nothing of others.
    func limited(to id: CallSessionID) -> NoteBook {
        var one = NoteBook()
        one.notes[id] = notes[id]
        return one
    }

    /// The sessions that belong to something, in byte order.
    func sessions(correlatedWith id: CallCorrelationID) -> [CallSessionID] { sessions[id, default: []].sorted() }

    /// Whether a foreign event would become no note, or is one already.
    func holds(_ event: ForeignCallEvent) -> Bool {
        if let id = event.sessionID, let correlationID = event.correlationID {
            return self[id].correlationIDs.contains(correlationID)
        }
        return CallAnnotation(event).map { self[$0.sessionID].annotations.contains($0) } ?? true
    }

    /// Whether the session of a foreign event keeps as many notes as it may, knows so, and this one is past them.
    func isFull(for event: ForeignCallEvent) -> Bool {
        guard let id = event.sessionID, self[id].isTruncated else { return false }
        var notes = self[id]
        if let correlationID = event.correlationID { return notes.insert(correlationID) == .full }
        return CallAnnotation(event).map { notes.insert($0) == .full } ?? false
    }

    /// Takes a foreign event.
    mutating func insert(_ event: ForeignCallEvent) -> Entry {
        if let sessionID = event.sessionID, let correlationID = event.correlationID {
            return Self.entry(.correlation(sessionID, correlationID), update(sessionID) { $0.insert(correlationID) })
        }
        guard let annotation = CallAnnotation(event) else { return .none }
        return Self.entry(.annotation(annotation), update(annotation.sessionID) { $0.insert(annotation) })
    }

    /// Static: a method would be called on a copy of the whole book, since its argument is what changes the book.
    private static func entry(_ added: Entry, _ insertion: CallNotes.Insertion) -> Entry {
        switch insertion {
        case .added: added
        case .known: .known
        case .full: .full
        }
    }

    /// Takes what was known of a session elsewhere.
    mutating func insert(_ notes: CallNotes, of id: CallSessionID) { update(id) { $0 = $0.merged(with: notes) } }

    /// Forgets what is known of a session; `false` if nothing is.
    @discardableResult
    mutating func remove(_ id: CallSessionID) -> Bool {
        guard let known = notes.removeValue(forKey: id) else { return false }
        for correlationID in known.correlationIDs { sessions.remove(id, from: correlationID) }
        return true
    }

    private mutating func update<Result>(_ id: CallSessionID, _ body: (inout CallNotes) -> Result) -> Result {
        var known = notes[id] ?? CallNotes()
        let before = known.correlationIDs
        let result = body(&known)
        notes[id] = known
        if known.correlationIDs != before {
            for gone in before where !known.correlationIDs.contains(gone) { sessions.remove(id, from: gone) }
            for correlationID in known.correlationIDs { sessions[correlationID, default: []].insert(id) }
        }
        return result
    }
}

extension Dictionary {
    /// Takes a member out of a set, and the set out of the dictionary when it was the last.
    mutating func remove<Member>(_ member: Member, from key: Key) where Value == Set<Member> {
        self[key]?.remove(member)
        if self[key]?.isEmpty == true { self[key] = nil }
    }
}
