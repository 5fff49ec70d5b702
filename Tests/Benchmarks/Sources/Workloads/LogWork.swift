import CallLifecycle
import CallTimelineRendering

// A log to timelines as JSON, in its three parts.

extension Workload {
    private static let calls = 2_000

    /// Lines to events.
    static let decode = Workload("decode", operations: log.events) {
        let text = log.text
        return Prepared {
            var reader = CallLogReader()
            var count = 0
            reader.read(text) { _ in count += 1 }
            reader.finish { _ in count += 1 }
            precondition(count == log.events, "every line is an event")
        }
    }

    /// Events to timelines.
    static let reconstruct = Workload("reconstruct", operations: log.events) {
        let events = Traffic(calls: calls, open: 500).events
        return Prepared {
            var reconstructor = CallReconstructor()
            for event in events { reconstructor.add(event) }
            use(reconstructor.reconstruct())
        }
    }

    /// Timelines to JSON; its operations are events, too, so that the three can be added up.
    static let render = Workload("render", operations: log.events) {
        let whole = CallTimeline.reconstruct(jsonLines: log.text)
        precondition(whole.timelines.count == calls, "every call is there")
        return Prepared {
            var length = 0
            JSONTimelineRenderer().render(whole) { length += $0.utf8.count }
            use(length)
        }
    }

    /// One JSON object a line, as clients report it.
    private static let log: (text: [UInt8], events: Int) = {
        let events = Traffic(calls: calls, open: 500).events
        return (events.flatMap { Array("\($0.json)\n".utf8) }, events.count)
    }()
}
