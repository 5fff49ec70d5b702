import CallLifecycle
import CallTimelineRendering

/// Puts lines in the order of their calls, however many there are: what does not fit into memory waits in files.
///
/// Calls are listed by start, then by session ID, and come here by session ID alone.
struct LineSorter {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var lines: [(place: LinePlace, range: Range<Int>)] = []
    private let runs = MergeLevels(LineRun.merged)

    /// A sorter.
    ///
    /// - Parameter limit: How many bytes it holds in memory.
    init(limit: Int) { self.limit = limit }

    /// Takes the line of a call, with its end.
    mutating func add(_ timeline: CallTimeline, _ line: Span<UInt8>) throws(Failure) {
        let start = bytes.count
        line.append(line.indices, to: &bytes)
        let moment = timeline.session.startedAt.millisecondsSince1970
        lines.append((LinePlace(start: moment, id: timeline.id), start..<bytes.count))
        if bytes.count + lines.count * MemoryLayout.stride(ofValue: lines[0]) > limit { try spill() }
    }

    /// Writes all lines in order.
    consuming func finish(_ output: Output) throws(Failure) {
        guard !runs.files.isEmpty else {
            lines.sort { $0.place.precedes($1.place) }
            for line in lines { try output.write(bytes.span.extracting(line.range)) }
            return
        }
        try spill()
        try LineRun.merge(runs.files) { _, line throws(Failure) in try output.write(line.span) }
    }

    /// Writes what is in memory to a file of its own, in order.
    private mutating func spill() throws(Failure) {
        guard !lines.isEmpty else { return }
        lines.sort { $0.place.precedes($1.place) }
        var run = try TemporaryFile.Writer()
        for line in lines { try LineRun.append(bytes[line.range], line.place, to: &run) }
        lines.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        try runs.add(try run.finish())
    }
}
