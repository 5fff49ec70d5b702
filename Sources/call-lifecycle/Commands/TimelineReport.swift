import CallLifecycle
import CallTimelineRendering

/// What `timeline` and `merge` are asked to write of the calls that they know.
struct TimelineReport {
    static let options =
        [
            Option(name: "--format", kind: .choice(ReportFormat.names), help: "How the calls are written."),
            Option(
                name: "--sort",
                kind: .choice(CallTimelineOrder.allCases.map(\.rawValue)),
                help: "By what the calls are listed; what is unknown comes last."
            ),
            Option(name: "--reverse", help: "List the greatest first."),
            Option(name: "--notes", help: "In JSON, also write transfers, key presses and correlation IDs."),
            Option(name: "--reveal", help: "Show phone numbers, SIP users and messages unmasked."),
            ReportFormat.widthOption,
            Option(name: "--partial", help: "Write what “merge” joins, rather than the calls."),
            Option(
                name: "--memory",
                kind: .text("MEGABYTES"),
                help: "How much memory calls may take before files do: half of the machine's if not said."
            ),
        ] + FilterOptions.options

    private let filter: CallTimelineFilter
    private let format: ReportFormat
    private let order: CallTimelineOrder
    private let isReversed: Bool
    /// How many bytes of memory the calls may take.
    let memory: Int
    /// Whether a partial result is to be written, and not the calls.
    let isPartial: Bool

    init(_ arguments: Arguments, of command: CommandDescription, _ output: Output) throws(Failure) {
        filter = try FilterOptions.filter(arguments, of: command)
        format = try ReportFormat(arguments, of: command, output)
        order = arguments.value("--sort").flatMap(CallTimelineOrder.init(rawValue:)) ?? .start
        isReversed = arguments.has("--reverse")
        isPartial = arguments.has("--partial")
        if let text = arguments.value("--memory") {
            guard let megabytes = Int(text), (1...1 << 24).contains(megabytes) else {
                throw command.usageError("--memory takes a number of megabytes, not “\(text.printable)”")
            }
            memory = megabytes << 20
        } else {
            memory = physicalMemory() / 2
        }
        if isPartial, filter != CallTimelineFilter() {
            throw command.usageError("--partial takes all calls: filter when they are merged")
        }
    }

    /// Writes the calls that are asked for.
    ///
    /// Where all of them are, in the order of their starts and each on its own, no timeline is kept.
    func write(_ calls: SettledCalls, _ output: Output) throws(Failure) {
        guard let lines = linesInOrder, filter == CallTimelineFilter(), calls.callCount > 0 else {
            return try write(calls.reconstruction(perform: inParallel), output)
        }
        try format.write(calls, by: lines, to: output)
        try output.flush()
        Kept.keep(calls)
    }

    /// What writes each call on a line of its own, if the calls are to be in the order of their starts.
    private var linesInOrder: (any CallLineRenderer)? {
        order == .start && !isReversed ? format.renderer as? any CallLineRenderer : nil
    }

    /// Writes the calls that are asked for.
    func write(_ whole: CallReconstruction, _ output: Output) throws(Failure) {
        var calls = whole.filtered(by: filter)
        // They stand by their starts already.
        if order != .start || isReversed { calls = calls.sorted(by: order, reversed: isReversed) }
        try format.write(calls, to: output)
        try output.flush()
        Kept.keep(whole)
        if whole.isEmpty {
            let foreign = whole.foreignCount > 0 ? ", \(whole.foreignCount) foreign" : ""
            warn("no events of calls\(foreign)")
        } else if calls.isEmpty {
            warn("no call of \(whole.timelines.count) matches these options")
        }
    }

    /// Writes the calls of partial results, or what they are as one.
    ///
    /// Formats that write each call on a line of its own need no memory for the calls, in the order of their starts; all
    /// others hold them.
    func write(_ merge: inout CallPartialMerge, _ output: Output) throws(Failure) {
        if isPartial {
            try merge.writePartial(output.line)
            return try output.flush()
        }
        guard let lines = linesInOrder else {
            return try write(try PartialFile.reading { try merge.reconstruction() }, output)
        }
        try write(&merge, by: lines, output)
        try output.flush()
    }

    private func write(
        _ merge: inout CallPartialMerge,
        by renderer: some CallLineRenderer,
        _ output: Output
    ) throws(Failure) {
        var sorter = LineSorter(limit: memory / 4)
        var writer = UTF8Writer()
        renderer.writeHead(to: &writer)
        try writer.withBytes { bytes throws(Failure) in try output.write(bytes) }
        var count = (all: 0, written: 0)
        while let timeline = try PartialFile.reading({ try merge.next() }) {
            count.all += 1
            guard let end = merge.end, filter.matches(timeline, asOf: end) else { continue }
            count.written += 1
            writer.removeAll()
            renderer.write(timeline, to: &writer)
            try writer.withBytes { bytes throws(Failure) in try sorter.add(timeline, bytes) }
        }
        try sorter.finish(output)
        writer.removeAll()
        for event in merge.unattributed where filter.matches(unattributed: event) {
            count.written += 1
            renderer.write(unattributed: event, to: &writer)
        }
        try writer.withBytes { bytes throws(Failure) in try output.write(bytes) }
        if count.all == 0 && merge.unattributed.isEmpty {
            warn("no events of calls")
        } else if count.written == 0 {
            warn("no call of \(count.all) matches these options")
        }
    }
}

/// What is kept until the process ends.
private final class Kept {
    private let calls: any CallListing

    private init(_ calls: any CallListing) { self.calls = calls }

    /// Keeps calls: to give back what hundreds of thousands of them take would be a tenth of the process' time.
    static func keep(_ calls: any CallListing) { _ = unsafe Unmanaged.passRetained(Kept(calls)) }
}

extension CallReconstruction {
    var isEmpty: Bool { timelines.isEmpty && unattributed.isEmpty }
}
