public import CallLifecycle

/// Which cells of the transition table calls have met: direction × state × event.
///
/// A set, so that what several tests and several processes have seen merges in any order, and twice is as good as once.
///
/// ```swift
/// var coverage = CallTransitionCoverage()
/// coverage.record(engine)
/// print(coverage)  // dial-out 12 of 35 cells: …
/// ```
public struct CallTransitionCoverage: Sendable, Hashable {
    /// One cell of the table: an event in a state of a direction.
    public struct Cell: Sendable, Hashable, Codable {
        /// The session's direction.
        public let direction: CallDirection

        /// The state that the event meets.
        public let state: CallState

        /// The event.
        public let event: CallEventKind

        /// A cell.
        public init(_ event: CallEventKind, in state: CallState, of direction: CallDirection) {
            self.direction = direction
            self.state = state
            self.event = event
        }

        /// What the table says there.
        public var verdict: CallVerdict { CallTransitionTable.verdict(on: event, in: state, of: direction) }
    }

    /// Which cells count.
    public enum Scope: Sendable, Hashable, CaseIterable {
        /// The events of a session's own direction: what the documented tables show, 16 cells and 35.
        case ownEvents

        /// These, and the events of the other direction, which are illegal everywhere: 44 cells and 55.
        case everything
    }

    /// The cells that were met.
    public private(set) var cells: Set<Cell> = []

    /// No cell was met yet.
    public init() {}

    /// All cells that there are, state by state in the order of a call, and in the order of events.
    public static func all(of direction: CallDirection, _ scope: Scope = .ownEvents) -> [Cell] {
        let others = CallDirection.allCases.filter { $0 != direction }
        let events =
            CallTransitionTable.events(of: direction)
            + (scope == .everything ? others.flatMap(CallTransitionTable.events) : [])
        return CallTransitionTable.states(of: direction)
            .flatMap { state in events.map { Cell($0, in: state, of: direction) } }
    }

    /// The cells that were not met, in the order of ``all(of:_:)``.
    public func unseen(of direction: CallDirection, _ scope: Scope = .ownEvents) -> [Cell] {
        Self.all(of: direction, scope).filter { !cells.contains($0) }
    }
}

// MARK: - Taking down

extension CallTransitionCoverage {
    /// Takes down what a session's events met.
    public mutating func record(_ session: CallSession) {
        for step in session.steps { cells.insert(Cell(step.event.kind, in: step.state, of: session.direction)) }
    }

    /// Takes down what some calls' events met.
    public mutating func record(_ timelines: some Sequence<CallTimeline>) {
        for timeline in timelines { record(timeline.session) }
    }

    /// Takes down what the events of all sessions met that an engine keeps.
    public mutating func record(_ engine: some CallSessionObserving) {
        for session in engine.sessions { record(session) }
    }

    /// Takes down what the events of a scenario's calls meet.
    public mutating func record(_ scenario: CallScenario) { record(scenario.reconstruction.timelines) }

    /// Adds what another has met.
    public mutating func formUnion(_ other: CallTransitionCoverage) { cells.formUnion(other.cells) }

    /// What either has met.
    public func union(_ other: CallTransitionCoverage) -> CallTransitionCoverage {
        var coverage = self
        coverage.formUnion(other)
        return coverage
    }
}

extension CallTransitionCoverage: Codable {
    /// Decodes the cells.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        cells = Set(try container.decode([Cell].self))
    }

    /// Encodes the cells in their order.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(CallDirection.allCases.flatMap { Self.all(of: $0, .everything).filter(cells.contains) })
    }
}

// MARK: - Summaries

extension CallTransitionCoverage: CustomStringConvertible {
    /// The events of each direction in one line each: `dial-out 12 of 35 cells: advance 4 of 7, skip 0 of 2, …`.
    public var description: String { summary() }

    /// One line for each direction, by what the table says: `dial-in 9 of 16 cells: advance 3 of 4, …`.
    public func summary(_ scope: Scope = .ownEvents) -> String {
        CallDirection.allCases.map { "\($0) " + line(of: $0, scope) }.joined(separator: "\n")
    }

    private func line(of direction: CallDirection, _ scope: Scope) -> String {
        let all = Self.all(of: direction, scope)
        let classes = CallVerdict.names.map { name in
            let some = all.filter { $0.verdict.name == name }
            return "\(name) \(some.count(where: cells.contains)) of \(some.count)"
        }
        return "\(all.count(where: cells.contains)) of \(all.count) cells: " + classes.joined(separator: ", ")
    }

    /// The share of cells that were met, from 0 to 1.
    public func share(of direction: CallDirection, _ scope: Scope = .ownEvents) -> Double {
        let all = Self.all(of: direction, scope)
        return Double(all.count(where: cells.contains)) / Double(all.count)
    }
}

extension CallTransitionCoverage.Cell: CustomStringConvertible {
    /// `dial-out answered: dialout-connected is redundant`.
    public var description: String { "\(direction) \(state): \(event) is \(verdict)" }
}

/// Asserts that calls have met enough of the transition table.
///
/// - Parameters:
///   - coverage: What they have met.
///   - share: How much of each direction is enough, from 0 to 1; all of it by default.
///   - directions: The directions that count; both by default.
///   - scope: Which cells count.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure`` that lists the cells that were not met.
public func expectCoverage(
    _ coverage: CallTransitionCoverage,
    isAtLeast share: Double = 1,
    of directions: [CallDirection] = CallDirection.allCases,
    counting scope: CallTransitionCoverage.Scope = .ownEvents,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    let failing = directions.filter { coverage.share(of: $0, scope) < share }
    guard !failing.isEmpty else { return }
    throw CallExpectationFailure(
        "too little of the transition table was covered",
        coverage.summary(scope).split(separator: "\n").map(String.init)
            + ["not covered:"] + failing.flatMap { coverage.unseen(of: $0, scope) }.map { "  \($0)" },
        at: .init(fileID, filePath, line)
    )
}
