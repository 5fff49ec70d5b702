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
        for timeline in calls.timelines { try write(render(timeline) + "\n") }
        for event in calls.unattributed { try write(render(unattributed: event) + "\n") }
    }

    /// One call, on one line without its end.
    public func render(_ timeline: CallTimeline) -> String {
        let session = timeline.session
        let attributes = session.attributes
        var object = JSONObject([
            "sessionId": .string(session.id.rawValue),
            "direction": .string(session.direction.rawValue),
            "state": .string(session.state.rawValue),
            "disposition": .string(timeline.disposition.rawValue),
            "startedAt": .string("\(session.startedAt)"),
            "endedAt": stamp(session.endedAt),
            "readyAt": stamp(timeline.readyAt),
            "transitions": .array(session.transitions.map(transition)),
            "illegal": .array(session.violations.map(violation)),
            "redundant": .number("\(session.redundantCount)"),
            "durations": .object(durations(timeline)),
            "provider": attributes.provider.map { text($0.rawValue) } ?? .null,
            "sipCallId": attributes.sipCallID.map { .string($0.rawValue) } ?? .null,
            "endedBy": .string(timeline.endedBy.rawValue),
        ])
        if includesNotes {
            object.append("correlationIds", .array(timeline.notes.correlationIDs.map { text($0.rawValue) }))
            object.append("annotations", .array(timeline.notes.annotations.map(annotation)))
            object.append("inferredEnd", stamp(timeline.inferredEnd?.at))
        }
        return JSONValue.object(object).text
    }

    /// An event that belongs to no call, on one line without its end.
    public func render(unattributed event: CallEvent) -> String {
        let object = JSONObject([
            "unattributed": .object(
                JSONObject([
                    "event": .string(event.kind.rawValue),
                    "at": .string("\(event.stamp)"),
                    "message": message(event.message),
                ])
            )
        ])
        return JSONValue.object(object).text
    }

    private func transition(_ transition: CallTransition) -> JSONValue {
        var object = JSONObject([
            "event": .string(transition.event.rawValue),
            "from": .string(transition.from.rawValue),
            "to": .string(transition.to.rawValue),
            "verdict": .string(transition.verdict.name),
            "at": .string("\(transition.at)"),
        ])
        if transition.event.signal == .error || transition.event.signal == .warning {
            object.append("message", message(transition.message))
        }
        return .object(object)
    }

    private func annotation(_ annotation: CallAnnotation) -> JSONValue {
        var details = JSONObject()
        for (name, value) in mask.details(annotation.details) { details.append(name, .string(value)) }
        return .object(
            JSONObject([
                "event": text(annotation.action),
                "at": .string("\(annotation.at)"),
                "details": .object(details),
            ])
        )
    }

    private func violation(_ violation: CallViolation) -> JSONValue {
        .object(
            JSONObject([
                "event": .string(violation.event.rawValue),
                "state": .string(violation.state.rawValue),
                "at": .string("\(violation.at)"),
            ])
        )
    }

    private func durations(_ timeline: CallTimeline) -> JSONObject {
        let known = timeline.durations
        return CallMeasure.allCases.reduce(into: JSONObject()) { object, measure in
            object.append(measure.rawValue, known[measure].map(duration) ?? .null)
        }
    }

    private func duration(_ duration: CallDuration) -> JSONValue {
        .object(
            JSONObject([
                "seconds": .seconds(duration.milliseconds),
                "uncertainty": .seconds(duration.uncertaintyMilliseconds),
            ])
        )
    }

    private func stamp(_ stamp: CallStamp?) -> JSONValue { stamp.map { .string("\($0)") } ?? .null }

    private func message(_ message: CallErrorMessage?) -> JSONValue {
        message.map { text($0.rawValue) } ?? .null
    }

    /// A text that may hold personal data.
    private func text(_ text: String) -> JSONValue { .string(mask.text(text)) }
}
