import CallLifecycle

/// Which calls a live view is about.
struct LiveFilter: Equatable {
    /// The options of it, of which the other commands have more.
    static let options = FilterOptions.options.filter { ["--session", "--direction", "--state"].contains($0.name) }

    /// How the session IDs begin; none for any.
    var sessions: [String] = []
    /// The directions; none for any.
    var directions: Set<CallDirection> = []
    /// The states that calls are in; none for any.
    var states: Set<CallState> = []

    /// Whether a call is meant, whatever state it is in.
    func isAbout(_ id: CallSessionID?, _ direction: CallDirection?) -> Bool {
        (sessions.isEmpty || sessions.contains { id?.rawValue.hasPrefix($0) ?? false })
            && (directions.isEmpty || direction.map(directions.contains) ?? false)
    }

    /// Whether a call is to be shown.
    func shows(_ session: CallSession) -> Bool {
        isAbout(session.id, session.direction) && (states.isEmpty || states.contains(session.state))
    }

    /// Whether a notification is to be shown: where states are asked for, one that leaves a call in one of them.
    func shows(_ notification: CallNotification) -> Bool {
        isAbout(notification.sessionID, notification.direction)
            && (states.isEmpty || notification.state.map(states.contains) ?? false)
    }
}
