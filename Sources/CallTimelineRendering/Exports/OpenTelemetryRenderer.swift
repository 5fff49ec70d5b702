public import CallLifecycle

/// Writes calls as traces of OpenTelemetry: OTLP/JSON, one `ExportTraceServiceRequest` a line.
///
/// That is what the collector's `otlpjsonfile` receiver reads, and each line is a body for `POST /v1/traces`. A call is
/// a trace of its own: a span, with a child for each state; warnings, errors, illegal events and notes are events of the
/// span. IDs follow from the session ID alone, so that a log that is exported twice makes the same spans. A call that has
/// not ended lasts until the last moment that the log tells of, and has the attribute `call.open`. The names of all
/// attributes stand in `Docs/Exports.md`. Personal data is masked.
public struct OpenTelemetryRenderer: CallReportRenderer {
    private let mask: PersonalDataMask

    /// A renderer that masks personal data, unless told otherwise.
    public init(revealingPersonalData: Bool = false) {
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// A line for every call, then one for every event that belongs to none.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        let end = calls.end
        for timeline in calls.timelines { try write(request(spans(of: timeline, until: end))) }
        var seen: [String: Int] = [:]
        for event in calls.unattributed {
            // Without the message: a hash of a phone number would be easily guessed.
            let place = "\(event.kind) \(event.stamp.millisecondsSince1970)"
            seen[place, default: 0] += 1
            try write(request([span(of: event, name: "unattributed \(place) \(seen[place, default: 1])")]))
        }
    }

    private func request(_ spans: [JSONValue]) -> String {
        let resource: JSONValue = .object(["attributes": attributes([("service.name", .text("daily-calls"))])])
        let scope: JSONValue = .object(["scope": .object(["name": .string("call-lifecycle")]), "spans": .array(spans)])
        let traces: JSONValue = .object(["resource": resource, "scopeSpans": .array([scope])])
        return JSONValue.object(["resourceSpans": .array([traces])]).text + "\n"
    }

    // MARK: Spans

    private func spans(of timeline: CallTimeline, until logEnd: CallStamp?) -> [JSONValue] {
        let session = timeline.session
        let trace = FNV1a.hex128("call \(session.id.rawValue)")
        let root = FNV1a.hex64("call \(session.id.rawValue)")
        let end = timeline.drawnEnd(until: logEnd)
        var call = JSONObject([
            "traceId": .string(trace), "spanId": .string(root), "name": .string("\(session.direction) call"),
            "kind": .number(session.direction == .dialIn ? Kind.server : Kind.client),
            "startTimeUnixNano": nanoseconds(session.startedAt), "endTimeUnixNano": nanoseconds(end),
            "attributes": attributes(facts(timeline)), "events": .array(events(of: timeline)),
        ])
        if session.surplusWarningCount > 0 {
            call.append("droppedEventsCount", .number("\(session.surplusWarningCount)"))
        }
        call.append("status", status(isError: session.state == .failed, message: failure(of: session)))
        let states = timeline.phases.enumerated()
            .map { index, phase in
                JSONValue.object([
                    "traceId": .string(trace),
                    "spanId": .string(FNV1a.hex64("call \(session.id.rawValue) state \(index)")),
                    "parentSpanId": .string(root), "name": .string(phase.state.rawValue),
                    "kind": .number(Kind.internal), "startTimeUnixNano": nanoseconds(phase.startedAt),
                    "endTimeUnixNano": nanoseconds(phase.endedAt ?? end),
                    "attributes": attributes([
                        ("call.state", .text(phase.state.rawValue)), ("call.open", .bool(phase.endedAt == nil)),
                    ]),
                ])
            }
        return [.object(call)] + states
    }

    /// An event that belongs to no call, as a span of no length.
    private func span(of event: CallEvent, name: String) -> JSONValue {
        let party = event.attributes.destination ?? event.attributes.errorDetails?.destination
        let isError = event.kind.signal == .error
        return .object([
            "traceId": .string(FNV1a.hex128(name)), "spanId": .string(FNV1a.hex64(name)),
            "name": .string(event.kind.rawValue), "kind": .number(Kind.client),
            "startTimeUnixNano": nanoseconds(event.stamp), "endTimeUnixNano": nanoseconds(event.stamp),
            "attributes": attributes([
                ("call.direction", .text(event.kind.direction.rawValue)), ("call.unattributed", .bool(true)),
                ("call.party", party.map { .text(mask.address($0)) }),
                ("daily.sip_call_id", event.attributes.sipCallID.map { .text($0.rawValue) }),
                ("exception.message", event.message.map { .text(mask.text($0)) }),
            ]),
            "status": status(isError: isError, message: event.message),
        ])
    }

    private func events(of timeline: CallTimeline) -> [JSONValue] {
        let steps = timeline.session.steps.filter { CallStory.Mark($0) != .step && $0.verdict != .redundant }
            .map { step in
                event(
                    step.event.kind.rawValue,
                    step.event.stamp,
                    [
                        ("call.verdict", .text(step.verdict.name)), ("call.state", .text(step.state.rawValue)),
                        ("error.type", step.event.attributes.errorType.map { .text(mask.text($0)) }),
                        ("exception.message", step.event.message.map { .text(mask.text($0)) }),
                    ]
                )
            }
        let notes = timeline.notes.annotations.map { note in
            event(
                mask.text(note.action),
                note.at,
                mask.details(note.details).map { ("daily.detail.\($0.name)", .text($0.value)) }
            )
        }
        return steps + notes
    }

    private func event(_ name: String, _ at: CallStamp, _ facts: [Attribute]) -> JSONValue {
        .object(["timeUnixNano": nanoseconds(at), "name": .string(name), "attributes": attributes(facts)])
    }

    // MARK: Attributes

    private typealias Attribute = (name: String, value: AttributeValue?)

    private enum AttributeValue {
        case text(String)
        case bool(Bool)
        case count(Int)
        case seconds(Int64)
        case texts([String])

        var json: JSONValue {
            switch self {
            case .text(let text): .object(["stringValue": .string(text)])
            case .bool(let bool): .object(["boolValue": .bool(bool)])
            // Numbers of 64 bits are strings in the JSON of Protocol Buffers.
            case .count(let count): .object(["intValue": .string("\(count)")])
            case .seconds(let milliseconds): .object(["doubleValue": .number(CallDuration.seconds(milliseconds))])
            case .texts(let texts):
                .object(["arrayValue": .object(["values": .array(texts.map { AttributeValue.text($0).json })])])
            }
        }
    }

    private func facts(_ timeline: CallTimeline) -> [Attribute] {
        let session = timeline.session
        let known = session.attributes
        let correlations = timeline.notes.correlationIDs.map { mask.text($0) }
        var facts: [Attribute] = [
            ("session.id", .text(session.id.rawValue)), ("call.direction", .text(session.direction.rawValue)),
            ("call.state", .text(session.state.rawValue)), ("call.disposition", .text(timeline.disposition.rawValue)),
            ("call.ended_by", .text(timeline.endedBy.rawValue)), ("call.open", .bool(session.endedAt == nil)),
            ("call.party", timeline.party.map { .text(mask.address($0)) }),
            ("call.correlation_ids", correlations.isEmpty ? nil : .texts(correlations)),
            ("call.illegal_events", .count(session.steps.count { $0.verdict == .illegal })),
            ("call.redundant_events", .count(session.redundantCount)),
            ("user.id", known.userID.map { .text(mask.address(CallAddress($0.rawValue))) }),
            ("daily.provider", known.provider.map { .text(mask.text($0)) }),
            ("daily.sip_call_id", known.sipCallID.map { .text($0.rawValue) }),
            ("daily.sip_endpoint", known.sipEndpoint.map { .text(mask.address($0)) }),
            ("error.type", session.state == .failed ? .text(known.errorType.map(mask.text) ?? "_OTHER") : nil),
        ]
        let durations = timeline.durations
        for measure in CallMeasure.allCases {
            guard let duration = durations[measure] else { continue }
            facts.append(("call.duration.\(measure.snakeCase)", .seconds(duration.milliseconds)))
            facts.append(("call.duration.\(measure.snakeCase).uncertainty", .seconds(duration.uncertaintyMilliseconds)))
        }
        return facts
    }

    private func attributes(_ facts: [Attribute]) -> JSONValue {
        .array(
            facts.compactMap { fact in
                fact.value.map { .object(["key": .string(fact.name), "value": $0.json]) }
            }
        )
    }

    // MARK: Values of the format

    /// The numbers of `SpanKind`.
    private enum Kind {
        static let `internal` = "1"
        static let server = "2"
        static let client = "3"
    }

    /// `STATUS_CODE_ERROR` with why, or unset: that a call was missed or not answered is for nobody else to judge.
    private func status(isError: Bool, message: CallErrorMessage?) -> JSONValue {
        guard isError else { return .object([:]) }
        var status = JSONObject(["code": .number("2")])
        if let message { status.append("message", .string(mask.text(message))) }
        return .object(status)
    }

    private func failure(of session: CallSession) -> CallErrorMessage? {
        session.steps.first { $0.stateAfter == .failed }?.event.message
    }

    private func nanoseconds(_ stamp: CallStamp) -> JSONValue { .string("\(stamp.millisecondsSince1970 * 1_000_000)") }
}

extension JSONValue {
    fileprivate static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(JSONObject(members))
    }
}
