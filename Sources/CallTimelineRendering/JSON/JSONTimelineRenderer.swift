public import CallLifecycle

/// Writes timelines as JSON Lines: one object per call, then one per event that belongs to none.
///
/// The keys and their order are those of `Docs/Timelines.md`. Stamps are RFC 3339 in UTC with three decimals, durations
/// are seconds; what is unknown is `null`. Messages, and what a sender or the application chose to call something, are
/// masked unless they are to be revealed.
public struct JSONTimelineRenderer: CallReportRenderer {
    private let mask: PersonalDataMask
    private let includesNotes: Bool

    /// A renderer that masks personal data and keeps to the lifecycle, unless told otherwise.
    ///
    /// - Parameters:
    ///   - revealingPersonalData: Whether messages and details are written as they are.
    ///   - includingNotes: Whether each call also has `correlationIds`, `annotations` and `inferredEnd`.
    public init(revealingPersonalData: Bool = false, includingNotes: Bool = false) {
        mask = PersonalDataMask(reveals: revealingPersonalData)
        includesNotes = includingNotes
    }

    /// Every call on a line, then every event that belongs to none.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try renderText(calls, to: write)
    }

    /// One call, on one line without its end.
    public func render(_ timeline: CallTimeline) -> String {
        var writer = UTF8Writer()
        writeObject(timeline, to: &writer)
        return writer.text
    }

    /// An event that belongs to no call, on one line without its end.
    public func render(unattributed event: CallEvent) -> String {
        var writer = UTF8Writer()
        writeObject(unattributed: event, to: &writer)
        return writer.text
    }
}

extension JSONTimelineRenderer: CallLineRenderer {
    package func writeHead(to writer: inout UTF8Writer) {}

    package func write(_ timeline: borrowing CallTimeline, to writer: inout UTF8Writer) {
        writeObject(timeline, to: &writer)
        writer.literal("\n")
    }

    package func write(unattributed event: CallEvent, to writer: inout UTF8Writer) {
        writeObject(unattributed: event, to: &writer)
        writer.literal("\n")
    }
}

// MARK: - The objects

extension JSONTimelineRenderer {
    private func writeObject(_ timeline: borrowing CallTimeline, to writer: inout UTF8Writer) {
        let outline = CallOutline(timeline)
        writer.literal("{\"sessionId\":")
        timeline.session.id.writeJSON(to: &writer)
        writer.phrase(timeline.session.direction.ordinal, timeline.session.state.ordinal, of: Phrases.standing)
        writer.text(outline.disposition.rawValue)
        writer.literal("\",\"startedAt\":")
        writer.jsonStamp(timeline.session.startedAt)
        writer.literal(",\"endedAt\":")
        writer.jsonStamp(timeline.session.endedAt)
        writer.literal(",\"readyAt\":")
        writer.jsonStamp(timeline.readyAt)
        writer.literal(",\"transitions\":[")
        writeTransitions(timeline.session, to: &writer)
        writer.literal("],\"illegal\":[")
        if outline.illegal > 0 { writeViolations(timeline.session, to: &writer) }
        writer.literal("],\"redundant\":")
        writer.integer(Int64(outline.redundant))
        writer.literal(",\"durations\":{")
        writeDurations(outline, to: &writer)
        writer.literal("},\"provider\":")
        writeText(utf8: timeline.session.providerText, to: &writer)
        writer.literal(",\"sipCallId\":")
        if let sipCallID = timeline.session.sipCallIDText {
            writer.jsonString(utf8: sipCallID)
        } else {
            writer.literal("null")
        }
        writer.literal(",\"endedBy\":\"")
        writer.text(outline.endedBy.rawValue)
        writer.literal("\"")
        if includesNotes { writeNotes(timeline, to: &writer) }
        writer.literal("}")
    }

    private func writeObject(unattributed event: CallEvent, to writer: inout UTF8Writer) {
        writer.literal("{\"unattributed\":{\"event\":\"")
        writer.text(event.kind.rawValue)
        writer.literal("\",\"at\":")
        writer.jsonStamp(event.stamp)
        writer.literal(",\"message\":")
        writeText(event.message?.rawValue, to: &writer)
        writer.literal("}}")
    }

    private func writeTransitions(_ session: borrowing CallSession, to writer: inout UTF8Writer) {
        var isFirst = true
        session.steps.lookAtEach { step in
            guard step.verdict.isTransition else { return }
            if !isFirst { writer.byte(UInt8(ascii: ",")) }
            isFirst = false
            let kind = step.event.kind
            writer.phrase(step.state.ordinal, kind.ordinal, of: Phrases.transition)
            writer.jsonStamp(step.event.stamp)
            switch kind.signal {
            case .error, .warning:
                writer.literal(",\"message\":")
                writeText(step.event.message?.rawValue, to: &writer)
            default: break
            }
            writer.byte(UInt8(ascii: "}"))
        }
    }

    private func writeViolations(_ session: borrowing CallSession, to writer: inout UTF8Writer) {
        var isFirst = true
        session.steps.lookAtEach { step in
            guard step.verdict == .illegal else { return }
            if !isFirst { writer.byte(UInt8(ascii: ",")) }
            isFirst = false
            writer.phrase(step.state.ordinal, step.event.kind.ordinal, of: Phrases.violation)
            writer.jsonStamp(step.event.stamp)
            writer.byte(UInt8(ascii: "}"))
        }
    }

    private func writeDurations(_ outline: CallOutline, to writer: inout UTF8Writer) {
        for (index, measure) in Phrases.measures.enumerated() {
            let duration = outline.duration(measure)
            writer.phrase(duration == nil ? 0 : 1, index, of: Phrases.measure)
            guard let duration else { continue }
            writer.jsonSeconds(duration.milliseconds)
            writer.literal(",\"uncertainty\":")
            writer.jsonSeconds(duration.uncertaintyMilliseconds)
            writer.literal("}")
        }
    }

    private func writeNotes(_ timeline: borrowing CallTimeline, to writer: inout UTF8Writer) {
        writer.literal(",\"correlationIds\":[")
        for (index, id) in timeline.notes.correlationIDs.enumerated() {
            if index > 0 { writer.literal(",") }
            writeText(id.rawValue, to: &writer)
        }
        writer.literal("],\"annotations\":[")
        for (index, annotation) in timeline.notes.annotations.enumerated() {
            writer.literal(index > 0 ? ",{\"event\":" : "{\"event\":")
            writeText(annotation.action, to: &writer)
            writer.literal(",\"at\":")
            writer.jsonStamp(annotation.at)
            writer.literal(",\"details\":{")
            for (index, detail) in mask.details(annotation.details).enumerated() {
                if index > 0 { writer.literal(",") }
                writer.jsonString(detail.name)
                writer.literal(":")
                writer.jsonString(detail.value)
            }
            writer.literal("}}")
        }
        writer.literal("],\"inferredEnd\":")
        writer.jsonStamp(timeline.inferredEnd?.at)
    }

    /// Writes a text that may hold personal data, or `null`.
    private func writeText(_ text: String?, to writer: inout UTF8Writer) {
        guard let text else { return writer.literal("null") }
        writer.jsonString(mask.text(text))
    }

    private func writeText(utf8 text: ArraySlice<UInt8>?, to writer: inout UTF8Writer) {
        guard let text else { return writer.literal("null") }
        if mask.reveals || text.span.surelyHoldsNothingPersonal { return writer.jsonString(utf8: text) }
        writer.jsonString(mask.text(String(decoding: text, as: UTF8.self)))
    }
}

// MARK: - Phrases

/// What stands between two values of a call, with those that are one of a few in it.
private enum Phrases {
    /// From the session ID to the disposition, of each direction and state.
    static let standing = UTF8Phrases(
        rows: CallDirection.allCases.sorted { $0.ordinal < $1.ordinal },
        columns: states
    ) { direction, state in
        #","direction":"\#(direction)","state":"\#(state)","disposition":""#
    }

    /// What a transition has before its stamp, of each state and the event that it met.
    static let transition = UTF8Phrases(rows: states, columns: events) { state, event in
        let verdict = CallTransitionTable.verdict(on: event, in: state, of: event.direction)
        let move = #""from":"\#(state)","to":"\#(verdict.destination ?? state)","verdict":"\#(verdict.name)""#
        return #"{"event":"\#(event)",\#(move),"at":"#
    }

    /// What a violation has before its stamp, of each state and the event that it met.
    static let violation = UTF8Phrases(rows: states, columns: events) { state, event in
        #"{"event":"\#(event)","state":"\#(state)","at":"#
    }

    static let measures = CallMeasure.allCases

    /// The durations up to their seconds, of those that are unknown and of those that are not.
    static let measure = UTF8Phrases(
        rows: ["null", #"{"seconds":"#],
        columns: Array(measures.enumerated())
    ) { value, measure in
        (measure.offset > 0 ? "," : "") + #""\#(measure.element.rawValue)":"# + value
    }

    private static let states = CallState.allCases.sorted { $0.ordinal < $1.ordinal }
    private static let events = CallEventKind.allCases.sorted { $0.ordinal < $1.ordinal }
}
