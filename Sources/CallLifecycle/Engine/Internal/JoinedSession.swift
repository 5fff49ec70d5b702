/// A session that events without a session ID have joined, taken apart.
struct JoinedSession: Sendable {
    /// The session of the events that name it.
    var own: CallSession
    /// The events that have joined it.
    var joining: [CallEvent.Identity: CallEvent] = [:]

    /// The session of all of them.
    var whole: CallSession { own.joined(by: joining.values.map { $0.assigned(to: own.id) }) }
}
