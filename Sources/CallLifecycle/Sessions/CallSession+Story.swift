// What a session tells about itself, read off its judged events.

extension CallSession {
    /// Every advance, skip and stay, in order.
    ///
    /// O(n).
    public var transitions: [CallTransition] {
        var transitions: [CallTransition] = []
        steps.lookAtEach { step in
            if step.verdict.isTransition { transitions.append(transition(step, ordinal: transitions.count + 1)) }
        }
        return transitions
    }

    /// Every event that its state did not allow, in order.
    ///
    /// O(n).
    public var violations: [CallViolation] { steps.filter { $0.verdict == .illegal }.map(violation) }

    /// How many events named a state that was already reached or passed.
    ///
    /// Repeated deliveries of one event count once.
    public var redundantCount: Int { steps.count { $0.verdict == .redundant } }

    /// How many warnings came past ``maximumWarnings`` and were counted only.
    public var surplusWarningCount: Int { surplus.count }

    /// What is known about the call: each field from the first event in order that has it.
    ///
    /// O(n).
    public var attributes: CallAttributes {
        steps.reduce(into: CallAttributes()) { known, step in known = known.filled(from: step.event.attributes) }
    }

    /// Who carries the call: the same as of its ``attributes``, without looking up all of them.
    package var provider: CallProvider? { text(.provider).map { CallProvider(String(decoding: $0, as: UTF8.self)) } }

    /// A field of its ``attributes`` as UTF-8.
    ///
    /// O(n), and mostly found in the first event.
    func text(_ field: CallAttributes.Field) -> ArraySlice<UInt8>? {
        for index in steps.indices {
            if let text = steps.look(at: index, { $0.event.told.bytes(of: field) }) { return text }
        }
        return nil
    }

    /// The text of its ``provider``, as UTF-8.
    package var providerText: ArraySlice<UInt8>? { text(.provider) }

    /// The text of its SIP Call-ID, as UTF-8.
    package var sipCallIDText: ArraySlice<UInt8>? { text(.sipCallID) }

    /// The stamp of the first event in order.
    public var startedAt: CallStamp { steps.look(at: 0) { $0.event.stamp } }

    /// The stamp of the first transition into a final state; `nil` while the session is open.
    public var endedAt: CallStamp? { state.isFinal ? stateSince : nil }

    /// The stamp of the transition on this signal; `nil` if the session made none.
    public func stamp(of signal: CallSignal) -> CallStamp? {
        steps.first { $0.event.kind.signal == signal && $0.verdict.isTransition }?.event.stamp
    }

    /// What may legally come next.
    public var legalEvents: [CallEventKind] { CallTransitionTable.legalEvents(in: state, of: direction) }

    @inline(__always)
    func transition(_ step: borrowing Step, ordinal: Int, sequence: UInt64? = nil) -> CallTransition {
        CallTransition(
            sessionID: id,
            direction: direction,
            event: step.event.kind,
            from: step.state,
            to: step.stateAfter,
            verdict: step.verdict,
            at: step.event.stamp,
            words: CallEventMessage(of: step.event),
            ordinal: ordinal,
            sequence: sequence
        )
    }

    /// The transition that its last event made, if it made one.
    @inline(__always)
    func lastTransition(sequence: UInt64) -> CallTransition {
        lookAtLast { transition($0, ordinal: transitionCount, sequence: sequence) }
    }

    /// The violation that its last event was, if it was one.
    var lastViolation: CallViolation { violation(steps[steps.count - 1]) }

    func violation(_ step: Step) -> CallViolation {
        CallViolation(
            sessionID: id,
            direction: direction,
            event: step.event.kind,
            state: step.state,
            at: step.event.stamp,
            words: CallEventMessage(of: step.event)
        )
    }
}

extension CallSession: CustomStringConvertible {
    /// The session in one line: `dial-in ff1e7130 connected`.
    public var description: String { "\(direction) \(id.abbreviated) \(state)" }
}

extension CallSession: Codable {
    private enum CodingKeys: String, CodingKey {
        case id
        case events
        case surplus
    }

    /// Decodes the events and folds them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let id = try container.decode(CallSessionID.self, forKey: .id)
        let events = try container.decode([CallEvent].self, forKey: .events)
        let surplus = try container.decode(SurplusWarnings.self, forKey: .surplus)
        guard let session = CallSession(id: id, events: events, surplus: surplus) else {
            throw DecodingError.dataCorruptedError(
                forKey: .events,
                in: container,
                debugDescription: "expected at least one event that is about the session"
            )
        }
        self = session
    }

    /// Encodes the events that are kept, from which everything else follows.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(steps.map(\.event), forKey: .events)
        try container.encode(surplus, forKey: .surplus)
    }
}
