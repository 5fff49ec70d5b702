/// How long each session stays: its deadline while it is open, its turn to go when there are too many or it has ended.
///
/// Everything here follows from the sessions' own stamps and from the moment that ``due(at:)`` is told. All that is
/// remembered beside is who was given notice, and which end was inferred.
struct Residency: Sendable {
    /// What became due.
    enum Due {
        case notice(CallSessionID, limit: Duration)
        case inferredEnd(CallSessionID, CallInferredEnd, limit: Duration, isClosed: Bool)
        case expiry(CallSessionID)
        /// The grace for late events has passed, so streams of this session end.
        case closing(CallSessionID)
    }

    private struct Stay: Sendable, Equatable {
        var direction: CallDirection
        var state: CallState
        var stateSince: CallStamp
        var startedAt: CallStamp
        var isNoticed = false
        var inferredEnd: CallInferredEnd?

        init(_ session: CallSession) {
            direction = session.direction
            state = session.state
            stateSince = session.stateSince
            startedAt = session.startedAt
        }

        /// When the session ended, by report or by inference; `nil` while it is open.
        var endedAt: CallStamp? { state.isFinal ? stateSince : inferredEnd?.at }
    }

    private let configuration: CallSessionEngine.Configuration
    private var stays: [CallSessionID: Stay] = [:]
    private var deadlines = PriorityQueue<CallSessionID>()
    private var open = PriorityQueue<CallSessionID>()
    private var ended = PriorityQueue<CallSessionID>()
    private var closings = PriorityQueue<CallSessionID>()
    private(set) var openCounts = OpenCounts()

    /// The latest moment that ``due(at:)`` was told of, in milliseconds since 1970.
    private var now: Int64

    init(_ configuration: CallSessionEngine.Configuration, at moment: CallStamp?) {
        self.configuration = configuration
        now = moment?.millisecondsSince1970 ?? .min
    }

    var endedCount: Int { ended.count }

    /// The end that was inferred for a session.
    func inferredEnd(of id: CallSessionID) -> CallInferredEnd? { stays[id]?.inferredEnd }

    /// Since when a session stood in the state for which notice was given; `nil` if none was.
    func noticedSince(_ id: CallSessionID) -> CallStamp? {
        stays[id].flatMap { $0.isNoticed ? $0.stateSince : nil }
    }

    func hasEnded(_ id: CallSessionID) -> Bool { stays[id].map { $0.endedAt != nil } ?? false }

    /// Whether a session has ended, and the grace for late events is over at some moment.
    func isClosed(_ id: CallSessionID) -> Bool { hasEnded(id) && closings[id] == nil }

    /// Takes note of where a session stands after an event.
    ///
    /// - Returns: Whether it has ended, and whether its streams are to end now.
    mutating func review(_ session: CallSession) -> (hasEnded: Bool, isClosed: Bool) {
        var stay = Stay(session)
        let known = stays[session.id]
        // A finer report of the same moment is no move.
        if let known, known.state == stay.state, known.stateSince.isSameMoment(as: stay.stateSince) {
            stay.isNoticed = known.isNoticed
            stay.inferredEnd = known.inferredEnd
            if stay == known { return (stay.endedAt != nil, false) }
        }
        let isClosed = settle(session.id, from: known, to: stay)
        return (stay.endedAt != nil, isClosed)
    }

    /// Takes in a session of a snapshot, with what was remembered of it.
    mutating func restore(_ session: CallSession, noticedSince: CallStamp?, inferredEnd: CallInferredEnd?) {
        var stay = Stay(session)
        stay.isNoticed = noticedSince?.isSameMoment(as: session.stateSince) ?? false
        if let inferredEnd, !session.state.isFinal, inferredEnd.stands(for: session) { stay.inferredEnd = inferredEnd }
        _ = settle(session.id, from: stays[session.id], to: stay)
    }

    /// Forgets a session.
    mutating func remove(_ id: CallSessionID) {
        guard let stay = stays.removeValue(forKey: id) else { return }
        if stay.endedAt == nil { openCounts[stay.direction, stay.state] -= 1 }
        deadlines.remove(id)
        open.remove(id)
        ended.remove(id)
        closings.remove(id)
    }

    /// Puts a session where it now belongs; returns whether its streams are to end now.
    private mutating func settle(_ id: CallSessionID, from known: Stay?, to stay: Stay) -> Bool {
        stays[id] = stay
        if let known, known.endedAt == nil { openCounts[known.direction, known.state] -= 1 }
        guard let endedAt = stay.endedAt else {
            openCounts[stay.direction, stay.state] += 1
            schedule(id, stay)
            open.set(id, to: stay.startedAt.millisecondsSince1970)
            ended.remove(id)
            closings.remove(id)
            return false
        }
        deadlines.remove(id)
        open.remove(id)
        ended.set(id, to: endedAt.millisecondsSince1970)
        let wasFollowed = known?.endedAt == nil || closings[id] != nil
        let closing = endedAt.milliseconds(after: configuration.sessionStreamGrace)
        guard configuration.sessionStreamGrace > .zero, closing > now else {
            closings.remove(id)
            return wasFollowed
        }
        closings.set(id, to: closing)
        return false
    }

    private mutating func schedule(_ id: CallSessionID, _ stay: Stay) {
        if let due = nextLimit(stay) {
            deadlines.set(id, to: stay.stateSince.milliseconds(after: due.limit))
        } else {
            deadlines.remove(id)
        }
    }

    /// The limit that an open session comes to next, and whether its end is inferred then.
    private func nextLimit(_ stay: Stay) -> (limit: Duration, isEnd: Bool)? {
        let limit = configuration.limits[stay.direction, stay.state]
        let end: (Duration, Bool)? = limit.inferredEnd.map { ($0, true) }
        guard let notice = limit.notice, !stay.isNoticed else { return end }
        // A notice of what is taken to have ended would say nothing new.
        if let inferredEnd = limit.inferredEnd, inferredEnd <= notice { return end }
        return (notice, false)
    }
}

// MARK: - What is due

extension Residency {
    /// When something will be due next, in milliseconds since 1970.
    mutating func nextDue() -> Int64? {
        [deadlines.leastPriority(), nextExpiry(), closings.leastPriority()].compactMap(\.self).min()
    }

    /// When the session that ended first will have been kept for long enough.
    private mutating func nextExpiry() -> Int64? {
        ended.leastPriority()?.addingClamped(configuration.endedSessionRetention.milliseconds)
    }

    /// Takes out one thing that is due.
    ///
    /// O(log n).
    mutating func due(at milliseconds: Int64) -> Due? {
        now = max(now, milliseconds)
        while let id = deadlines.popFirst(upTo: milliseconds) {
            if let due = overdue(id) { return due }
        }
        if let id = closings.popFirst(upTo: milliseconds) { return .closing(id) }
        guard let expiry = nextExpiry(), expiry <= milliseconds else { return nil }
        return ended.popFirst().map { .expiry($0) }
    }

    private mutating func overdue(_ id: CallSessionID) -> Due? {
        guard var stay = stays[id], let next = nextLimit(stay) else { return nil }
        let before = stay
        guard next.isEnd else {
            stay.isNoticed = true
            stays[id] = stay
            schedule(id, stay)
            return .notice(id, limit: next.limit)
        }
        // A limit that cannot be written as a stamp never passes.
        guard let at = CallStamp(millisecondsSince1970: stay.stateSince.milliseconds(after: next.limit)) else {
            return nil
        }
        let inferred = CallInferredEnd(state: stay.state, stateSince: stay.stateSince, at: at)
        stay.inferredEnd = inferred
        let isClosed = settle(id, from: before, to: stay)
        return .inferredEnd(id, inferred, limit: next.limit, isClosed: isClosed)
    }

    /// Takes out one session of which there are too many.
    mutating func crowdedOut() -> CallSessionID? {
        if open.count > max(1, configuration.maximumOpenSessions) { return open.popFirst() }
        if ended.count > max(0, configuration.maximumEndedSessions) { return ended.popFirst() }
        return nil
    }
}

/// How many sessions are open, by direction and state.
struct OpenCounts: Sendable {
    private var counts: [CallDirection: [CallState: Int]] = [:]

    subscript(direction: CallDirection, state: CallState) -> Int {
        get { counts[direction]?[state] ?? 0 }
        set { counts[direction, default: [:]][state] = newValue }
    }
}
