/// What an engine has counted since it was made.
struct Tally: Sendable {
    private(set) var ingested = 0
    private(set) var outcomes: [CallIngestOutcome.Kind: Int] = [:]
    private(set) var evictions: [CallEngineCounters.Evictions: Int] = [:]
    var overdue = 0
    var inferredEnds = 0

    mutating func count(_ outcome: CallIngestOutcome) {
        ingested += 1
        outcomes[outcome.kind, default: 0] += 1
    }

    mutating func count(_ eviction: CallEviction) {
        let kind = CallEngineCounters.Evictions(subject: eviction.subject.kind, reason: eviction.reason)
        evictions[kind, default: 0] += 1
    }
}
