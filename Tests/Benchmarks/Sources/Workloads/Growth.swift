import CallLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An engine with a great many open calls, one more event of each, and what they take.
public struct Growth: Sendable {
    /// How many calls are open.
    public let calls: Int

    /// Nanoseconds for one more event of one of them.
    public let engine: Double

    /// Nanoseconds for an update of a dictionary of as many strings.
    public let dictionary: Double

    /// How many bytes of memory a call takes in the engine.
    public let bytes: Double

    /// Opens calls, and measures.
    public init(calls: Int) {
        self.calls = calls
        (engine, bytes) = Self.engine(calls)
        dictionary = Self.dictionary(calls)
    }

    private static func engine(_ calls: Int) -> (nanoseconds: Double, bytes: Double) {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = calls + 1
        let engine = CallSessionEngine(configuration: configuration)
        let before = residentBytes()
        var random = SeededGenerator(seed: 3)
        for number in 0..<calls { engine.ingest(Call(&random).connected(at: Int64(number))) }
        // Of these, some have been answered or warned, as they are in ordinary traffic.
        random = SeededGenerator(seed: 3)
        var dice = SeededGenerator(seed: 4)
        for _ in 0..<calls {
            let call = Call(&random)
            let isSecond = Int.random(in: 0..<10, using: &dice) < (call.isDialIn ? 1 : 7)
            let end = Int64(calls)
            if isSecond { engine.ingest(call.isDialIn ? call.warning(at: end) : call.answered(at: end)) }
        }
        let bytes = Double(residentBytes() - before) / Double(calls)
        let events = sample(calls).map { $0.warning(at: Int64(calls) + 1) }
        let time = ContinuousClock().measure { for event in events { use(engine.ingest(event)) } }
        precondition(engine.counters.openCount == calls, "every call is there")
        return (nanoseconds(time, events.count), bytes)
    }

    private static func dictionary(_ calls: Int) -> Double {
        var states: [String: UInt8] = [:]
        var random = SeededGenerator(seed: 3)
        for _ in 0..<calls { states[Workload.text(of: Call(&random).connected(at: 0))] = 1 }
        let ids = sample(calls).map { Workload.text(of: $0.connected(at: 0)) }
        let time = ContinuousClock().measure { for id in ids { states[id, default: 0] += 1 } }
        use(states)
        return nanoseconds(time, ids.count)
    }

    /// Some of the calls, in no order.
    private static func sample(_ calls: Int) -> [Call] {
        var random = SeededGenerator(seed: 3)
        let step = max(1, calls / 100_000)
        var sample: [Call] = []
        for number in 0..<calls {
            let call = Call(&random)
            if number % step == 0 { sample.append(call) }
        }
        var order = SeededGenerator(seed: 5)
        return sample.shuffled(using: &order)
    }

    private static func nanoseconds(_ time: Duration, _ operations: Int) -> Double {
        time / .nanoseconds(1) / Double(operations)
    }
}

/// How much memory the process occupies.
public func residentBytes() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard unsafe fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let fields = text.split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
