import CallLifecycle
import Synchronization

// The engine, against one update of a dictionary behind a lock.

extension Workload {
    /// How many calls are open.
    private static let open = 10_000

    /// An engine with that many open calls takes one more event of each.
    static let ingestOpen = Workload("ingest-open", operations: open) {
        let (first, second) = Traffic.opening(open)
        let engine = CallSessionEngine()
        for event in first { engine.ingest(event) }
        return Prepared { for event in second { use(engine.ingest(event)) } }
    }

    static let dictionaryOpen = Workload("dictionary-open", operations: open) {
        let (first, second) = Traffic.opening(open)
        let states = Mutex<[String: UInt8]>([:])
        for event in first { states.withLock { $0[text(of: event)] = 1 } }
        let updates = second.map(text)
        return Prepared { for id in updates { states.withLock { $0[id, default: 0] += 1 } } }
    }

    /// So many calls begin.
    static let ingestOpening = Workload("ingest-opening", operations: open) {
        let events = Traffic.opening(open).first
        let engine = CallSessionEngine()
        return Prepared { for event in events { use(engine.ingest(event)) } }
    }

    /// Whole calls, of which that many are open at a time: sessions are opened, end, are kept as long as the engine's
    /// defaults say, and leave a tombstone.
    static let ingestCalls = ingestCalls("ingest-calls", WholeCalls.usual)

    /// A tenth of everything, so that a profiler comes to what is measured in a tenth of the time.
    static let ingestCallsTenth = ingestCalls("ingest-calls-tenth", WholeCalls.tenth)

    private static func ingestCalls(_ name: String, _ calls: WholeCalls) -> Workload {
        Workload(name, operations: calls.measured) {
            let (past, present) = calls.events
            let engine = CallSessionEngine(configuration: calls.configuration)
            for event in past { engine.ingest(event) }
            return Prepared { for event in present { use(engine.ingest(event)) } }
        }
    }

    /// One update for each of the same events, with as many entries as there are open calls.
    static let dictionaryCalls = Workload("dictionary-calls", operations: WholeCalls.usual.measured) {
        let (past, present) = WholeCalls.usual.events
        let states = Mutex<[String: UInt8]>([:])
        @Sendable func update(_ id: String, _ isEnd: Bool) {
            states.withLock { if isEnd { $0[id] = nil } else { $0[id, default: 0] += 1 } }
        }
        for event in past { update(text(of: event), event.isEnd) }
        let updates = present.map { (text(of: $0), $0.isEnd) }
        return Prepared { for (id, isEnd) in updates { update(id, isEnd) } }
    }

    static func text(of event: CallEvent) -> String { event.sessionID?.rawValue ?? "" }
}

extension CallEvent {
    fileprivate var isEnd: Bool { kind.signal == .stopped }
}

/// Calls that go by: those of the past, until every bound of the engine is reached, and some events of what comes next.
private struct WholeCalls: Sendable {
    /// How many are open at a time.
    let open: Int

    let configuration: CallSessionEngine.Configuration

    static let usual = WholeCalls(open: 10_000, configuration: .init())

    static var tenth: WholeCalls {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions /= 10
        configuration.maximumEndedSessions /= 10
        configuration.maximumTombstones /= 10
        return WholeCalls(open: 1000, configuration: configuration)
    }

    var measured: Int { open * 12 / 5 }

    var events: (past: [CallEvent], present: [CallEvent]) {
        let events = Traffic(calls: 11 * open, open: open).events
        let end = events.count - 2 * open
        return (Array(events[..<(end - measured)]), Array(events[(end - measured)..<end]))
    }
}
