/// One phone leg: the fold of the transition table over the set of its events.
///
/// A session is a value, and a pure function of its events: in whatever order they arrive, however often they are
/// repeated, live or from a log, the same events make the same session. Two sessions are equal when everything that
/// is known about them is.
public struct CallSession: Sendable, Hashable, Identifiable {
    /// One event of a session, judged.
    public struct Step: Sendable, Hashable {
        /// The event.
        public let event: CallEvent

        /// The state in which it found the session.
        public let state: CallState

        /// What the transition table says of it there.
        public let verdict: CallVerdict

        /// The state in which it left the session.
        public var stateAfter: CallState { verdict.destination ?? state }
    }

    /// How many warnings of a session are kept; more are counted.
    public static let maximumWarnings = 64

    // In this order the session leaves no gaps in memory, and there are many.

    /// The session's ID.
    public let id: CallSessionID

    /// Where the session stands.
    public private(set) var state: CallState

    /// The session's direction: that of its first event.
    public private(set) var direction: CallDirection

    private var resolution: CallStamp.Resolution
    private var warningTotal: UInt8 = 0
    private var transitionTotal: UInt32 = 0
    /// Which step is the first that has a SIP Call-ID; as many as there can be where none has.
    private var callIDPlace = UInt32.max

    /// Since when the session stands in its state: the stamp of the event that led there, or of its first event.
    public private(set) var stateSince: CallStamp

    private(set) var surplus: SurplusWarnings

    /// Every event that is kept, in order, each with its verdict.
    ///
    /// Never empty.
    public private(set) var steps: Steps

    private var order: EventOrder { EventOrder(resolution: resolution) }

    /// How many of the steps are transitions.
    var transitionCount: Int { Int(transitionTotal) }

    /// The SIP Call-ID of the first event that has one.
    package var sipCallID: SIPCallID? {
        hasSIPCallID ? steps.look(at: Int(callIDPlace)) { $0.event.told.sipCallID } : nil
    }

    /// Whether any event has a SIP Call-ID.
    ///
    /// O(1).
    var hasSIPCallID: Bool { callIDPlace != .max }

    /// The endpoint of the first event that has one.
    ///
    /// O(n).
    var sipEndpoint: SIPEndpoint? {
        text(.sipEndpoint).map { SIPEndpoint(rawValue: String(decoding: $0, as: UTF8.self)) }
    }

    /// How many distinct events the session has taken, those that were only counted included.
    var eventCount: Int { steps.count + surplus.count }

    /// The session that these events make; `nil` if none of them is about it.
    ///
    /// An event that names another session, and `dialin-ready`, are left out. One without a session ID is taken to be
    /// about this one, and is from then on. O(n log n).
    public init?(id: CallSessionID, events: some Sequence<CallEvent>) {
        self.init(id: id, events: events, surplus: SurplusWarnings())
    }

    init?(id: CallSessionID, events: some Sequence<CallEvent>, surplus: SurplusWarnings) {
        let own = events.filter { $0.kind.signal != nil && ($0.sessionID ?? id) == id }.map { $0.assigned(to: id) }
        guard let first = own.first else { return nil }
        self.init(id: id, first: first, all: own, surplus: surplus)
    }

    /// The session of a first event, with room for others.
    init(id: CallSessionID, first: CallEvent, capacity: Int = 1) {
        self.init(id: id, unfolded: first, surplus: SurplusWarnings())
        resolution = first.stamp.resolution
        steps.reserveCapacity(capacity)
        append(first)
    }

    /// A session without events, which is none: it stands where an engine keeps nothing.
    static let vacancy = CallSession(vacant: CallSessionID(rawValue: ""))

    private init(vacant id: CallSessionID) {
        self.id = id
        steps = Steps()
        state = .ready
        direction = .dialIn
        stateSince = .earliest
        resolution = .millisecond
        surplus = SurplusWarnings()
    }

    private init(id: CallSessionID, first: CallEvent, all events: [CallEvent], surplus: SurplusWarnings) {
        self.init(id: id, unfolded: first, surplus: surplus)
        fold(events)
    }

    private init(id: CallSessionID, unfolded first: CallEvent, surplus: SurplusWarnings) {
        self.id = id
        steps = Steps()
        self.state = .ready
        self.direction = first.kind.direction
        self.stateSince = first.stamp
        self.resolution = .millisecond
        self.surplus = surplus
    }
}

// MARK: - The fold

extension CallSession {
    /// What a new event did to a session.
    enum Insertion {
        /// It was known, with all that it tells.
        case duplicate
        /// A warning past the number that is kept, which changed nothing else.
        case surplus
        /// It came last and was judged.
        case appended(CallVerdict)
        /// The session was folded again: what it was before, and the event's step, if it is kept.
        case refolded(before: CallSession, Step?)
    }

    /// Folds the table over a set of events, from the beginning.
    private mutating func fold(_ events: [CallEvent]) {
        guard !foldInOrder(events) else { return }
        // Warnings that were surplus so far are judged once more.
        let merged = Self.mergingRepeats(events).map { $0.kind.signal == .warning ? surplus.take($0) : $0 }
        resolution = merged.reduce(surplus.resolution) { .coarser($0, $1.stamp.resolution) }
        // Without a coarser stamp among them the order by identity is already the right one.
        let sorted = resolution == .millisecond ? merged : merged.sorted(by: order.precedes)
        begin(with: sorted.first)
        for event in sorted {
            if event.kind.signal == .warning && warningTotal == Self.maximumWarnings {
                surplus.insert(event)
            } else {
                append(event)
            }
        }
    }

    /// Folds events that came in order and to one resolution, as most do; leaves others as they are and says so.
    private mutating func foldInOrder(_ events: [CallEvent]) -> Bool {
        guard let first = events.first, surplus.count == 0, events.count <= Self.maximumWarnings else { return false }
        resolution = first.stamp.resolution
        let order = order
        for (event, next) in zip(events, events.dropFirst())
        where next.stamp.resolution != resolution || order.moment(of: event) >= order.moment(of: next) {
            return false
        }
        begin(with: first)
        steps.reserveCapacity(events.count)
        for event in events { append(event) }
        return true
    }

    /// A session before its first event.
    private mutating func begin(with first: CallEvent?) {
        steps = Steps()
        state = .ready
        transitionTotal = 0
        warningTotal = 0
        callIDPlace = .max
        direction = first?.kind.direction ?? direction
    }

    /// Judges an event that comes after all others: the table's one look-up.
    @discardableResult
    private mutating func append(_ event: CallEvent) -> CallVerdict {
        let verdict = CallTransitionTable.verdict(on: event.kind, in: state, of: direction)
        let stateAfter = verdict.destination ?? state
        let count = steps.count
        if count == 0 || stateAfter != state { stateSince = event.stamp }
        if !hasSIPCallID, event.tells(.sipCallID) { callIDPlace = UInt32(count) }
        if verdict.isTransition { transitionTotal += 1 }
        if event.kind.signal == .warning { warningTotal += 1 }
        // Most events of a session tell the same: once is enough to keep it.
        let told = count > 0 ? lookAtLast { event.told.shared(with: $0.event.told) } : event.told
        steps.append(Step(event: event.kept(of: id, telling: told), state: state, verdict: verdict))
        state = stateAfter
        return verdict
    }

    /// Adds an event to the set.
    ///
    /// O(1) for one that comes last, O(n) for one that is known, otherwise the session is folded again.
    mutating func insert(_ event: CallEvent) -> Insertion {
        let counted = event.kind.signal == .warning ? surplus.resolution(of: event) : nil
        if counted == nil, comesLast(event) {
            guard event.kind.signal == .warning, warningTotal == Self.maximumWarnings else {
                return .appended(append(event))
            }
            surplus.insert(event)
            return .surplus
        }
        if holds(event) { return .duplicate }
        let before = self
        fold(steps.map(\.event) + [event])
        return .refolded(before: before, step(of: event))
    }

    /// Adds an event that only has to be judged: it comes last, is kept, and changes nothing about how the session is found.
    ///
    /// One call, and a changing one: an engine that only asked first would copy the session to be asked.
    ///
    /// - Returns: What the table says of it; `nil` for any other event, which is left.
    mutating func insertLast(_ event: CallEvent, ofAtMost maximumEvents: Int) -> CallVerdict? {
        guard hasSIPCallID, eventCount < maximumEvents, comesLast(event) else { return nil }
        if event.kind.signal == .warning, surplus.count > 0 || warningTotal >= Self.maximumWarnings { return nil }
        return append(event)
    }

    /// Adds an event to the set, if that costs little: it comes last, or there are few others.
    ///
    /// - Returns: Whether it was added.
    mutating func insert(_ event: CallEvent, foldingUpTo few: Int) -> Bool {
        if event.kind.signal != .warning, comesLast(event) {
            append(event)
            return true
        }
        guard eventCount <= few || comesLast(event) else { return false }
        _ = insert(event)
        return true
    }

    /// Takes what another observer knows of the same session.
    mutating func merge(_ other: CallSession) {
        surplus = surplus.merged(with: other.surplus)
        // Observers mostly see one after the other: then what both know is in order.
        let isFirst = steps[0].event.stamp <= other.steps[0].event.stamp
        let (earlier, later) = isFirst ? (steps, other.steps) : (other.steps, steps)
        fold(earlier.map(\.event) + later.map(\.event))
    }

    /// What two observers know of one session: the session of the events of both; `nil` if the IDs differ.
    ///
    /// Commutative, associative and idempotent: in whatever order observers exchange what they know, they end up with
    /// the same session. O(n log n).
    public func merged(with other: CallSession) -> CallSession? {
        guard id == other.id else { return nil }
        var session = self
        session.merge(other)
        return session
    }

    /// The session with more events, of which some may be known.
    func joined(by events: [CallEvent]) -> CallSession {
        var session = self
        session.fold(steps.map(\.event) + events)
        return session
    }

    /// Looks at the last step where it stands.
    @inline(__always)
    func lookAtLast<Value>(_ look: (borrowing Step) -> Value) -> Value { steps.look(at: steps.count - 1, look) }

    /// Whether an event surely comes after all others, is not one of them, and changes nothing about their order.
    @inline(__always)
    func comesLast(_ event: CallEvent) -> Bool {
        guard !steps.isEmpty, event.stamp.resolution.milliseconds <= resolution.milliseconds else { return false }
        let order = order
        return lookAtLast { order.moment($0.event.kind, $0.event.stamp) } < order.moment(event.kind, event.stamp)
    }

    /// Whether an event is one of the session's, with all that it tells.
    func holds(_ event: CallEvent) -> Bool {
        // Only a finer report of a warning that is counted already can change anything.
        if event.kind.signal == .warning, let counted = surplus.resolution(of: event) {
            return counted.milliseconds <= event.stamp.resolution.milliseconds
        }
        return step(of: event).map { $0.event.merged(with: event) == $0.event } ?? false
    }

    /// Whether an event is one of the session's.
    func knows(_ event: CallEvent) -> Bool { surplus.resolution(of: event) != nil || step(of: event) != nil }

    /// The event's step, if it is one of the session's.
    ///
    /// O(1) for one that surely comes last, otherwise O(n).
    func step(of event: CallEvent) -> Step? {
        if comesLast(event) { return nil }
        let milliseconds = event.stamp.millisecondsSince1970
        return steps.first { $0.event.stamp.millisecondsSince1970 == milliseconds && $0.event.id == event.id }
    }

    /// Reports of the same event as one, in the order of identities.
    private static func mergingRepeats(_ events: [CallEvent]) -> [CallEvent] {
        var merged: [CallEvent] = []
        merged.reserveCapacity(events.count)
        for event in events.sorted(by: EventOrder.identityPrecedes) {
            if let last = merged.last, last.id == event.id {
                merged[merged.count - 1] = last.merged(with: event)
            } else {
                merged.append(event)
            }
        }
        return merged
    }
}
