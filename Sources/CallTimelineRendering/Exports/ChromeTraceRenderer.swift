public import CallLifecycle

/// Writes calls in the Trace Event Format, which Perfetto (https://ui.perfetto.dev) and `chrome://tracing` open.
///
/// A direction is a process and a call a thread of it, with a slice for the call and one inside of it for each state.
/// Warnings, errors, illegal events and notes are instants. Times are microseconds since 1970. A call that has not ended
/// lasts until the last moment that the log tells of, and says `"open": true`. Personal data is masked.
public struct ChromeTraceRenderer: CallReportRenderer {
    private let mask: PersonalDataMask

    /// A renderer that masks personal data, unless told otherwise.
    public init(revealingPersonalData: Bool = false) {
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// One JSON object, with an event a line.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[")
        var separator = "\n"
        func line(_ event: JSONObject) throws(Failure) {
            try write(separator + JSONValue.object(event).text)
            separator = ",\n"
        }
        for process in Process.allCases where process.isNeeded(for: calls) {
            try line(metadata("process_name", ["name": .string(process.name)], process))
            try line(metadata("process_sort_index", ["sort_index": number(process.rawValue)], process))
        }
        let end = calls.end
        for (index, timeline) in calls.timelines.enumerated() {
            let process = Process(timeline.session.direction)
            for event in events(of: timeline, until: end, process, thread: index + 1) { try line(event) }
        }
        for event in calls.unattributed {
            try line(
                instant(event.kind.rawValue, "unattributed", event.stamp, message(event), .unattributed, thread: 0)
            )
        }
        try write("\n]}\n")
    }

    /// The processes of the trace.
    private enum Process: Int, CaseIterable {
        case dialIn = 1
        case dialOut
        case unattributed

        init(_ direction: CallDirection) { self = direction == .dialIn ? .dialIn : .dialOut }

        var name: String {
            switch self {
            case .dialIn: CallDirection.dialIn.rawValue
            case .dialOut: CallDirection.dialOut.rawValue
            case .unattributed: "unattributed"
            }
        }

        func isNeeded(for calls: CallReconstruction) -> Bool {
            self == .unattributed
                ? !calls.unattributed.isEmpty : calls.timelines.contains { Process($0.session.direction) == self }
        }
    }

    private func events(
        of timeline: CallTimeline,
        until logEnd: CallStamp?,
        _ process: Process,
        thread: Int
    ) -> [JSONObject] {
        let session = timeline.session
        let phases = timeline.phases
        let end = timeline.drawnEnd(until: logEnd)
        let story = CallStory(timeline, mask)
        var facts = JSONObject([
            "sessionId": .string(session.id.rawValue.printable),
            "state": .string(session.state.rawValue),
            "disposition": .string(timeline.disposition.rawValue),
            "open": .bool(session.endedAt == nil),
        ])
        if let party = story.party { facts.append("party", .string(party)) }
        for (measure, duration) in timeline.durations.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            facts.append(measure.rawValue, .string("\(duration)"))
        }
        var events = [
            metadata("thread_name", ["name": .string(session.id.rawValue.printable)], process, thread: thread),
            metadata("thread_sort_index", ["sort_index": number(thread)], process, thread: thread),
            slice(story.subject, "call", session.startedAt, end, facts, process, thread),
        ]
        for phase in phases {
            let open = JSONObject(["open": .bool(phase.endedAt == nil)])
            events.append(
                slice(phase.state.rawValue, "state", phase.startedAt, phase.endedAt ?? end, open, process, thread)
            )
        }
        for row in story.rows where row.mark != .step && row.mark != .skip {
            let remark = JSONObject(["movement": .string(row.movement), "remark": .string(row.remark)])
            events.append(instant(row.event, row.mark.rawValue, row.at, remark, process, thread: thread))
        }
        return events
    }

    private func message(_ event: CallEvent) -> JSONObject {
        JSONObject(["message": event.message.map { .string(mask.text($0)) } ?? .null])
    }

    // MARK: Events of the format

    private func metadata(
        _ name: String,
        _ arguments: KeyValuePairs<String, JSONValue>,
        _ process: Process,
        thread: Int = 0
    )
        -> JSONObject
    {
        JSONObject([
            "ph": .string("M"), "name": .string(name), "pid": number(process.rawValue), "tid": number(thread),
            "args": .object(JSONObject(arguments)),
        ])
    }

    private func slice(
        _ name: String,
        _ category: String,
        _ start: CallStamp,
        _ end: CallStamp,
        _ arguments: JSONObject,
        _ process: Process,
        _ thread: Int
    ) -> JSONObject {
        JSONObject([
            "ph": .string("X"), "name": .string(name), "cat": .string(category), "ts": microseconds(start),
            "dur": .number("\((end.millisecondsSince1970 - start.millisecondsSince1970) * 1000)"),
            "pid": number(process.rawValue), "tid": number(thread), "args": .object(arguments),
        ])
    }

    private func instant(
        _ name: String,
        _ category: String,
        _ stamp: CallStamp,
        _ arguments: JSONObject,
        _ process: Process,
        thread: Int
    ) -> JSONObject {
        JSONObject([
            "ph": .string("i"), "s": .string("t"), "name": .string(name), "cat": .string(category),
            "ts": microseconds(stamp), "pid": number(process.rawValue), "tid": number(thread),
            "args": .object(arguments),
        ])
    }

    private func microseconds(_ stamp: CallStamp) -> JSONValue { .number("\(stamp.millisecondsSince1970 * 1000)") }

    private func number(_ number: Int) -> JSONValue { .number("\(number)") }
}

extension CallTimeline {
    /// Where a picture or a trace lets the call end: its own end, or that of the log, but behind all of its states.
    func drawnEnd(until logEnd: CallStamp?) -> CallStamp {
        let last = phases.last.map { $0.endedAt ?? $0.startedAt } ?? session.startedAt
        return max(session.endedAt ?? max(logEnd ?? lastStamp, lastStamp), last)
    }
}
