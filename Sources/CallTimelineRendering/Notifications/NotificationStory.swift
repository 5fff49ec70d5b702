package import CallLifecycle

/// What an engine tells, in words and in columns: what every live view for people says of it, each in its own layout.
///
/// The words are masked, and hold nothing that steers a terminal or ends a line.
package struct NotificationStory: Sendable {
    /// What catches the eye.
    package enum Tone: Sendable {
        /// An ordinary step, in the colour of the state that it led to.
        case state(CallState)
        /// Something that should not have happened.
        case bad
        /// Something that is no step of a call.
        case note
    }

    package let at: CallStamp
    /// The direction; empty where there is none.
    package let direction: String
    /// The session's ID, shortened; empty where there is no session.
    package let session: String
    /// Daily's name of the event, or what the engine noticed.
    package private(set) var event = ""
    /// The state, or the move between two.
    package private(set) var movement = ""
    package private(set) var remark = ""
    package private(set) var tone = Tone.note

    /// The story of a notification, which was heard at a moment.
    package init(_ notification: CallNotification, at heard: CallStamp, _ mask: PersonalDataMask) {
        at = notification.at ?? heard
        direction = notification.direction?.rawValue ?? ""
        session = notification.sessionID?.shortened ?? ""
        switch notification {
        case .transition(let transition): tell(transition, mask)
        case .illegal(let violation): tell(violation, mask)
        case .amended(let amendment): tell(amendment, mask)
        case .overdue(let overdue): tell(overdue)
        case .unattributed(let event): tell(event, "unattributed", .bad, mask)
        case .attributed(let event, _): tell(event, "has found its session", .note, mask)
        case .detached(let event, _):
            tell(event, "belongs to no session any more: its SIP Call-ID names several", .bad, mask)
        case .endpointReady(let endpoint):
            self.event = CallEventKind.dialInReady.rawValue
            remark = mask.address(endpoint).printable
        case .annotated(let annotation, _):
            event = mask.text(annotation.action).printable
            let details = mask.details(annotation.details).map { "\($0.name): \($0.value)" }
            remark = details.joined(separator: ", ").printable
        case .evicted(let eviction):
            event = "evicted"
            movement = notification.state?.rawValue ?? ""
            remark = "\(eviction.subject.kind.rawValue), by \(eviction.reason.rawValue)"
        case .missed(let count):
            event = "missed"
            remark = count == 1 ? "1 notification" : "\(count) notifications"
            tone = .bad
        }
    }

    private mutating func tell(_ transition: CallTransition, _ mask: PersonalDataMask) {
        event = transition.event.rawValue
        movement = transition.movement
        var remarks: [String] = []
        if case .skip = transition.verdict {
            remarks.append(transition.skipped.map(\.rawValue).joined(separator: ", ") + " not seen")
        }
        if let message = transition.message { remarks.append(mask.quoted(message)) }
        remark = remarks.joined(separator: "  ")
        tone = .state(transition.to)
    }

    private mutating func tell(_ violation: CallViolation, _ mask: PersonalDataMask) {
        event = violation.event.rawValue
        movement = "\(violation.state) ✗"
        let legality = CallTransitionTable.legalityDescription(in: violation.state, of: violation.direction)
        remark = "illegal; \(legality)" + (violation.message.map { "  " + mask.quoted($0) } ?? "")
        tone = .bad
    }

    private mutating func tell(_ amendment: CallAmendment, _ mask: PersonalDataMask) {
        event = "amended"
        let (before, after) = (amendment.before.state, amendment.after.state)
        movement = before == after ? "\(after)" : "\(before) → \(after)"
        // What was told before and did not happen, then what did.
        remark = [("not", amendment.withdrawn), ("but", amendment.added)]
            .filter { !$0.1.isEmpty }
            .map { word, transitions in "\(word) " + transitions.map { told($0, mask) }.joined(separator: ", ") }
            .joined(separator: "; ")
        if !amendment.violations.isEmpty {
            let events = amendment.violations.map { "\($0.event) in \($0.state)" }.joined(separator: ", ")
            remark += (remark.isEmpty ? "" : "; ") + "illegal: \(events)"
        }
        tone = amendment.violations.isEmpty ? .state(after) : .bad
    }

    private func told(_ transition: CallTransition, _ mask: PersonalDataMask) -> String {
        let isMove = transition.from != transition.to
        return (isMove ? transition.movement : "\(transition.event)")
            + (transition.message.map { " " + mask.quoted($0) } ?? "")
    }

    private mutating func tell(_ overdue: CallOverdue) {
        event = "overdue"
        movement = "\(overdue.session.state)"
        remark =
            "since \(overdue.session.stateSince), over the limit of \(overdue.limit.spelled)"
            + (overdue.inferredEnd == nil ? "" : "; taken to have ended")
        tone = .bad
    }

    private mutating func tell(_ event: CallEvent, _ fate: String, _ tone: Tone, _ mask: PersonalDataMask) {
        self.event = event.kind.rawValue
        remark = fate + (event.message.map { "  " + mask.quoted($0) } ?? "")
        self.tone = tone
    }
}

extension CallTransition {
    /// The move, or the state alone where nothing moved.
    fileprivate var movement: String {
        switch verdict {
        case .skip: "\(from) ⇢ \(to)"
        case .advance: "\(from) → \(to)"
        case .stay, .redundant, .illegal: "\(from)"
        }
    }
}

extension CallSessionID {
    /// Enough of the ID to tell calls apart by eye and to ask for one with `--session`: the first part of a UUID, of
    /// another ID all of it, or beginning and end.
    package var shortened: String {
        let text = rawValue.printable
        if text.count == 36, text.dropFirst(8).first == "-" { return String(text.prefix(8)) }
        return text.count <= 16 ? text : "\(text.prefix(9))…\(text.suffix(6))"
    }
}

extension Duration {
    /// The duration as a limit is spelled: `4 min`, `12 h`; otherwise in seconds.
    fileprivate var spelled: String {
        let milliseconds = milliseconds
        if milliseconds > 0, milliseconds.isMultiple(of: 3_600_000) { return "\(milliseconds / 3_600_000) h" }
        if milliseconds > 0, milliseconds.isMultiple(of: 60_000) { return "\(milliseconds / 60_000) min" }
        let isWhole = milliseconds.isMultiple(of: 1000)
        return (isWhole ? "\(milliseconds / 1000)" : CallDuration.seconds(milliseconds)) + " s"
    }
}
