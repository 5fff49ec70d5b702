public import CallLifecycle

/// Invents calls from a seed: what happens in them, and what happens to their reports on the way.
///
/// It walks the transition table, and at each step draws what the table is to say of the next event: so illegal events
/// come as often as they are to. The same seed gives the same calls.
///
/// ```swift
/// var generator = CallScenarioGenerator(seed: 7, weights: .legal)
/// let call = generator.next()
/// ```
public struct CallScenarioGenerator: Sendable {
    /// How often things happen.
    public struct Weights: Sendable, Hashable {
        /// How often, in proportion to the others, an event moves the call as documented.
        public var advance = 8.0

        /// How often an event moves it over a state that is not reported.
        public var skip = 1.0

        /// How often an event is legal and moves nothing.
        public var stay = 3.0

        /// How often an event names a state that is reached already.
        public var redundant = 1.0

        /// How often an event is not allowed, among them events of the other direction.
        public var illegal = 0.7

        /// How likely it is, from 0 to 1, that a report is lost; of each report.
        public var loss = 0.05

        /// How likely it is that all reports come twice.
        public var repetition = 0.2

        /// How likely it is that the reports come in another order.
        public var reordering = 0.3

        /// How likely it is that webhooks report the call, too.
        public var webhooks = 0.3

        /// How many events a call has at the most, before anything happens to their reports.
        public var maximumEvents = 12

        /// The default weights, under which about half of the calls have an illegal event.
        public init() {}

        /// No call has an illegal event.
        public static let legal: Weights = {
            var weights = Weights()
            weights.illegal = 0
            return weights
        }()

        /// Illegal events are as frequent as documented ones.
        public static let hostile: Weights = {
            var weights = Weights()
            (weights.advance, weights.skip, weights.stay, weights.redundant) = (1, 1, 1, 1)
            weights.illegal = 4
            return weights
        }()
    }

    /// How often things happen.
    public let weights: Weights

    /// The directions of the calls.
    public let directions: [CallDirection]

    private var random: SeededGenerator

    /// A generator of calls.
    ///
    /// - Parameters:
    ///   - seed: What decides everything.
    ///   - weights: How often things happen.
    ///   - directions: The directions of the calls; without any, both.
    public init(
        seed: UInt64,
        weights: Weights = Weights(),
        directions: [CallDirection] = CallDirection.allCases
    ) {
        self.weights = weights
        self.directions = directions.isEmpty ? CallDirection.allCases : directions
        random = SeededGenerator(seed: seed)
    }

    /// The next call.
    public mutating func next() -> CallScenario {
        let direction = directions.randomElement(using: &random) ?? .dialOut
        let call = invent(direction)
        var delivered = call
        let lost = Set(call.events.filter { _ in happens(weights.loss) })
        delivered = allowed(delivered.losing(where: lost.contains), instead: delivered)
        if happens(weights.webhooks) { delivered = allowed(delivered.alsoAsWebhooks(), instead: delivered) }
        if happens(weights.repetition) { delivered = delivered.repeating() }
        if happens(weights.reordering) { delivered = delivered.reordered(seed: random.next()) }
        return delivered
    }

    /// Losing a report can make others illegal, which where nothing may be illegal is not done.
    private func allowed(_ scenario: CallScenario, instead other: CallScenario) -> CallScenario {
        guard weights.illegal <= 0 else { return scenario }
        return scenario.session?.violations.isEmpty ?? false ? scenario : other
    }

    private mutating func invent(_ direction: CallDirection) -> CallScenario {
        var call = direction == .dialOut ? CallScenario.dialOut() : CallScenario.dialIn()
        var state = CallState.ready
        if direction == .dialIn, happens(0.5) { call = call.endpointReady() }
        for number in 0..<Int.random(in: 1...max(1, weights.maximumEvents), using: &random) {
            // The first event gives the session its direction.
            guard let event = draw(in: state, of: direction, fromBoth: number > 0) else { break }
            if number > 0 { call = call.waits(for: .milliseconds(Int64.random(in: 4...80, using: &random) * 250)) }
            call = call.then(event, message: event.isProblem ? message() : nil)
            state = CallTransitionTable.verdict(on: event, in: state, of: direction).destination ?? state
        }
        return call
    }

    private mutating func draw(in state: CallState, of direction: CallDirection, fromBoth: Bool) -> CallEventKind? {
        let own = CallTransitionTable.events(of: direction)
        let events = fromBoth ? CallEventKind.allCases.filter { $0.signal != nil } : own
        let byVerdict = Dictionary(grouping: events) { event in
            CallTransitionTable.verdict(on: event, in: state, of: direction).name
        }
        let choices = CallVerdict.names.map { (events: byVerdict[$0] ?? [], weight: weight(of: $0)) }
            .filter { !$0.events.isEmpty && $0.weight > 0 }
        var rest = Double.random(in: 0..<1, using: &random) * choices.reduce(0) { $0 + $1.weight }
        for choice in choices {
            rest -= choice.weight
            if rest < 0 { return choice.events.randomElement(using: &random) }
        }
        return choices.last?.events.randomElement(using: &random)
    }

    private func weight(of verdict: String) -> Double {
        switch verdict {
        case "advance": weights.advance
        case "skip": weights.skip
        case "stay": weights.stay
        case "redundant": weights.redundant
        default: weights.illegal
        }
    }

    private mutating func happens(_ likelihood: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < likelihood
    }

    private mutating func message() -> CallErrorMessage? {
        [nil, .codecFallback, .pipelineFailure, "no route to destination"].randomElement(using: &random) ?? nil
    }
}

extension CallEventKind {
    fileprivate var isProblem: Bool { signal == .warning || signal == .error }
}
