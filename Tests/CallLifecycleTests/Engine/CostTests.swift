import FoundationEssentials
import Testing

@testable import CallLifecycle

/// What must not cost more when there is more of it: compared in one run, since a lone time says little.
///
/// `COST_SESSIONS=1000000 swift test -c release -Xswiftc -enable-testing --filter CostTests` prints the figures for a
/// million open sessions.
@Suite("The cost of", .serialized, .timeLimit(.minutes(10)))
struct CostTests {
    private static let sessions = ProcessInfo.processInfo.environment["COST_SESSIONS"].flatMap { Int($0) } ?? 10_000

    /// The least time of several interleaved runs of each.
    private func least(_ first: () -> Void, _ second: () -> Void, runs: Int = 7) -> (Duration, Duration) {
        let clock = ContinuousClock()
        var times = (Duration.seconds(1_000_000), Duration.seconds(1_000_000))
        for _ in 0..<runs {
            times.0 = min(times.0, clock.measure(first))
            times.1 = min(times.1, clock.measure(second))
        }
        return times
    }

    private func report(_ what: String, _ times: (Duration, Duration)) -> Double {
        let ratio = times.1 / times.0
        print("cost: \(what): \(times.0) and \(times.1), ratio \(ratio)")
        return ratio
    }

    private func open(_ count: Int) -> CallSessionEngine {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = .max
        let engine = CallSessionEngine(configuration: configuration)
        for number in 0..<count { engine.ingest(.make(.dialInConnected, .init("s\(number)"), at: at(Int64(number)))) }
        return engine
    }

    @Test("an event does not depend on how many watch other sessions")
    func watchers() {
        let engines = [CallSessionEngine(), CallSessionEngine()]
        let streams = (0..<1000).map { engines[1].notifications(of: .session(.init("other\($0)"))) }
        var round = 0
        func call(_ engine: CallSessionEngine) {
            for number in 0..<300 {
                let id = CallSessionID("s\(round)-\(number)")
                engine.ingest(.make(.dialOutConnected, id, at: at(Int64(number))))
                engine.ingest(.make(.dialOutAnswered, id, at: at(Int64(number + 1))))
            }
            round += 1
        }
        let times = least({ call(engines[0]) }, { call(engines[1]) })
        #expect(report("600 events with no watcher, and with \(streams.count) of other sessions", times) < 2)
    }

    @Test("watching one session, and a note, does not depend on what is known of others")
    func watchingOne() {
        func engine(_ count: Int) -> CallSessionEngine {
            let engine = open(count)
            for number in 0..<count {
                engine.ingest(.make(.dialInReady, at: at(0), endpoint: .init("sip:\(number)@h")))
                engine.correlate(.init("s\(number)"), with: "order-\(number)", at: at(0))
            }
            return engine
        }
        let (few, many) = (engine(100), engine(10_000))
        var watches: [CallWatch] = []
        var moment: Int64 = 0
        func watch(_ engine: CallSessionEngine) {
            watches = []
            for number in 0..<50 {
                // Each is kept while what the others are about changes.
                watches.append(engine.watch(.session("s1")))
                moment += 1
                engine.ingest(.make(.dialInReady, at: at(moment), endpoint: "sip:0@h"))
                engine.correlate("s0", with: .init("\(number)"), at: at(moment))
            }
        }
        let times = least({ watch(few) }, { watch(many) })
        #expect(report("50 watches of one session of 100 and of 10000 open", times) < 8)
    }

    @Test("an event that comes last does not depend on how many its session has")
    func comingLast() {
        let engine = CallSessionEngine()
        let counts: [CallSessionID: Int64] = ["short": 10, "long": 900]
        for (id, count) in counts {
            for number in 0..<count { engine.ingest(.make(.dialOutConnected, id, at: at(number))) }
        }
        var moment: Int64 = 1000
        func add(to id: CallSessionID) {
            for _ in 0..<10 {
                moment += 1
                engine.ingest(.make(.dialOutConnected, id, at: at(moment)))
            }
        }
        let times = least({ add(to: "short") }, { add(to: "long") })
        #expect(report("10 events that come last behind 10 and behind 900", times) < 3)
    }

    @Test("time in which nothing is due does not depend on how many sessions are open")
    func nothingDue() {
        let few = open(Self.sessions / 100)
        let many = open(Self.sessions)
        let times = least(
            { for _ in 0..<2000 { few.advance(to: at(0)) } },
            { for _ in 0..<2000 { many.advance(to: at(0)) } }
        )
        #expect(report("2000 advances with \(Self.sessions / 100) and with \(Self.sessions) open", times) < 3)
    }

    @Test("a thousand deadlines is that of these, not of all that are open")
    func manyDue() {
        let limit = CallStateLimits()[.dialIn, .connected].notice ?? .zero
        let clock = ContinuousClock()
        func fire(_ engine: CallSessionEngine) -> Duration {
            clock.measure { #expect(engine.advance(to: at(limit.milliseconds + 999)).count == 1000) }
        }
        // Each deadline fires once, so each run has engines of its own.
        let runs = (0..<3).map { _ in (fire(open(1000)), fire(open(Self.sessions))) }
        let times = (runs.map(\.0).min() ?? .zero, runs.map(\.1).min() ?? .zero)
        #expect(report("a thousand due of 1000 and of \(Self.sessions) open", times) < 8)
    }
}
