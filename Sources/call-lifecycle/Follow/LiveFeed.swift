import CallLifecycle

/// What is known of the calls in logs that grow, and what there is to tell of them.
///
/// The engine does the work. The feed decides what is told: all that comes while it is followed, and of what stood in a
/// file before only what happened since a moment that somebody asked for. Time is told to it.
struct LiveFeed {
    /// Something to tell, and when it was heard.
    struct Told {
        var notification: CallNotification
        var heard: CallStamp
    }

    /// How many calls ended how, and what went wrong, as far as the filter lets it be seen.
    struct Counts: Equatable {
        var stopped = 0
        var failed = 0
        var illegal = 0
        var unattributed = 0
        var unread = 0
    }

    let engine: CallSessionEngine
    let filter: LiveFilter
    private let since: CallStamp?
    private(set) var counts = Counts()
    /// How many events of calls were taken while following.
    private(set) var liveEventCount = 0
    /// The notices of calls that are overdue, until they move on.
    private(set) var overdue: [CallSessionID: CallOverdue] = [:]
    /// The latest stamp of an event.
    private var latest: CallStamp?

    init(_ filter: LiveFilter = LiveFilter(), since: CallStamp? = nil) {
        self.filter = filter
        self.since = since
        // Ended calls go by their number alone. By age, whether an event of a call that ended long ago is illegal or
        // only late would depend on how fast an old log is read.
        var configuration = CallSessionEngine.Configuration()
        configuration.endedSessionRetention = .seconds(1 << 40)
        configuration.tombstoneRetention = .seconds(1 << 40)
        engine = CallSessionEngine(configuration: configuration)
    }

    /// Takes what a line reports, and adds what there is to tell of it.
    mutating func take(
        _ decoded: DecodedCallEvent,
        from origin: FollowedInput.Origin,
        at now: CallStamp,
        _ told: inout [Told]
    ) {
        var moment = now
        if case .event(let event) = decoded {
            moment = event.stamp
            latest = max(latest ?? moment, moment)
            if origin != .history { liveEventCount += 1 }
        }
        var heard: [CallNotification] = []
        engine.ingest(decoded) { heard.append($0) }
        for notification in heard { tell(notification, from: origin, at: moment, &told) }
    }

    /// Takes a line that could not be read.
    mutating func countUnread() { counts.unread += 1 }

    /// Lets time pass, and adds what there is to tell of it.
    ///
    /// What was due when following began is history, too.
    mutating func advance(to now: CallStamp, from origin: FollowedInput.Origin, _ told: inout [Told]) {
        for notification in engine.advance(to: now) { tell(notification, from: origin, at: now, &told) }
    }

    /// Whether the log has caught up with the clock: its latest stamp is at most a minute old.
    ///
    /// An old log that is read from a pipe has not. Calls in it would be overdue at once, whose ends stand a few lines
    /// below.
    func isCurrent(at now: CallStamp) -> Bool {
        latest.map { now.millisecondsSince1970 - $0.millisecondsSince1970 <= 60_000 } ?? false
    }

    private mutating func tell(
        _ notification: CallNotification,
        from origin: FollowedInput.Origin,
        at heard: CallStamp,
        _ told: inout [Told]
    ) {
        keepNotices(notification)
        if filter.isAbout(notification.sessionID, notification.direction) { count(notification) }
        let isRecent = since.map((notification.at ?? heard).isNotBefore)
        let isWanted =
            switch origin {
            case .history: isRecent ?? false
            case .pipe: isRecent ?? true
            case .growth: true
            }
        guard isWanted, filter.shows(notification), notification.isWorthTelling else { return }
        told.append(Told(notification: notification, heard: heard))
    }

    /// Keeps the notices that still say something of their calls.
    private mutating func keepNotices(_ notification: CallNotification) {
        if case .overdue(let notice) = notification {
            overdue[notice.session.id] = notice
        } else if let id = notification.sessionID, let notice = overdue[id],
            !(engine.session(id).map(notice.stands) ?? false)
        {
            overdue[id] = nil
        }
    }

    private mutating func count(_ notification: CallNotification) {
        switch notification {
        case .transition(let transition) where transition.from != transition.to: count(1, transition.to)
        case .amended(let amendment):
            count(-1, amendment.before.state)
            count(1, amendment.after.state)
            counts.illegal += amendment.after.violations.count - amendment.before.violations.count
        case .illegal: counts.illegal += 1
        case .unattributed: counts.unattributed += 1
        case .attributed: counts.unattributed -= 1
        case .detached: counts.unattributed += 1
        default: break
        }
    }

    private mutating func count(_ number: Int, _ state: CallState) {
        switch state {
        case .stopped: counts.stopped += number
        case .failed: counts.failed += number
        case .ready, .connected, .answered: break
        }
    }

    /// The calls that are open, those that are overdue first, then those that have been in their state for longest.
    ///
    /// What is taken to have ended is not open any more. O(n log n) in the calls that are kept.
    var openSessions: [CallSession] {
        engine.sessions
            .filter { !$0.state.isFinal && filter.shows($0) && overdue[$0.id]?.inferredEnd == nil }
            .sorted { left, right in
                let isOverdue = (overdue[left.id] != nil, overdue[right.id] != nil)
                if isOverdue.0 != isOverdue.1 { return isOverdue.0 }
                return left.stateSince == right.stateSince ? left.id < right.id : left.stateSince < right.stateSince
            }
    }
}

extension CallOverdue {
    /// Whether the session has not moved since.
    fileprivate func stands(for session: CallSession) -> Bool {
        self.session.state == session.state && self.session.stateSince == session.stateSince
    }
}

extension CallNotification {
    /// Whether it is about what happened, rather than about the engine's room, which lets go of what ended long ago, or
    /// about a finer stamp of what was told.
    fileprivate var isWorthTelling: Bool {
        switch self {
        case .evicted(let eviction):
            guard case .session(let session) = eviction.subject else { return false }
            return !session.state.isFinal
        case .amended(let amendment):
            return !(amendment.added.isEmpty && amendment.withdrawn.isEmpty && amendment.violations.isEmpty)
        default: return true
        }
    }
}
