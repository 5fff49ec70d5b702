/// What a log of events says about all its calls.
public struct CallReconstruction: Sendable {
    /// The timelines of all sessions, by start, then by session ID.
    public let timelines: [CallTimeline]

    /// The dial-out errors and warnings that belong to no session, by stamp, then name, then message.
    public let unattributed: [CallEvent]

    /// The last moment that the log tells of, up to which a call lasts that has not ended; `nil` without any call.
    ///
    /// It is that of the whole log also where some of its calls were left out.
    public let end: CallStamp?

    /// How many events were taken, repetitions included.
    public let eventCount: Int

    /// How many foreign events came by.
    public let foreignCount: Int

    /// How many lines could not be read.
    public let problemCount: Int

    /// The first of the lines that could not be read, up to ``CallReconstructor/keptProblems``.
    public let problems: [CallDecodingError]
}

extension CallReconstruction {
    /// The same log with some of its calls, or in another order.
    func with(_ timelines: [CallTimeline], _ unattributed: [CallEvent]) -> CallReconstruction {
        CallReconstruction(
            timelines: timelines,
            unattributed: unattributed,
            end: end,
            eventCount: eventCount,
            foreignCount: foreignCount,
            problemCount: problemCount,
            problems: problems
        )
    }

    /// From the first to the last moment that the events of these calls tell of; `nil` without any.
    public var span: ClosedRange<CallStamp>? { Self.span(of: timelines, unattributed) }

    /// From the first to the last moment that some calls and events tell of; `nil` without any.
    package static func span(
        of timelines: some Sequence<CallTimeline>,
        _ events: [CallEvent]
    ) -> ClosedRange<CallStamp>? {
        let starts = timelines.map(\.firstStamp) + events.map(\.stamp)
        let ends = timelines.map(\.lastStamp) + events.map(\.stamp)
        guard let first = starts.min(), let last = ends.max() else { return nil }
        return first...max(first, last)
    }
}

/// Collects events, from one log or several, and reconstructs the timelines of their calls.
///
/// The order of events does not matter, nor does repetition. Memory grows with the number of events.
public struct CallReconstructor: Sendable {
    /// How many problems are kept; more are counted.
    public static let keptProblems = 10

    private var events: [CallSessionID: [CallEvent]] = [:]
    private var sessionless: [CallEvent.Identity: CallEvent] = [:]
    private var readies: [(endpoint: SIPEndpoint, stamp: CallStamp)] = []
    private var notes = NoteBook()
    private var eventCount = 0
    private var foreignCount = 0
    private var problemCount = 0
    private var problems: [CallDecodingError] = []

    /// A reconstructor without events.
    public init() {}

    /// Takes an event.
    public mutating func add(_ event: CallEvent) {
        eventCount += 1
        if event.kind == .dialInReady {
            guard let endpoint = event.attributes.sipEndpoint else { return }
            readies.append((endpoint, event.stamp))
        } else if let id = event.sessionID {
            events[id, default: []].append(event)
        } else {
            sessionless[event.id] = sessionless[event.id].map { $0.merged(with: event) } ?? event
        }
    }

    /// Takes a foreign event, which is counted and may become a note of its session.
    public mutating func add(_ event: ForeignCallEvent) {
        foreignCount += 1
        _ = notes.insert(event)
    }

    /// Takes one line of a log: an event, a foreign event, or a problem.
    public mutating func add(_ line: CallLogReader.Line) {
        switch line.result {
        case .success(.event(let event)): add(event)
        case .success(.foreign(let event)): add(event)
        case .failure(let problem):
            problemCount += 1
            if problems.count < Self.keptProblems { problems.append(problem) }
        }
    }

    /// The timelines that follow from everything taken so far.
    ///
    /// O(n log n).
    public func reconstruct() -> CallReconstruction {
        let endpoints = CallEndpoints(readies)
        var sessions = events.reduce(into: [CallSessionID: CallSession]()) { sessions, entry in
            sessions[entry.key] = CallSession(id: entry.key, events: entry.value)
        }
        var bySIPCallID: [SIPCallID: [CallSessionID]] = [:]
        if !sessionless.isEmpty {
            for session in sessions.values {
                if let sipCallID = session.sipCallID { bySIPCallID[sipCallID, default: []].append(session.id) }
            }
        }
        var joining: [CallSessionID: [CallEvent]] = [:]
        var unattributed: [CallEvent] = []
        for event in sessionless.values {
            let candidates = event.attributes.sipCallID.flatMap { bySIPCallID[$0] } ?? []
            if candidates.count == 1 {
                joining[candidates[0], default: []].append(event)
            } else {
                unattributed.append(event)
            }
        }
        for (id, joined) in joining {
            sessions[id] = CallSession(id: id, events: (events[id] ?? []) + joined)
        }
        let timelines = sessions.values
            .map { CallTimeline($0, readyAt: endpoints.readyAt($0), notes: notes[$0.id]) }
            .sorted(by: CallTimeline.listingOrder)
        return CallReconstruction(
            timelines: timelines,
            unattributed: unattributed.sorted(by: SessionlessEvents.precedes),
            end: CallReconstruction.span(of: timelines, unattributed)?.upperBound,
            eventCount: eventCount,
            foreignCount: foreignCount,
            problemCount: problemCount,
            problems: problems
        )
    }
}

extension CallTimeline {
    /// Reconstructs the timelines of a log: one JSON object a line, in any wire form, in any order.
    ///
    /// A line that cannot be read is reported among the problems; all others are served.
    public static func reconstruct(jsonLines: some Sequence<UInt8>) -> CallReconstruction {
        var reconstructor = CallReconstructor()
        var reader = CallLogReader()
        reader.read(jsonLines) { reconstructor.add($0) }
        reader.finish { reconstructor.add($0) }
        return reconstructor.reconstruct()
    }

    /// Reconstructs the timelines of a log that arrives byte by byte, such as the body of a request.
    ///
    /// - Throws: What the sequence of bytes throws.
    public static func reconstruct<Bytes: AsyncSequence>(
        jsonLines: Bytes
    ) async throws(Bytes.Failure) -> CallReconstruction where Bytes.Element == UInt8 {
        var reconstructor = CallReconstructor()
        var reader = CallLogReader()
        var piece: [UInt8] = []
        for try await byte in jsonLines {
            piece.append(byte)
            guard byte == UInt8(ascii: "\n") || piece.count == 1 << 16 else { continue }
            reader.read(piece) { reconstructor.add($0) }
            piece.removeAll(keepingCapacity: true)
        }
        reader.read(piece) { reconstructor.add($0) }
        reader.finish { reconstructor.add($0) }
        return reconstructor.reconstruct()
    }
}
