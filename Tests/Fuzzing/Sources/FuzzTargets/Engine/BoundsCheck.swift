@testable import CallLifecycle

/// An engine that may keep next to nothing, while time passes and callers ask for endpoints.
struct BoundsCheck {
    private let input: EngineInput
    private let engine: CallSessionEngine

    init(_ input: EngineInput) {
        self.input = input
        var configuration = CallSessionEngine.Configuration()
        let few = Int(input.seed & 3)
        configuration.maximumOpenSessions = few
        configuration.maximumEndedSessions = few
        configuration.maximumEventsPerSession = 1 + few
        configuration.maximumTombstones = few
        configuration.maximumUnattributed = few
        configuration.maximumEndpoints = few
        configuration.maximumReadyStampsPerEndpoint = few
        configuration.endedSessionRetention = .seconds(1)
        configuration.tombstoneRetention = .seconds(2)
        configuration.endpointClaimTimeout = .seconds(1)
        for direction in CallDirection.allCases {
            for state in CallTransitionTable.states(of: direction) {
                configuration.limits[direction, state] = CallStateLimit(notice: .seconds(1), inferredEnd: .seconds(2))
            }
        }
        engine = CallSessionEngine(configuration: configuration)
    }

    func run() throws {
        for (number, event) in input.events.enumerated() {
            _ = engine.ingest(event)
            try check()
            guard let stamp = event.stamp else { continue }
            switch number % 4 {
            case 0: engine.advance(to: stamp.advanced(by: .milliseconds(number * 100)))
            case 1: _ = engine.claimEndpoint(for: .init("caller\(number % 3)"), at: stamp)
            case 2: _ = engine.releaseEndpoint(of: .init("caller\(number % 3)"))
            default: break
            }
            try check()
        }
        try SnapshotCheck(engine).checkJSON()
    }

    private func check() throws(Violation) {
        let (counters, bounds) = (engine.counters, engine.configuration)
        try expect(counters.outcomes.values.reduce(0, +) == counters.ingested, "every event has one outcome")
        // What just came in is kept, whatever the bounds.
        try expect(counters.openCount <= max(1, bounds.maximumOpenSessions), "no more are open: \(counters.openCount)")
        try expect(counters.ended <= bounds.maximumEndedSessions, "no more have ended: \(counters.ended)")
        try expect(counters.openCount + counters.ended == engine.sessions.count, "every session is open or ended")
        try expect(counters.tombstones <= bounds.maximumTombstones, "no more tombstones: \(counters.tombstones)")
        try expect(counters.unattributed <= bounds.maximumUnattributed, "no more unattributed")
        try expect(counters.unattributed == engine.unattributed.count, "they are counted")
        try expect(counters.endpoints <= max(1, bounds.maximumEndpoints), "nor ready: \(counters.endpoints)")
    }
}

extension DecodedCallEvent {
    fileprivate var stamp: CallStamp? {
        switch self {
        case .event(let event): event.stamp
        case .foreign(let event): event.stamp
        }
    }
}
