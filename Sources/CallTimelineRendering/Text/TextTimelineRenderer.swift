public import CallLifecycle

/// Writes a call for a person at a terminal: what it was, then every step with its time, its offset and its meaning.
///
/// Control characters of a hostile log never reach the terminal; personal data is masked unless it is to be revealed.
public struct TextTimelineRenderer: CallReportRenderer {
    private let palette: TerminalPalette
    private let mask: PersonalDataMask

    /// A renderer without colour that masks personal data, unless told otherwise.
    public init(usingColour: Bool = false, revealingPersonalData: Bool = false) {
        palette = TerminalPalette(isEnabled: usingColour)
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// Every call, with a blank line between two, then every event that belongs to none.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        for (index, timeline) in calls.timelines.enumerated() {
            try write((index > 0 ? "\n" : "") + render(timeline) + "\n")
        }
        if !calls.timelines.isEmpty && !calls.unattributed.isEmpty { try write("\n") }
        for event in calls.unattributed { try write(render(unattributed: event) + "\n") }
    }

    /// One call, over several lines, the last without its end.
    public func render(_ timeline: CallTimeline) -> String {
        ([headline(timeline), parties(timeline)] + steps(timeline) + [measures(timeline)] + remarks(timeline))
            .filter { !$0.isEmpty }
            .joined(separator: "\n")
    }

    /// An event that belongs to no call, on one line without its end.
    public func render(unattributed event: CallEvent) -> String {
        let message = event.message.map { " " + quoted($0) } ?? ""
        return "\(palette.bad("unattributed"))  \(event.stamp)  \(event.kind)\(message)"
    }

    // MARK: Lines

    private func headline(_ timeline: CallTimeline) -> String {
        let session = timeline.session
        let state = palette.state(session.state, session.state.rawValue)
        let disposition = timeline.disposition.rawValue == session.state.rawValue ? "" : ", \(timeline.disposition)"
        let ended = timeline.endedBy == .local ? ", ended by us" : ""
        return
            "\(palette.strong("\(session.direction) \(session.id.rawValue.printable)"))  \(state)\(disposition)\(ended)"
    }

    private func parties(_ timeline: CallTimeline) -> String {
        let attributes = timeline.session.attributes
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
        return facts.isEmpty ? "" : "  " + palette.faint(facts.joined(separator: "  "))
    }

    private func steps(_ timeline: CallTimeline) -> [String] {
        let session = timeline.session
        var entries = session.steps.filter { $0.verdict != .redundant }
            .map { (at: $0.event.stamp, row: row($0, of: session)) }
        for annotation in timeline.notes.annotations {
            // Behind what had happened by then; steps keep their order, which is not always that of their stamps.
            let last = entries.lastIndex { $0.at.millisecondsSince1970 <= annotation.at.millisecondsSince1970 }
            entries.insert((annotation.at, row(annotation, of: session)), at: last.map { $0 + 1 } ?? 0)
        }
        let rows = entries.map(\.row)
        let eventWidth = rows.map(\.event.count).max() ?? 0
        let movementWidth = rows.map(\.movement.count).max() ?? 0
        return rows.map { row in
            let event = row.event.padding(to: eventWidth)
            let movement = row.movement.padding(to: row.remark.isEmpty ? 0 : movementWidth)
            let coloured = row.isIllegal ? palette.bad(movement) : palette.state(row.state, movement)
            return "  \(palette.faint(row.at))  \(row.offset.paddingLeft(to: 10))  \(event)  \(coloured)"
                + (row.remark.isEmpty ? "" : "  " + (row.isIllegal ? palette.bad(row.remark) : row.remark))
        }
    }

    private struct Row {
        var at: String
        var offset: String
        var event: String
        var movement: String
        var remark: String
        var state: CallState
        var isIllegal: Bool
    }

    private func row(_ step: CallSession.Step, of session: CallSession) -> Row {
        var remarks: [String] = []
        var movement = "\(step.state)"
        switch step.verdict {
        case .advance(let state): movement += " → \(state)"
        case .skip(let state):
            movement += " ⇢ \(state)"
            let skipped = CallTransitionTable.skippedStates(on: step.event.kind, in: step.state, of: session.direction)
            remarks.append(skipped.map(\.rawValue).joined(separator: ", ") + " not seen")
        case .stay, .redundant: break
        case .illegal:
            movement += " ✗"
            let legality = CallTransitionTable.legalityDescription(in: step.state, of: session.direction)
            remarks.append("illegal; \(legality)")
        }
        if let message = step.event.message { remarks.append(quoted(message)) }
        return Row(
            at: "\(step.event.stamp)",
            offset: offset(session.startedAt, step.event.stamp),
            event: step.event.kind.rawValue,
            movement: movement,
            remark: remarks.joined(separator: "  "),
            state: step.stateAfter,
            isIllegal: step.verdict == .illegal
        )
    }

    private func row(_ annotation: CallAnnotation, of session: CallSession) -> Row {
        let details = mask.details(annotation.details).map { "\($0.name): \($0.value)" }
        return Row(
            at: "\(annotation.at)",
            offset: offset(session.startedAt, annotation.at),
            event: mask.text(annotation.action).printable,
            movement: "",
            remark: details.joined(separator: ", ").printable,
            state: session.state,
            isIllegal: false
        )
    }

    private func measures(_ timeline: CallTimeline) -> String {
        let durations = timeline.durations
        let known = CallMeasure.allCases.compactMap { measure in
            durations[measure].map { "\(measure.title) \($0)" }
        }
        return known.isEmpty ? "" : "  " + known.joined(separator: "   ")
    }

    private func remarks(_ timeline: CallTimeline) -> [String] {
        let session = timeline.session
        var remarks: [String] = []
        if let inferredEnd = timeline.inferredEnd { remarks.append("\(inferredEnd)") }
        if timeline.notes.isTruncated { remarks.append("more notes than are kept") }
        if session.redundantCount > 0 {
            let events = Set(session.steps.filter { $0.verdict == .redundant }.map(\.event.kind.rawValue)).sorted()
            remarks.append("\(session.redundantCount) redundant (\(events.joined(separator: ", ")))")
        }
        if session.surplusWarningCount > 0 { remarks.append("\(session.surplusWarningCount) more warnings") }
        return remarks.isEmpty ? [] : ["  " + palette.faint(remarks.joined(separator: ", "))]
    }

    // MARK: Texts

    /// The time since the start; a clock that runs behind another makes it negative.
    private func offset(_ start: CallStamp, _ stamp: CallStamp) -> String {
        let milliseconds = stamp.millisecondsSince1970 - start.millisecondsSince1970
        return (milliseconds < 0 ? "" : "+") + CallDuration.seconds(milliseconds)
    }

    private func quoted(_ message: CallErrorMessage) -> String { "“\(mask.text(message).printable)”" }
}

extension CallMeasure {
    /// The measure's name for people.
    public var title: String {
        switch self {
        case .session: "session"
        case .timeToAnswer: "time to answer"
        case .talk: "talk"
        case .unanswered: "unanswered"
        case .requestToConnected: "request to connected"
        case .requestToAnswered: "request to answered"
        case .readyToConnected: "ready to connected"
        }
    }
}
