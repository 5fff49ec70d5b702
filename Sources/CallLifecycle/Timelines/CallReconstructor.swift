/// Collects events, from one log or several, and reconstructs the timelines of their calls.
///
/// The order of events does not matter, nor does repetition. Memory grows with what is known of the calls, not with the
/// length of the log: what is told again takes no room.
///
/// A log may be read in parts, by several threads, processes or machines, each with a reconstructor of its own:
/// ``merge(_:)`` joins what they know, in any order.
public struct CallReconstructor: Sendable {
    /// How many problems are kept; more are counted.
    public static let keptProblems = 10

    /// The sessions, each on the shelf that its hash says.
    var shelves = Array(repeating: SessionShelf(), count: SessionHash.shelfCount)
    var sessionless: [CallEvent.Identity: CallEvent] = [:]
    var readies = ReadyStamps()
    var notes = NoteBook()
    private(set) var eventCount = 0
    private(set) var foreignCount = 0
    private(set) var problemCount = 0
    private(set) var problems: [CallDecodingError] = []

    /// A reconstructor without events.
    public init() {}

    /// About how many bytes of memory the sessions take.
    package var approximateSize: Int { shelves.reduce(0) { $0 + $1.size } }

    /// How many events of sessions are kept: those that were not told again.
    var keptEvents: Int { shelves.reduce(0) { $0 + $1.eventCount } }

    /// Takes an event.
    public mutating func add(_ event: CallEvent) {
        eventCount += 1
        if event.kind == .dialInReady {
            guard let endpoint = event.told.sipEndpoint else { return }
            readies.add(endpoint, event.stamp)
        } else if let id = event.sessionID {
            let hash = SessionHash(id)
            shelves[hash.shelf].add(event, to: id, hash)
        } else {
            sessionless[event.id] = sessionless[event.id].map { $0.merged(with: event) } ?? event
        }
    }

    /// Counts an event that goes to its session by another way.
    mutating func countEvent() { eventCount += 1 }

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
        case .failure(let problem): add([problem], of: 1)
        }
    }

    /// Takes the first of some lines that could not be read.
    package mutating func add(_ first: some Sequence<CallDecodingError>, of count: Int) {
        problemCount += count
        problems += first.prefix(Self.keptProblems - problems.count)
    }

    /// Takes what another reconstructor knows.
    ///
    /// Commutative and associative, but for which problems are kept: those of this one come first. O(n), with a
    /// factor log n for sessions that both know.
    public mutating func merge(_ other: CallReconstructor) {
        for index in shelves.indices { shelves[index].merge(other.shelves[index]) }
        mergeAllButSessions(other)
    }

    /// Takes what is not on the shelves, which is little.
    mutating func mergeAllButSessions(_ other: CallReconstructor) {
        for (identity, event) in other.sessionless {
            sessionless[identity] = sessionless[identity].map { $0.merged(with: event) } ?? event
        }
        readies.merge(other.readies)
        for (id, known) in other.notes.notes { notes.insert(known, of: id) }
        eventCount += other.eventCount
        foreignCount += other.foreignCount
        add(other.problems, of: other.problemCount)
    }

    /// The timelines that follow from everything taken so far.
    ///
    /// O(n log n).
    public func reconstruct() -> CallReconstruction {
        reconstruct { count, work in
            for index in 0..<count { work(index) }
        }
    }
}
