import CallLifecycle

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A fleet's events, divided among partitions and taken there.
struct Round {
    private static let turns = 5
    /// How many events a router has in its hands at a time.
    private static let batch = 1000

    let fleet: Fleet
    let partitions: Partitions
    /// Which events each partition was given, by their numbers.
    let shares: [[Int]]
    private(set) var engines: [CallSessionEngine] = []
    /// The processor's time for finding the homes of an event that arrived, in nanoseconds.
    let routing: Double
    /// The processor's time of all partitions together for an event that arrived, in nanoseconds.
    let folding: Double

    /// To how many partitions an event goes on average.
    var copies: Double { Double(shares.map(\.count).reduce(0, +)) / Double(fleet.events.count) }

    /// How much more the fullest partition was given than the average one.
    var fullest: Double {
        Double(shares.map(\.count).max() ?? 0) * Double(shares.count) / Double(shares.map(\.count).reduce(0, +))
    }

    init(_ fleet: Fleet, among partitions: Partitions) {
        self.fleet = fleet
        self.partitions = partitions
        var shares: [[Int]] = Array(repeating: [], count: partitions.count)
        var (routing, folding) = (0.0, 0.0)
        for start in stride(from: 0, to: fleet.events.count, by: Self.batch) {
            let numbers = Array(start..<min(start + Self.batch, fleet.events.count))
            let (time, homes) = Self.fastest {
                let events = fleet.delivered(numbers)
                return Self.processorTime { events.map { partitions.homes(of: $0) } }
            }
            for (number, homes) in zip(numbers, homes) { for home in homes { shares[home].append(number) } }
            routing += time
        }
        // One partition after the other, each with its events read anew just before: a machine of its own has its caches
        // for itself, and what it gets lies together in its memory. One heap with the whole fleet's events in it would
        // make each partition dearer the more others there are.
        for share in shares {
            let (time, engine) = Self.fastest {
                let events = fleet.delivered(share)
                return Self.processorTime {
                    let engine = CallSessionEngine(configuration: .unbounded)
                    for event in events { engine.ingest(event) }
                    return engine
                }
            }
            engines.append(engine)
            folding += time
        }
        self.shares = shares
        self.routing = routing / Double(fleet.events.count)
        self.folding = folding / Double(fleet.events.count)
    }

    /// Whether all that the partitions know is what one place would know.
    var isWhole: Bool { Self.isWhole(engines, of: fleet) }

    static func isWhole(_ engines: [CallSessionEngine], of fleet: Fleet) -> Bool {
        // In pairs: each snapshot is merged as often as there are rounds, and not as often as there are snapshots.
        var snapshots = engines.map { $0.snapshot() }
        while snapshots.count > 1 {
            snapshots = stride(from: 0, to: snapshots.count, by: 2)
                .map { index in
                    index + 1 < snapshots.count
                        ? snapshots[index].merged(with: snapshots[index + 1]) : snapshots[index]
                }
        }
        let merged = CallSessionEngine(restoring: snapshots[0], configuration: .unbounded)
        var reconstructor = CallReconstructor()
        for event in fleet.events { reconstructor.add(event) }
        let expected = reconstructor.reconstruct()
        return merged.timelines == expected.timelines && merged.unattributed == expected.unattributed
    }

    /// Does something some times: the least time is what others on the machine disturbed least.
    private static func fastest<Result>(_ body: () -> (time: Double, result: Result)) -> (Double, Result) {
        (1..<turns).map { _ in body() }.reduce(body()) { $1.time < $0.time ? $1 : $0 }
    }

    /// The processor's time for something, in nanoseconds, and what it gave.
    private static func processorTime<Result>(_ body: () -> Result) -> (time: Double, result: Result) {
        func now() -> Double {
            var time = timespec()
            unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
        }
        let start = now()
        let result = body()
        return (now() - start, result)
    }
}

extension CallSessionEngine.Configuration {
    /// Nothing is evicted: all of it is compared.
    static var unbounded: Self {
        var configuration = Self()
        configuration.maximumOpenSessions = 10_000_000
        configuration.maximumEndedSessions = 10_000_000
        configuration.maximumUnattributed = 10_000_000
        configuration.maximumEndpoints = 10_000_000
        configuration.maximumReadyStampsPerEndpoint = 10_000_000
        return configuration
    }
}
