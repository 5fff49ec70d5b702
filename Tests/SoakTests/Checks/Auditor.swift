import CallLifecycle

/// A subscriber that hears everything, believes it, and holds the engine to it.
///
/// Its mailbox has no bound. It is read at rest, so what it knows is then exactly what the engine has announced.
struct Auditor {
    struct Eviction: Hashable {
        let subject: CallEviction.Kind
        let reason: CallEviction.Reason
    }

    /// What is believed of one session.
    private struct Belief: Equatable {
        var transitions: [Move] = []
        var violations: Set<CallViolation> = []

        init() {}

        init(_ session: CallSession) {
            transitions = session.transitions.map(Move.init)
            violations = Set(session.violations)
        }
    }

    /// A transition without its sequence number, which sessions do not know.
    private struct Move: Equatable {
        let event: CallEventKind
        let from: CallState
        let verdict: CallVerdict
        let at: CallStamp
        let message: CallErrorMessage?
        let ordinal: Int

        init(_ transition: CallTransition) {
            event = transition.event
            from = transition.from
            verdict = transition.verdict
            at = transition.at
            message = transition.message
            ordinal = transition.ordinal
        }
    }

    let id: UInt64
    private var iterator: AsyncStream<CallNotification>.Iterator?
    private var beliefs: [CallSessionID: Belief] = [:]
    private(set) var heard = 0
    private(set) var heardOf: [CallDirection: Int] = [:]
    private(set) var sequence: UInt64 = 0
    private(set) var notices = 0
    private(set) var inferredEnds = 0
    private(set) var evictions: [Eviction: Int] = [:]
    /// The sampled sessions that were evicted since this was last looked at.
    private(set) var evictedSamples: [Int: [CallSession]] = [:]
    /// The SIP Call-IDs of events that were evicted before they found a session.
    private(set) var lostCallIDs: Set<SIPCallID> = []
    private(set) var problems: [String] = []

    init(_ engine: CallSessionEngine) {
        iterator = engine.notifications(bufferingNewest: .max).makeAsyncIterator()
        id = engine.counters.subscribers.last?.id ?? 0
    }

    var believedSessions: Set<CallSessionID> { Set(beliefs.keys) }

    /// Hears all that is waiting.
    ///
    /// At rest only: nothing more may come meanwhile.
    mutating func catchUp(_ engine: CallSessionEngine) async {
        let waiting = engine.counters.subscribers.first { $0.id == id }?.deliveries.waiting ?? 0
        for _ in 0..<waiting {
            guard let notification = await iterator?.next() else {
                problems.append("the auditor's stream has ended")
                return
            }
            hear(notification)
        }
    }

    /// Drops the stream.
    mutating func leave() { iterator = nil }

    mutating func forgetEvictions() {
        evictedSamples = [:]
        lostCallIDs = []
    }

    private mutating func hear(_ notification: CallNotification) {
        heard += 1
        for direction in notification.directions { heardOf[direction, default: 0] += 1 }
        switch notification {
        case .transition(let transition):
            count(transition)
            beliefs[transition.sessionID, default: Belief()].transitions.append(Move(transition))
        case .amended(let amendment):
            for transition in amendment.added { count(transition) }
            beliefs[amendment.after.id] = Belief(amendment.after)
        case .illegal(let violation): beliefs[violation.sessionID, default: Belief()].violations.insert(violation)
        case .overdue(let overdue): if overdue.inferredEnd == nil { notices += 1 } else { inferredEnds += 1 }
        case .evicted(let eviction): hear(eviction)
        case .missed: problems.append("missed something in spite of an unbounded mailbox")
        case .endpointReady, .unattributed, .attributed, .detached, .annotated: break
        }
    }

    private mutating func hear(_ eviction: CallEviction) {
        evictions[Eviction(subject: eviction.subject.kind, reason: eviction.reason), default: 0] += 1
        switch eviction.subject {
        case .session(let session):
            if beliefs.removeValue(forKey: session.id) != Belief(session) {
                problems.append("what was announced of \(session.id) is not the session that was evicted")
            }
            if let number = SoakCall.number(of: session.id), SoakCall.isSampled(number) {
                evictedSamples[number, default: []].append(session)
            }
        case .unattributed(let event): if let id = event.attributes.sipCallID { lostCallIDs.insert(id) }
        case .notes, .endpoint, .claim: break
        }
    }

    private mutating func count(_ transition: CallTransition) {
        if transition.sequence != sequence + 1 {
            problems.append("sequence number \(transition.sequence ?? 0) after \(sequence)")
        }
        sequence = transition.sequence ?? sequence
    }
}

extension CallNotification {
    /// The directions whose subscribers are to hear this, said once more and in another way than the engine does.
    fileprivate var directions: Set<CallDirection> {
        switch self {
        case .transition(let transition): [transition.direction]
        case .amended(let amendment): [amendment.before.direction, amendment.after.direction]
        case .illegal(let violation): [violation.direction]
        case .endpointReady: [.dialIn]
        case .unattributed, .attributed, .detached: [.dialOut]
        case .annotated(_, let direction): Set([direction].compactMap(\.self))
        case .overdue(let overdue): [overdue.session.direction]
        case .evicted(let eviction):
            switch eviction.subject {
            case .session(let session): [session.direction]
            case .unattributed(let event): [event.kind.direction]
            case .notes: []
            case .endpoint, .claim: [.dialIn]
            }
        case .missed: []
        }
    }
}
