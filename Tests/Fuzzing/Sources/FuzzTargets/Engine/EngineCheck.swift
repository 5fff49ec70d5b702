@testable import CallLifecycle

/// A set of events, live in two orders and reconstructed.
struct EngineCheck {
    let input: EngineInput

    init(_ bytes: [UInt8]) { input = EngineInput(bytes) }

    func run() throws {
        let events = input.events
        let engine = CallSessionEngine()
        for event in events { _ = engine.ingest(event) }
        let counters = engine.counters
        try expect(counters.ingested == events.count, "every event is counted")
        try expect(counters.outcomes.values.reduce(0, +) == events.count, "and has one outcome")
        for event in events { try expect(engine.ingest(event).isRepetition, "nothing is new twice: \(event)") }

        try checkReconstruction(engine)
        try checkOtherOrder(engine)
        if input.passesTime, let later = CallStamp(millisecondsSince1970: 1_772_366_400_000) {
            engine.advance(to: later)
        }
        switch input.extra {
        case .json: try SnapshotCheck(engine).checkJSON()
        case .checkpoint: try SnapshotCheck(engine).checkCheckpoint()
        case .observers where !input.isFlooded: try checkObservers()
        case .bounds: try BoundsCheck(input).run()
        default: break
        }
    }

    private func checkReconstruction(_ engine: CallSessionEngine) throws(Violation) {
        var reconstructor = CallReconstructor()
        for event in input.events { reconstructor.add(event) }
        let expected = reconstructor.reconstruct()
        try expectSame(engine.timelines, expected.timelines, "live is what is reconstructed")
        try expectSame(engine.unattributed, expected.unattributed, "and the same belongs nowhere")
    }

    /// Told to somebody who believes whatever is announced.
    private func checkOtherOrder(_ engine: CallSessionEngine) throws(Violation) {
        var state = EngineState(CallSessionEngine.Configuration())
        var believer = Believer()
        for event in input.shuffledEvents {
            var change = EngineState.Change()
            switch event {
            case .event(let event): _ = state.ingest(event, &change)
            case .foreign(let event): _ = state.ingest(event, &change)
            }
            for notification in change.announcements { believer.hear(notification) }
        }
        let other = CallSessionEngine(state)
        try expectSame(other.timelines, engine.timelines, "in another order it is the same")
        try expectSame(other.unattributed, engine.unattributed, "and the same belongs nowhere")
        try expectSame(other.endpoints, engine.endpoints, "and is ready")
        for session in other.sessions { try believer.check(session) }
    }

    /// What two observers know, put together, is what one would know who saw it all.
    private func checkObservers() throws(Violation) {
        let (left, right, whole) = (CallSessionEngine(), CallSessionEngine(), CallSessionEngine())
        for (number, event) in input.events.enumerated() {
            if number % 3 != 0 { _ = left.ingest(event) }
            if number % 3 != 1 { _ = right.ingest(event) }
            _ = whole.ingest(event)
        }
        let merged = left.snapshot().merged(with: right.snapshot())
        try expectSame(merged, right.snapshot().merged(with: left.snapshot()), "merging has no direction")
        let restored = CallSessionEngine(restoring: merged)
        try expectSame(restored.timelines, whole.timelines, "two observers see what one sees")
        try expectSame(restored.unattributed, whole.unattributed, "and the same belongs nowhere")
        try expectSame(restored.endpoints, whole.endpoints, "and is ready")
    }
}

extension CallIngestOutcome {
    /// Whether nothing came of the event that had not come of it before.
    fileprivate var isRepetition: Bool {
        switch self {
        case .duplicate, .endpointUnknown, .foreign, .sessionFull: true
        default: false
        }
    }
}

extension CallReconstructor {
    fileprivate mutating func add(_ event: DecodedCallEvent) {
        switch event {
        case .event(let event): add(event)
        case .foreign(let event): add(event)
        }
    }
}
