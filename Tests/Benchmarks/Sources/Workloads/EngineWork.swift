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

    /// Whole calls, of which that many are open at a time: sessions are opened, end, are kept as long as the engine's
    /// defaults say, and leave a tombstone.
    static let ingestCalls = Workload("ingest-calls", operations: callEvents) {
        let (past, present) = calls
        let engine = CallSessionEngine()
        for event in past { engine.ingest(event) }
        return Prepared { for event in present { use(engine.ingest(event)) } }
    }

    /// One update for each of the same events, with as many entries as there are open calls.
    static let dictionaryCalls = Workload("dictionary-calls", operations: callEvents) {
        let (past, present) = calls
        let states = Mutex<[String: UInt8]>([:])
        @Sendable func update(_ id: String, _ isEnd: Bool) {
            states.withLock { if isEnd { $0[id] = nil } else { $0[id, default: 0] += 1 } }
        }
        for event in past { update(text(of: event), event.isEnd) }
        let updates = present.map { (text(of: $0), $0.isEnd) }
        return Prepared { for (id, isEnd) in updates { update(id, isEnd) } }
    }

    private static let callEvents = 24_000

    /// So many calls in the past that every bound of the engine is reached, and some events of what comes next.
    private static var calls: (past: [CallEvent], present: [CallEvent]) {
        let events = Traffic(calls: 110_000, open: open).events
        let end = events.count - 2 * open
        return (Array(events[..<(end - callEvents)]), Array(events[(end - callEvents)..<end]))
    }

    static func text(of event: CallEvent) -> String { event.sessionID?.rawValue ?? "" }
}

extension CallEvent {
    fileprivate var isEnd: Bool { kind.signal == .stopped }
}
