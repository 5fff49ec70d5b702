extension ForeignCallEvent {
    /// What the action of an application's own note begins with.
    static let notePrefix = "note."

    /// The application's own note of a session: something that it did or found out, and that is no step of the call.
    ///
    /// It becomes one of the session's ``CallAnnotation``s, whose action is `note.` and the name. Whoever keeps events
    /// keeps it with them, so what an application has to know after a restart may stand there. Its client form is
    /// `{"action":"note.talking","sessionId":…,"timestamp":…}`, with the details beside.
    ///
    /// ```swift
    /// engine.ingest(.note("talking", of: id, at: .now, details: ["voice": "anna"]))
    /// let isTalking = engine.notes(id).annotations.contains { $0.action == "note.talking" }
    /// ```
    ///
    /// - Parameters:
    ///   - name: What is noted.
    ///   - sessionID: The session.
    ///   - stamp: When it happened.
    ///   - details: What else there is to know; masked where it is printed.
    /// - Returns: The event, to be ingested.
    public static func note(
        _ name: String,
        of sessionID: CallSessionID,
        at stamp: CallStamp,
        details: CallEventDetails = [:]
    ) -> ForeignCallEvent {
        ForeignCallEvent(action: notePrefix + name, sessionID: sessionID, at: stamp, details: details)
    }
}
