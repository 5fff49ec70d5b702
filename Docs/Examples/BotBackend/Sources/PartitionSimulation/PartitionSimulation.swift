import CallLifecycle

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Shows what an event costs when a fleet is divided among more and more databases, each with as many calls as before.
///
/// Each partition is an engine of the library that is given what would be routed to it, one after the other: what is
/// measured is the processor's time for finding homes, and for folding, per event that arrived. Then all that the
/// partitions know is merged, and must be what a reconstruction of all events in one place makes of them, also while
/// another partition is being added.
@main
enum PartitionSimulation {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let calls = max(10, arguments.first ?? 1000)
        let largest = max(1, arguments.dropFirst().first ?? 64)
        print("\(calls) calls a partition; costs relative to one partition, in one run")
        print("partitions     events  copies/event  routing  folding   fullest  a partition more moves   equal")
        var base: (routing: Double, folding: Double)?
        var isRight = true
        for count in sequence(first: 1, next: { $0 * 2 <= largest ? $0 * 2 : nil }) {
            let round = Round(Fleet(calls: calls * count, seed: UInt64(count)), among: Partitions(count))
            let cost = base ?? (round.routing, round.folding)
            base = cost
            let growth = Growth(of: round, by: Partitions(count + 1))
            let isEqual = round.isWhole && growth.isWhole && growth.movesOnlyToTheNewOne
            isRight = isRight && isEqual
            print(
                right("\(count)", 10),
                right("\(round.fleet.events.count)", 10),
                right(hundredths(round.copies), 13),
                right(hundredths(round.routing / cost.routing), 8),
                right(hundredths(round.folding / cost.folding), 8),
                right(hundredths(round.fullest), 9),
                right("\(hundredths(growth.share * 100)) % of calls", 23),
                right(isEqual ? "yes" : "NO", 7)
            )
        }
        if !isRight { exit(1) }
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func hundredths(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}

/// A fleet's events, divided among partitions and taken there.
struct Round {
    let fleet: Fleet
    let partitions: Partitions
    /// What each partition was given.
    private(set) var shares: [[CallEvent]]
    private(set) var engines: [CallSessionEngine] = []
    /// The processor's time for each event that arrived, in nanoseconds.
    private(set) var routing = 0.0
    private(set) var folding = 0.0

    /// To how many partitions an event goes on average.
    var copies: Double { Double(shares.map(\.count).reduce(0, +)) / Double(fleet.events.count) }

    /// How much more the fullest partition was given than the average one.
    var fullest: Double {
        Double(shares.map(\.count).max() ?? 0) * Double(shares.count) / Double(shares.map(\.count).reduce(0, +))
    }

    init(_ fleet: Fleet, among partitions: Partitions) {
        self.fleet = fleet
        self.partitions = partitions
        shares = []
        var fastest = (routing: Double.infinity, folding: Double.infinity)
        // The least of some turns is what others on the machine disturbed least.
        for _ in 0..<3 {
            var shares = Array(repeating: [CallEvent](), count: partitions.count)
            let routing = Self.processorTime {
                for event in fleet.events {
                    for home in partitions.homes(of: event) { shares[home].append(event) }
                }
            }
            engines = shares.map { _ in CallSessionEngine(configuration: .unbounded) }
            // One partition after the other, as each would have its machine's caches for itself.
            let folding = zip(engines, shares)
                .map { engine, share in Self.processorTime { for event in share { engine.ingest(event) } } }
                .reduce(0, +)
            fastest = (min(fastest.routing, routing), min(fastest.folding, folding))
            self.shares = shares
        }
        routing = fastest.routing / Double(fleet.events.count)
        folding = fastest.folding / Double(fleet.events.count)
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

    private static func processorTime(_ body: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
        }
        let start = now()
        body()
        return now() - start
    }
}

/// One partition more: what of the old ones' logs is copied to it, while everything goes on.
struct Growth {
    /// How much of all calls has a new home.
    let share: Double
    /// Whether nothing has moved between partitions that were there before.
    let movesOnlyToTheNewOne: Bool
    /// Whether the partitions, old and new, know together what one place would know.
    let isWhole: Bool

    init(of round: Round, by partitions: Partitions) {
        let moved = round.partitions.moved(to: partitions)
        share = Double(moved.count) / Double(Partitions.slotCount)
        movesOnlyToTheNewOne = moved.allSatisfy { $0.to == partitions.count - 1 }
        // The first half came before. Then the old partitions' logs are copied, and the second half goes to the new
        // homes. What stays behind in the old ones does no harm: a set merges with a part of itself.
        let half = round.fleet.events.count / 2
        let engines = (0..<partitions.count).map { _ in CallSessionEngine(configuration: .unbounded) }
        for event in round.fleet.events.prefix(half) {
            let (old, new) = (round.partitions.homes(of: event), partitions.homes(of: event))
            for home in old.union(new) { engines[home].ingest(event) }
        }
        for event in round.fleet.events.dropFirst(half) {
            for home in partitions.homes(of: event) { engines[home].ingest(event) }
        }
        isWhole = Round.isWhole(engines, of: round.fleet)
    }
}

extension CallSessionEngine.Configuration {
    /// Nothing is evicted: all of it is compared.
    fileprivate static var unbounded: Self {
        var configuration = Self()
        configuration.maximumOpenSessions = 10_000_000
        configuration.maximumEndedSessions = 10_000_000
        configuration.maximumUnattributed = 10_000_000
        configuration.maximumEndpoints = 10_000_000
        configuration.maximumReadyStampsPerEndpoint = 10_000_000
        return configuration
    }
}
