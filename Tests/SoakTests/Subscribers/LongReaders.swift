import CallLifecycle
import Synchronization

/// What one subscriber heard, by its own count.
struct Heard: Sendable, Equatable {
    var delivered = 0
    var missed = 0

    static func + (left: Heard, right: Heard) -> Heard {
        Heard(delivered: left.delivered + right.delivered, missed: left.missed + right.missed)
    }
}

/// A subscriber that stays for the whole run, fast or slow, and counts what it hears.
final class LongReader: Sendable {
    enum Pace: Sendable {
        case fast
        case slow

        /// Sleeps after some notifications, so that a small mailbox overflows.
        func rest(after count: Int) async {
            guard self == .slow, count.isMultiple(of: 16) else { return }
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    let name: String
    /// Whether it hears of nothing but transitions.
    let hearsTransitionsOnly: Bool
    /// Its number in ``CallEngineCounters/subscribers``.
    let id: UInt64
    private let delivered = Atomic<Int>(0)
    private let missed = Atomic<Int>(0)
    private let disorders = Atomic<Int>(0)

    var heard: Heard {
        Heard(delivered: delivered.load(ordering: .relaxed), missed: missed.load(ordering: .relaxed))
    }

    /// How many transitions had a sequence number that was not above the one before.
    var disorderCount: Int { disorders.load(ordering: .relaxed) }

    /// A subscriber that has just subscribed, while nobody else did.
    init(_ name: String, of engine: CallSessionEngine, transitionsOnly: Bool) {
        self.name = name
        hearsTransitionsOnly = transitionsOnly
        id = engine.counters.subscribers.last?.id ?? 0
    }

    func read(_ transitions: AsyncStream<CallTransition>, _ pace: Pace) async {
        var last: UInt64 = 0
        var count = 0
        for await transition in transitions {
            let sequence = transition.sequence ?? 0
            if sequence <= last {
                disorders.add(1, ordering: .relaxed)
            } else {
                // A jump is all that such a subscriber is told of what it missed.
                missed.add(Int(sequence - last - 1), ordering: .relaxed)
            }
            last = sequence
            delivered.add(1, ordering: .relaxed)
            count += 1
            await pace.rest(after: count)
        }
    }

    func read(_ notifications: AsyncStream<CallNotification>, _ pace: Pace) async {
        var count = 0
        for await notification in notifications {
            if case .missed(let number) = notification {
                missed.add(number, ordering: .relaxed)
            } else {
                delivered.add(1, ordering: .relaxed)
            }
            count += 1
            await pace.rest(after: count)
        }
    }
}

/// The subscribers that stay: of every scope, of every way to subscribe, fast and slow.
struct LongReaders {
    private(set) var readers: [LongReader] = []
    private var tasks: [Task<Void, Never>] = []

    init(_ engine: CallSessionEngine) {
        read("all transitions", engine.transitions(bufferingNewest: .max), .fast, engine)
        read("transitions, too slow", engine.transitions(bufferingNewest: 24), .slow, engine)
        read("everything", engine.notifications(bufferingNewest: 4096), .fast, engine)
        read("dial-in", engine.notifications(of: .direction(.dialIn)), .fast, engine)
        read("dial-out, too slow", engine.notifications(of: .direction(.dialOut), bufferingNewest: 16), .slow, engine)
        read("watch, too slow", engine.watch(bufferingNewest: 1).notifications, .slow, engine)
    }

    private mutating func read(
        _ name: String,
        _ transitions: AsyncStream<CallTransition>,
        _ pace: LongReader.Pace,
        _ engine: CallSessionEngine
    ) {
        let reader = LongReader(name, of: engine, transitionsOnly: true)
        readers.append(reader)
        tasks.append(Task { await reader.read(transitions, pace) })
    }

    private mutating func read(
        _ name: String,
        _ notifications: AsyncStream<CallNotification>,
        _ pace: LongReader.Pace,
        _ engine: CallSessionEngine
    ) {
        let reader = LongReader(name, of: engine, transitionsOnly: false)
        readers.append(reader)
        tasks.append(Task { await reader.read(notifications, pace) })
    }

    var heard: Heard { readers.reduce(Heard()) { $0 + $1.heard } }

    /// Waits until every reader has taken what was waiting for it; says who never does, or counts otherwise.
    func catchUp(_ engine: CallSessionEngine) async -> [String] {
        for attempt in 0... {
            let counters = engine.counters
            let problems = readers.compactMap { $0.problem(counters) }
            if problems.isEmpty || attempt == 5000 { return problems }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return []
    }

    /// Cancels everybody and sees them end.
    mutating func leave() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        tasks = []
    }
}

extension LongReader {
    /// In what the reader's own counts differ from the engine's, at rest.
    fileprivate func problem(_ counters: CallEngineCounters) -> String? {
        guard let deliveries = counters.subscribers.first(where: { $0.id == id })?.deliveries else {
            return "\(name): the engine has forgotten the subscriber"
        }
        guard disorderCount == 0 else { return "\(name): \(disorderCount) transitions out of order" }
        let heard = heard
        guard deliveries.waiting == 0, deliveries.discarded == 0, deliveries.delivered == heard.delivered,
            deliveries.missed == heard.missed
        else { return "\(name): heard \(heard), but the engine says \(deliveries)" }
        return nil
    }
}
