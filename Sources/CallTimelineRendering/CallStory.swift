package import CallLifecycle

/// A call in words: what every form for people says of it, each in its own layout.
///
/// The words are masked, and hold nothing that steers a terminal or ends a line; a format with markup has yet to escape
/// them.
struct CallStory {
    /// One event or note.
    struct Row {
        var at: CallStamp
        /// The time since the call's first event.
        var offset: String
        var event: String
        /// The state, or the move between two; empty for a note.
        var movement: String
        var remark: String
        /// The state in which the event left the call.
        var state: CallState
        var mark: Mark

        var isIllegal: Bool { mark == .illegal }
    }

    /// When a row was, and what catches the eye of it.
    struct Moment {
        var at: CallStamp
        var mark: Mark
    }

    /// What catches the eye of a row.
    enum Mark: String, CaseIterable {
        case step
        case skip
        case warning
        case error
        case illegal
        case note
    }

    private let timeline: CallTimeline
    private let mask: PersonalDataMask

    init(_ timeline: CallTimeline, _ mask: PersonalDataMask) {
        self.timeline = timeline
        self.mask = mask
    }

    private var session: CallSession { timeline.session }

    var state: CallState { session.state }

    /// Direction and session ID.
    var subject: String { "\(session.direction) \(session.id.rawValue.printable)" }

    /// The state, then how the call turned out where that says more, and who ended it.
    var outcome: [String] {
        [session.state.rawValue]
            + (timeline.disposition.rawValue == session.state.rawValue ? [] : [timeline.disposition.rawValue])
            + (timeline.endedBy == .local ? ["ended by us"] : [])
    }

    /// Who was on the phone, as far as it is known.
    var party: String? { timeline.party.map { mask.address($0).printable } }

    /// Who took part in it, and what it is part of.
    var parties: [String] {
        let attributes = session.attributes
        var facts: [String] = []
        if let from = attributes.sipFrom ?? attributes.origin { facts.append("from \(mask.address(from).printable)") }
        if let to = attributes.destination ?? attributes.errorDetails?.destination {
            facts.append("to \(mask.address(to).printable)")
        }
        if let endpoint = attributes.sipEndpoint ?? attributes.errorDetails?.sipEndpoint {
            facts.append("at \(mask.address(endpoint).printable)")
        }
        if let provider = attributes.provider { facts.append("by \(mask.text(provider).printable)") }
        if let readyAt = timeline.readyAt { facts.append("endpoint ready \(readyAt)") }
        let correlations = timeline.notes.correlationIDs.map { mask.text($0).printable }
        if !correlations.isEmpty { facts.append("part of \(correlations.joined(separator: ", "))") }
        return facts
    }

    /// Every event but the redundant ones, and every note, in order.
    var rows: [Row] {
        var rows = session.steps.filter { $0.verdict != .redundant }.map(row)
        for annotation in timeline.notes.annotations {
            // Behind what had happened by then; steps keep their order, which is not always that of their stamps.
            let last = rows.lastIndex { $0.at.millisecondsSince1970 <= annotation.at.millisecondsSince1970 }
            rows.insert(row(annotation), at: last.map { $0 + 1 } ?? 0)
        }
        return rows
    }

    /// The moments of the rows, in no order: what a bar shows of them, without their words.
    var moments: [Moment] {
        session.steps.filter { $0.verdict != .redundant }.map { Moment(at: $0.event.stamp, mark: Mark($0)) }
            + timeline.notes.annotations.map { Moment(at: $0.at, mark: .note) }
    }

    /// The durations that are known.
    var measures: [String] {
        let durations = timeline.durations
        return CallMeasure.allCases.compactMap { measure in durations[measure].map { "\(measure.title) \($0.text)" } }
    }

    /// What was counted only, or inferred.
    var remarks: [String] {
        var remarks: [String] = []
        if let inferredEnd = timeline.inferredEnd { remarks.append("\(inferredEnd)") }
        if timeline.notes.isTruncated { remarks.append("more notes than are kept") }
        if session.redundantCount > 0 {
            let events = Set(session.steps.filter { $0.verdict == .redundant }.map(\.event.kind.rawValue)).sorted()
            remarks.append("\(session.redundantCount) redundant (\(events.joined(separator: ", ")))")
        }
        if session.surplusWarningCount > 0 { remarks.append("\(session.surplusWarningCount) more warnings") }
        return remarks
    }

    private func row(_ step: CallSession.Step) -> Row {
        var remarks: [String] = []
        switch step.verdict {
        case .skip:
            let skipped = CallTransitionTable.skippedStates(on: step.event.kind, in: step.state, of: session.direction)
            remarks.append(skipped.map(\.rawValue).joined(separator: ", ") + " not seen")
        case .illegal:
            let legality = CallTransitionTable.legalityDescription(in: step.state, of: session.direction)
            remarks.append("illegal; \(legality)")
        case .advance, .stay, .redundant: break
        }
        if let message = step.event.message { remarks.append(mask.quoted(message)) }
        return Row(
            at: step.event.stamp,
            offset: offset(of: step.event.stamp),
            event: step.event.kind.rawValue,
            movement: step.movement,
            remark: remarks.joined(separator: "  "),
            state: step.stateAfter,
            mark: Mark(step)
        )
    }

    private func row(_ annotation: CallAnnotation) -> Row {
        let details = mask.details(annotation.details).map { "\($0.name): \($0.value)" }
        return Row(
            at: annotation.at,
            offset: offset(of: annotation.at),
            event: mask.text(annotation.action).printable,
            movement: "",
            remark: details.joined(separator: ", ").printable,
            state: session.state,
            mark: .note
        )
    }

    /// The time since the start; a clock that runs behind another makes it negative.
    private func offset(of stamp: CallStamp) -> String {
        let milliseconds = stamp.millisecondsSince1970 - session.startedAt.millisecondsSince1970
        return (milliseconds < 0 ? "" : "+") + CallDuration.text(milliseconds: milliseconds)
    }
}

extension CallSession.Step {
    /// What the event did: `connected → stopped`, `ready ⇢ answered`, `answered`, `stopped ✗`.
    package var movement: String {
        switch verdict {
        case .advance(let destination): "\(state) → \(destination)"
        case .skip(let destination): "\(state) ⇢ \(destination)"
        case .stay, .redundant: "\(state)"
        case .illegal: "\(state) ✗"
        }
    }
}

extension CallStory.Mark {
    init(_ step: CallSession.Step) {
        self =
            switch (step.verdict, step.event.kind.signal) {
            case (.illegal, _): .illegal
            case (_, .error): .error
            case (_, .warning): .warning
            case (.skip, _): .skip
            default: .step
            }
    }
}

extension PersonalDataMask {
    /// A message in quotes, on one line.
    func quoted(_ message: CallErrorMessage) -> String { "“\(text(message).printable)”" }
}
