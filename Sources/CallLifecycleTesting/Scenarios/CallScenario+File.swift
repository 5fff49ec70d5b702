public import CallLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// Scenarios as fixtures: a log with one JSON object a line, which `call-lifecycle` reads, too.

extension CallScenario {
    /// The reports in the client form, one a line, in the order of their arrival.
    ///
    /// When a report arrives is not written: read back, it arrives when it happens, or with the one before it if that
    /// is later. Personal data is written as it is.
    public var jsonLines: String { events.map { $0.json + "\n" }.joined() }

    /// Writes the fixture to a file, which is replaced if it is there.
    ///
    /// - Throws: What the system says if the file cannot be written.
    public func write(to path: String) throws {
        try Data(jsonLines.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// A scenario from a fixture or a log, in any wire form.
    ///
    /// The call is the one of the first event that names a session. Foreign events are left out.
    ///
    /// - Throws: `CallDecodingError` of the first line that cannot be read.
    public init(jsonLines: some Sequence<UInt8>) throws(CallDecodingError) {
        var lines: [CallLogReader.Line] = []
        var reader = CallLogReader()
        reader.read(jsonLines) { lines.append($0) }
        reader.finish { lines.append($0) }
        var events: [CallEvent] = []
        for line in lines {
            if case .event(let event) = try line.result.get() { events.append(event) }
        }
        self.init(events: events)
    }

    /// A scenario from a fixture or a log, in any wire form.
    ///
    /// - Throws: `CallDecodingError`, as for bytes.
    public init(jsonLines: String) throws(CallDecodingError) { try self.init(jsonLines: jsonLines.utf8) }

    /// A scenario from a file.
    ///
    /// - Throws: `CallDecodingError`, as for bytes, and what the system says if the file cannot be read.
    public init(contentsOf path: String) throws {
        try self.init(jsonLines: Data(contentsOf: URL(filePath: path)))
    }

    /// A scenario of events that arrive in this order: each when it happens, or with the one before it.
    ///
    /// The call is the one of the first event that names a session; without events there is none, and nothing to play.
    public init(events: some Sequence<CallEvent>) {
        let events = Array(events)
        let first = events.first { $0.sessionID != nil } ?? events.first
        let start = events.map(\.stamp).min() ?? Self.defaultStart
        self.init(
            first?.kind.direction ?? .dialOut,
            first?.sessionID ?? "unknown",
            at: start,
            first?.attributes ?? CallAttributes()
        )
        var latest = start
        for event in events {
            latest = max(latest, event.stamp)
            deliveries.append(Delivery(event, arrivesAt: latest))
        }
        moment = .milliseconds(latest.millisecondsSince1970 - start.millisecondsSince1970)
        isTaken = !events.isEmpty
    }
}
