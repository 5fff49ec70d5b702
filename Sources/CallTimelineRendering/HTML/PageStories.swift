import CallLifecycle

/// A block of what the page shows of a call that is opened, and of events that belong to none.
///
/// The words are those of ``CallStory``; the evidence is every event as it was reported, redundant ones included.
struct PageStories {
    private let mask: PersonalDataMask
    private let begin: CallStamp?
    private var strings = PageStrings()
    private var items: [JSONValue] = []

    init(_ mask: PersonalDataMask, begin: CallStamp?) {
        self.mask = mask
        self.begin = begin
    }

    var json: JSONValue { .object(JSONObject(["items": .array(items), "strings": strings.json])) }

    mutating func add(_ timeline: CallTimeline, _ story: CallStory) {
        let session = timeline.session
        let durations = timeline.durations
        items.append(
            .array([
                numbers(of: story.outcome),
                numbers(of: story.parties),
                .array(
                    CallMeasure.allCases.compactMap { measure in
                        durations[measure]
                            .map { duration in
                                .array([
                                    .place(measure), .number("\(duration.milliseconds)"),
                                    .number("\(duration.uncertaintyMilliseconds)"),
                                ])
                            }
                    }
                ),
                numbers(of: story.remarks),
                .array(story.rows.map { row($0, from: session.startedAt) }),
                .array(session.steps.map { evidence($0, from: session.startedAt) }),
            ])
        )
    }

    mutating func add(unattributed event: CallEvent) { items.append(.array(report(event, from: begin))) }

    private mutating func row(_ row: CallStory.Row, from start: CallStamp) -> JSONValue {
        .array([
            .offset(row.at, from: start), strings.number(of: row.event), strings.number(of: row.movement),
            strings.number(of: row.remark), .place(row.mark),
        ])
    }

    private mutating func evidence(_ step: CallSession.Step, from start: CallStamp) -> JSONValue {
        .array(
            report(step.event, from: start) + [
                .count(CallVerdict.names.firstIndex(of: step.verdict.name) ?? -1), .place(step.state),
                .place(step.stateAfter),
            ]
        )
    }

    /// An event as it was reported: its moment, kind, source, resolution in milliseconds, message and facts.
    private mutating func report(_ event: CallEvent, from start: CallStamp?) -> [JSONValue] {
        var facts: [JSONValue] = []
        for (place, text) in EventFacts(event.attributes, mask).known {
            facts += [.count(place), strings.number(of: text)]
        }
        return [
            .offset(event.stamp, from: start), .place(event.kind), .place(event.source),
            .number("\(event.stamp.resolution.milliseconds)"), strings.number(of: event.message.map(mask.quoted)),
            .array(facts),
        ]
    }

    private mutating func numbers(of texts: [String]) -> JSONValue {
        .array(texts.map { strings.number(of: $0) })
    }
}

/// What an event tells beside its kind, stamp and message, masked field by field.
struct EventFacts {
    /// The fields by their Daily names, in the order in which they are shown.
    static let names = fields.map(\.name)

    /// Each field that is there: its place among the names, and its text.
    let known: [(place: Int, text: String)]

    init(_ attributes: CallAttributes, _ mask: PersonalDataMask) {
        known = Self.fields.enumerated()
            .compactMap { place, field in field.text(attributes, mask).map { (place, $0.printable) } }
    }

    private typealias Field = (name: String, text: @Sendable (CallAttributes, PersonalDataMask) -> String?)

    /// Identifiers that Daily or SIP itself makes are shown whole, header values never.
    private static let fields: [Field] = [
        ("provider", { attributes, mask in attributes.provider.map { mask.text($0) } }),
        ("sipCallId", { attributes, _ in attributes.sipCallID?.rawValue }),
        ("sipEndpoint", { attributes, mask in attributes.sipEndpoint.map { mask.address($0) } }),
        ("sipFrom", { attributes, mask in attributes.sipFrom.map { mask.address($0) } }),
        ("displayName", { attributes, mask in attributes.displayName.map { mask.address($0) } }),
        ("sipHeaders", headers),
        ("destination", { attributes, mask in attributes.destination.map { mask.address($0) } }),
        ("origin", { attributes, mask in attributes.origin.map { mask.address($0) } }),
        ("callerId", { attributes, mask in attributes.callerID.map { mask.address($0) } }),
        ("userId", { attributes, mask in attributes.userID.map { mask.address(CallAddress($0.rawValue)) } }),
        ("type", { attributes, mask in attributes.errorType.map { mask.text($0) } }),
        (
            "details.sipEndpoint",
            { attributes, mask in attributes.errorDetails?.sipEndpoint.map { mask.address($0) } }
        ),
        (
            "details.destination",
            { attributes, mask in attributes.errorDetails?.destination.map { mask.address($0) } }
        ),
        ("room", { attributes, mask in attributes.room.map { mask.text($0) } }),
        ("domainId", { attributes, mask in attributes.domainID.map { mask.text($0) } }),
        ("callClientId", { attributes, _ in attributes.callClientID?.rawValue }),
        ("actionTraceId", { attributes, _ in attributes.actionTraceID?.rawValue }),
    ]

    /// The names alone; values are never shown.
    private static func headers(_ attributes: CallAttributes, _ mask: PersonalDataMask) -> String? {
        attributes.sipHeaders.map { headers in
            (mask.reveals ? headers.values.keys.sorted() : headers.maskedNames)
                .map { "\($0): \(PersonalData.bullets)" }.joined(separator: ", ")
        }
    }
}
