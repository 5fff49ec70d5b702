import CallLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How much is run, from which seed, and in which engine.
///
/// `SOAK_CALLS` says how many calls are made, `SOAK_SEED` which. The same seed makes the same calls, deliveries and
/// delays; how threads take turns is not in it.
struct SoakPlan: Sendable {
    /// The run is looked at from all sides after each of its tenths.
    static let tenths = 10

    /// How many threads deliver events.
    static let producers = 4

    /// How many steps producers make until everybody waits for everybody.
    ///
    /// Short, so that what waits for readers in an unbounded mailbox does not grow with the run, and so that one
    /// producer's time is not far behind another's.
    static let stepsPerRound = 16

    let seed: UInt64

    /// A step is one call of each producer.
    let stepsPerTenth: Int

    init() {
        let environment = ProcessInfo.processInfo.environment
        let calls = environment["SOAK_CALLS"].flatMap(Int.init) ?? 4000
        seed = environment["SOAK_SEED"].flatMap(UInt64.init) ?? 1
        stepsPerTenth = max(SoakPlan.stepsPerRound, calls / (SoakPlan.tenths * SoakPlan.producers))
    }

    var calls: Int { stepsPerTenth * SoakPlan.tenths * SoakPlan.producers }

    /// Whether the run is long enough to tell a leak from a process that is still warming up.
    var isLong: Bool { calls >= 100_000 }

    /// Bounds so small that everything is evicted all the time, by age when calls are few and by number when many.
    static let configuration: CallSessionEngine.Configuration = {
        var configuration = CallSessionEngine.Configuration()
        for direction in CallDirection.allCases {
            for state in CallTransitionTable.states(of: direction) where !state.isFinal {
                configuration.limits[direction, state] = CallStateLimit(
                    notice: .seconds(10),
                    inferredEnd: .seconds(state == .ready ? 15 : 40)
                )
            }
        }
        configuration.maximumOpenSessions = 120
        configuration.maximumEndedSessions = 150
        configuration.endedSessionRetention = .seconds(20)
        configuration.maximumEventsPerSession = 96
        configuration.maximumEventSize = 4096
        configuration.maximumTombstones = 400
        configuration.tombstoneRetention = .seconds(60)
        configuration.maximumUnattributed = 12
        configuration.maximumEndpoints = 24
        configuration.maximumReadyStampsPerEndpoint = 8
        configuration.endpointClaimTimeout = .seconds(5)
        configuration.sessionStreamGrace = .seconds(2)
        configuration.mailboxCapacity = 128
        return configuration
    }()
}

/// The time of the calls, which has nothing to do with the time that the run takes.
enum SoakTime {
    private static let quietSteps = 64
    private static let busySteps = 64

    /// When a step's calls start, in milliseconds since 1970: quiet minutes and busy seconds take turns.
    static func start(ofStep step: Int) -> Int64 {
        let (periods, rest) = step.quotientAndRemainder(dividingBy: quietSteps + busySteps)
        let full = periods * (quietSteps * 1000 + busySteps * 200)
        return 1_772_359_200_000 + Int64(full + min(rest, quietSteps) * 1000 + max(0, rest - quietSteps) * 200)
    }

    /// A stamp of the calls' time; the arguments are always within what stamps support.
    static func stamp(_ milliseconds: Int64, _ resolution: CallStamp.Resolution = .millisecond) -> CallStamp {
        CallStamp(millisecondsSince1970: milliseconds, resolution: resolution) ?? .now
    }
}

/// Steele and Vigna's SplitMix64: the same numbers from the same seed, everywhere.
struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(_ seeds: UInt64...) {
        state = 0
        for seed in seeds { state = next() ^ seed }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Whether something happens that happens so often in a thousand times.
    mutating func happens(_ perMille: UInt64) -> Bool { next() % 1000 < perMille }

    mutating func number(_ range: Range<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }
}
