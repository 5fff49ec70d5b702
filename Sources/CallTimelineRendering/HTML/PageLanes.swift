import CallLifecycle

/// A block of what the page's overview shows and searches of calls: read when the page opens.
///
/// Arrays instead of objects, places in lists instead of names, and each text once: a call takes some 200 bytes.
/// `log.js` names the columns.
struct PageLanes {
    private let mask: PersonalDataMask
    private let begin: CallStamp?
    private var strings = PageStrings()
    private var lanes: [JSONValue] = []

    init(_ mask: PersonalDataMask, begin: CallStamp?) {
        self.mask = mask
        self.begin = begin
    }

    var json: JSONValue {
        .object(JSONObject(["calls": .array(lanes), "strings": strings.json]))
    }

    mutating func add(_ timeline: CallTimeline, _ story: CallStory) {
        let session = timeline.session
        let start = session.startedAt
        let attributes = session.attributes
        var phases: [JSONValue] = []
        for phase in timeline.phases {
            phases += [.place(phase.state), phase.endedAt.map { .offset($0, from: start) } ?? .null]
        }
        var marks: [JSONValue] = []
        for row in story.rows where row.mark != .step { marks += [.place(row.mark), .offset(row.at, from: start)] }
        // What is looked for beside the columns.
        let messages = Set(session.steps.compactMap(\.event.message)).map { mask.text($0).printable }.sorted()
        let correlations = timeline.notes.correlationIDs.map { mask.text($0).printable }
        lanes.append(
            .array([
                .string(session.id.rawValue.printable), .place(session.direction), .place(session.state),
                .place(timeline.disposition), .offset(start, from: begin),
                session.endedAt.map { .offset($0, from: start) } ?? .null, .offset(timeline.lastStamp, from: start),
                .array(phases), .array(marks), strings.number(of: story.party),
                strings.number(of: attributes.provider.map { mask.text($0).printable }),
                strings.number(of: attributes.sipCallID?.rawValue.printable),
                .array((correlations + messages).map { strings.number(of: $0) }),
            ])
        )
    }
}
