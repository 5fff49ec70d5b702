/// What an engine has counted since it was made.
struct Tally: Sendable {
    private(set) var ingested = 0
    /// By the place of each kind among all: an event adds to one of them, and hashes nothing for it.
    private var outcomes = [Int](repeating: 0, count: CallIngestOutcome.Kind.allCases.count)
    private(set) var evictions: [CallEngineCounters.Evictions: Int] = [:]
    var overdue = 0
    var inferredEnds = 0

    /// How many events had an outcome.
    subscript(kind: CallIngestOutcome.Kind) -> Int { outcomes[kind.ordinal] }

    mutating func count(_ outcome: CallIngestOutcome.Kind) {
        ingested += 1
        outcomes[outcome.ordinal] += 1
    }

    mutating func count(_ eviction: CallEngineCounters.Evictions) { evictions[eviction, default: 0] += 1 }
}

extension CallIngestOutcome.Kind {
    /// The place among all cases, written as a switch so that the compiler turns it into the case's own tag.
    fileprivate var ordinal: Int {
        switch self {
        case .transition: 0
        case .amended: 1
        case .redundant: 2
        case .duplicate: 3
        case .illegal: 4
        case .endpointReady: 5
        case .endpointUnknown: 6
        case .unattributed: 7
        case .surplusWarning: 8
        case .sessionFull: 9
        case .tooLarge: 10
        case .evictedSession: 11
        case .annotated: 12
        case .correlated: 13
        case .foreign: 14
        }
    }
}
