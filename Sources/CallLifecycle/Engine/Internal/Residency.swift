/// How long each session stays: its deadline while it is open, its turn to go when there are too many or it has ended.
///
/// Everything here follows from the sessions' own stamps and from the moment that ``due(at:_:)`` is told. All that is
/// remembered beside is who was given notice, and which end was inferred. Sessions are known by their slots; of the table
/// that has them only the IDs are asked, which decide among equals. It is never changed: it is lent as `inout` because
/// otherwise every event would count its memory up and down.
struct Residency: Sendable {
    typealias Sessions = SlotTable<CallSession>

    /// What became due.
    enum Due {
        case notice(Slot, limit: Duration)
        case inferredEnd(Slot, CallInferredEnd, limit: Duration, isClosed: Bool)
        case expiry(Slot)
        /// The grace for late events has passed, so streams of this session end.
        case closing(Slot)
    }

    /// Where a session stood when it was last looked at, its stamps in milliseconds.
    fileprivate struct Stay: Sendable, Equatable {
        var direction: CallDirection
        var state: CallState
        var isNoticed = false
        var hasInferredEnd = false
        var stateSince: Int64
        var startedAt: Int64

        init(_ session: CallSession) {
            direction = session.direction
            state = session.state
            stateSince = session.stateSince.millisecondsSince1970
            startedAt = session.startedAt.millisecondsSince1970
        }

        var hasEnded: Bool { state.isFinal || hasInferredEnd }

        /// The limits that count for it.
        var limit: DeadlineQueues.Place { .init(direction: direction, state: state, isNoticed: isNoticed) }
    }

    /// What is remembered of a session.
    ///
    /// Whoever is about to change the session asks before: then its memory and that of the session are waited for at
    /// once.
    struct Standing {
        fileprivate let stay: Stay?
        /// Whether it has a deadline, or is about to close.
        fileprivate let hasAlarm: Bool

        var hasEnded: Bool { stay?.hasEnded ?? false }
    }

    private let configuration: CallSessionEngine.Configuration
    private var stays: [Stay?] = []
    /// The ends that were inferred: few, so they are kept apart.
    private var inferredEnds: [Slot: CallInferredEnd] = [:]

    private var open = TurnQueue()
    private var ended = TurnQueue()
    /// Every session is open or has ended.
    private var places = Tickets()

    private var deadlines: DeadlineQueues
    private var closings = TurnQueue()
    /// An open session may have a deadline, one that has ended may be about to close.
    private var alarms = Tickets()

    private(set) var openCounts = OpenCounts()

    /// The latest moment that ``due(at:_:)`` was told of, in milliseconds since 1970.
    private var now: Int64

    init(_ configuration: CallSessionEngine.Configuration, at moment: CallStamp?) {
        self.configuration = configuration
        deadlines = DeadlineQueues(configuration.limits)
        now = moment?.millisecondsSince1970 ?? .min
    }

    var endedCount: Int { ended.count }

    /// The end that was inferred for a session.
    func inferredEnd(of slot: Slot) -> CallInferredEnd? { inferredEnds.isEmpty ? nil : inferredEnds[slot] }

    /// Whether notice was given of the state in which a session stands.
    func isNoticed(_ slot: Slot) -> Bool { stays[slot.index]?.isNoticed ?? false }

    func hasEnded(_ slot: Slot) -> Bool { stays[slot.index]?.hasEnded ?? false }

    /// Where a session stands, as far as is known.
    func standing(of slot: Slot) -> Standing {
        Standing(stay: slot.index < stays.count ? stays[slot.index] : nil, hasAlarm: alarms.isOut(to: slot))
    }

    /// Whether a session has ended, and the grace for late events is over at some moment.
    func isClosed(_ slot: Slot) -> Bool { hasEnded(slot) && !alarms.isOut(to: slot) }

    /// Takes note of where a session stands after an event.
    ///
    /// - Returns: Whether it has ended, and whether its streams are to end now.
    mutating func review(
        _ slot: Slot,
        from standing: Standing,
        _ sessions: inout Sessions
    ) -> (hasEnded: Bool, isClosed: Bool) {
        var stay = Stay(sessions[slot])
        let known = standing.stay
        // A finer report of the same moment is no move.
        if let known, known.state == stay.state, known.stateSince == stay.stateSince {
            stay.isNoticed = known.isNoticed
            stay.hasInferredEnd = known.hasInferredEnd
            if stay == known { return (stay.hasEnded, false) }
        } else if known?.hasInferredEnd == true {
            inferredEnds[slot] = nil
        }
        let isClosed = settle(slot, from: standing, to: stay, &sessions)
        return (stay.hasEnded, isClosed)
    }

    /// Takes in a session of a snapshot, with what was remembered of it.
    mutating func restore(
        _ slot: Slot,
        noticedSince: CallStamp?,
        inferredEnd: CallInferredEnd?,
        _ sessions: inout Sessions
    ) {
        let session = sessions[slot]
        var stay = Stay(session)
        stay.isNoticed = noticedSince?.isSameMoment(as: session.stateSince) ?? false
        if let inferredEnd, !session.state.isFinal, inferredEnd.stands(for: session) {
            stay.hasInferredEnd = true
            inferredEnds[slot] = inferredEnd
        }
        _ = settle(slot, from: standing(of: slot), to: stay, &sessions)
    }

    /// Forgets a session.
    mutating func remove(_ slot: Slot) {
        guard let stay = stays[slot.index].take() else { return }
        if stay.hasEnded {
            ended.remove(slot, &places)
            if alarms.isOut(to: slot) { closings.remove(slot, &alarms) }
        } else {
            openCounts[stay.direction, stay.state] -= 1
            open.remove(slot, &places)
            if alarms.isOut(to: slot) { deadlines.remove(slot, stay.limit, &alarms) }
        }
        if stay.hasInferredEnd { inferredEnds[slot] = nil }
    }

    /// Puts a session where it now belongs; returns whether its streams are to end now.
    ///
    /// What stays where it is costs nothing.
    private mutating func settle(
        _ slot: Slot,
        from standing: Standing,
        to stay: Stay,
        _ sessions: inout Sessions
    ) -> Bool {
        let known = standing.stay
        while stays.count <= slot.index { stays.append(nil) }
        stays[slot.index] = stay
        let wasEnded = known?.hasEnded ?? false
        let wasFollowed = !wasEnded || standing.hasAlarm
        if let known, !wasEnded { openCounts[known.direction, known.state] -= 1 }
        if standing.hasAlarm {
            if wasEnded { closings.remove(slot, &alarms) } else { deadlines.remove(slot, known?.limit, &alarms) }
        }
        guard stay.hasEnded else {
            openCounts[stay.direction, stay.state] += 1
            deadlines.insert(slot, at: stay.stateSince, stay.limit, &alarms, names: &sessions)
            if wasEnded { ended.remove(slot, &places) }
            if !wasEnded, let known {
                if known.startedAt == stay.startedAt { return false }
                open.remove(slot, &places)
            }
            open.insert(slot, at: stay.startedAt, &places, names: &sessions)
            return false
        }
        if known != nil {
            if wasEnded { ended.remove(slot, &places) } else { open.remove(slot, &places) }
        }
        let endedAt = inferredEnds[slot]?.at.millisecondsSince1970 ?? stay.stateSince
        ended.insert(slot, at: endedAt, &places, names: &sessions)
        let closing = endedAt.addingClamped(grace)
        guard grace > 0, closing > now else { return wasFollowed }
        closings.insert(slot, at: closing, &alarms, names: &sessions)
        return false
    }

    private var grace: Int64 { configuration.sessionStreamGrace.milliseconds }
}

// MARK: - What is due

extension Residency {
    /// When something will be due next, in milliseconds since 1970.
    mutating func nextDue(_ sessions: inout Sessions) -> Int64? {
        let moments = [
            deadlines.first(alarms, names: &sessions)?.due, nextExpiry(&sessions),
            closings.first(alarms, names: &sessions)?.priority,
        ]
        return moments.compactMap(\.self).min()
    }

    /// When the session that ended first will have been kept for long enough.
    private mutating func nextExpiry(_ sessions: inout Sessions) -> Int64? {
        ended.first(places, names: &sessions)?.priority
            .addingClamped(configuration.endedSessionRetention.milliseconds)
    }

    /// Takes out one thing that is due.
    ///
    /// O(log n).
    mutating func due(at milliseconds: Int64, _ sessions: inout Sessions) -> Due? {
        now = max(now, milliseconds)
        while let slot = deadlines.popFirst(upTo: milliseconds, &alarms, names: &sessions) {
            if let due = overdue(slot, &sessions) { return due }
        }
        if let slot = closings.popFirst(upTo: milliseconds, &alarms, names: &sessions) { return .closing(slot) }
        guard let expiry = nextExpiry(&sessions), expiry <= milliseconds else { return nil }
        return ended.first(places, names: &sessions).map { .expiry($0.slot) }
    }

    private mutating func overdue(_ slot: Slot, _ sessions: inout Sessions) -> Due? {
        guard var stay = stays[slot.index], let limit = deadlines.limit(stay.limit) else { return nil }
        guard limit.isEnd else {
            stay.isNoticed = true
            stays[slot.index] = stay
            deadlines.insert(slot, at: stay.stateSince, stay.limit, &alarms, names: &sessions)
            return .notice(slot, limit: limit.duration)
        }
        let before = standing(of: slot)
        let stateSince = sessions[slot].stateSince
        // A limit that cannot be written as a stamp never passes.
        guard let at = CallStamp(millisecondsSince1970: stateSince.milliseconds(after: limit.duration)) else {
            return nil
        }
        let inferred = CallInferredEnd(state: stay.state, stateSince: stateSince, at: at)
        inferredEnds[slot] = inferred
        stay.hasInferredEnd = true
        let isClosed = settle(slot, from: before, to: stay, &sessions)
        return .inferredEnd(slot, inferred, limit: limit.duration, isClosed: isClosed)
    }

    /// Whether there are too many sessions.
    var isCrowded: Bool { hasTooManyOpen || ended.count > max(0, configuration.maximumEndedSessions) }

    private var hasTooManyOpen: Bool { open.count > max(1, configuration.maximumOpenSessions) }

    /// One session of which there are too many.
    mutating func crowdedOut(_ sessions: inout Sessions) -> Slot? {
        guard isCrowded else { return nil }
        return (hasTooManyOpen ? open.first(places, names: &sessions) : ended.first(places, names: &sessions))?.slot
    }
}

/// How many sessions are open, by direction and state.
struct OpenCounts: Sendable {
    private var counts = [Int](repeating: 0, count: CallDirection.allCases.count * CallState.allCases.count)

    subscript(direction: CallDirection, state: CallState) -> Int {
        get { counts[Self.place(direction, state)] }
        set { counts[Self.place(direction, state)] = newValue }
    }

    /// Where something of a state is, in an array that has something for each.
    static func place(_ direction: CallDirection, _ state: CallState) -> Int {
        direction.ordinal * CallState.allCases.count + state.ordinal
    }
}
