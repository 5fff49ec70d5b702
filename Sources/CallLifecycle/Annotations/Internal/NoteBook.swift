/// The notes of all sessions, and which sessions belong together.
///
/// Notes may come before their session's first event, and after its end.
struct NoteBook: Sendable {
    /// What a foreign event did.
    enum Entry {
        /// It names no session and no time, or nobody knows what to do with it.
        case none
        /// It was known, or is past what a session keeps.
        case known
        case correlation(CallSessionID, CallCorrelationID)
        case annotation(CallAnnotation)
    }

    private(set) var notes: [CallSessionID: CallNotes] = [:]
    private var sessions: [CallCorrelationID: Set<CallSessionID>] = [:]

    subscript(id: CallSessionID) -> CallNotes { notes[id] ?? CallNotes() }

    /// The sessions that belong to something, in byte order.
    func sessions(correlatedWith id: CallCorrelationID) -> [CallSessionID] { sessions[id, default: []].sorted() }

    /// Takes a foreign event.
    mutating func insert(_ event: ForeignCallEvent) -> Entry {
        if let sessionID = event.sessionID, let correlationID = event.correlationID {
            return update(sessionID) { $0.insert(correlationID) } ? .correlation(sessionID, correlationID) : .known
        }
        guard let annotation = CallAnnotation(event) else { return .none }
        return update(annotation.sessionID) { $0.insert(annotation) } ? .annotation(annotation) : .known
    }

    /// Takes what was known of a session elsewhere.
    mutating func insert(_ notes: CallNotes, of id: CallSessionID) {
        _ = update(id) { known in
            known = known.merged(with: notes)
            return true
        }
    }

    /// Forgets what is known of a session; `false` if nothing is.
    @discardableResult
    mutating func remove(_ id: CallSessionID) -> Bool {
        guard let known = notes.removeValue(forKey: id) else { return false }
        for correlationID in known.correlationIDs { sessions.remove(id, from: correlationID) }
        return true
    }

    private mutating func update(_ id: CallSessionID, _ body: (inout CallNotes) -> Bool) -> Bool {
        var known = notes[id] ?? CallNotes()
        let before = known.correlationIDs
        guard body(&known) else {
            // What is not kept is still worth knowing to be missing.
            if known.isTruncated { notes[id] = known }
            return false
        }
        notes[id] = known
        guard known.correlationIDs != before else { return true }
        for gone in before where !known.correlationIDs.contains(gone) { sessions.remove(id, from: gone) }
        for correlationID in known.correlationIDs { sessions[correlationID, default: []].insert(id) }
        return true
    }
}

extension Dictionary {
    /// Takes a member out of a set, and the set out of the dictionary when it was the last.
    mutating func remove<Member>(_ member: Member, from key: Key) where Value == Set<Member> {
        self[key]?.remove(member)
        if self[key]?.isEmpty == true { self[key] = nil }
    }
}
