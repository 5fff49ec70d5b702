import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("A deadline")
struct DeadlineTests {
    private static func engine(_ limits: CallStateLimits) -> CallSessionEngine {
        var configuration = CallSessionEngine.Configuration()
        configuration.limits = limits
        return CallSessionEngine(configuration: configuration)
    }

    /// Ten seconds to notice, thirty to the inferred end, everywhere.
    private static let short: CallStateLimits = {
        var limits = CallStateLimits.none
        for direction in CallDirection.allCases {
            for state in CallTransitionTable.states(of: direction) {
                limits[direction, state] = CallStateLimit(notice: .seconds(10), inferredEnd: .seconds(30))
            }
        }
        return limits
    }()

    @Test("gives notice once, exactly when the limit has passed since the state was entered")
    func notice() throws {
        let engine = Self.engine(Self.short)
        engine.ingest(.make(.dialOutConnected, at: at(5000)))
        #expect(engine.nextDeadline == at(15_000))
        #expect(engine.advance(to: at(14_999)) == [])
        let session = try #require(engine.session("s1"))
        let overdue = CallOverdue(session: session, limit: .seconds(10), inferredEnd: nil)
        #expect(engine.advance(to: at(15_000)) == [.overdue(overdue)])
        #expect(
            "\(overdue)" == "dial-out s1 connected since 2026-03-01T10:00:05.000Z, over the limit of 10.000 s"
        )
        #expect(engine.advance(to: at(34_999)) == [])
        #expect(engine.inferredEnd(of: "s1") == nil)
    }

    @Test("infers the end where the policy says so, and never says that Daily did")
    func inferredEnd() throws {
        let engine = Self.engine(Self.short)
        engine.ingest(.make(.dialOutConnected, at: at(0)))
        let told = engine.advance(to: at(60_000))
        #expect(told.count == 2, "both, in order, if time jumps")
        let inferred = try #require(engine.inferredEnd(of: "s1"))
        #expect(inferred == CallInferredEnd(state: .connected, stateSince: at(0), at: at(30_000)))
        guard case .overdue(let overdue) = told.last else {
            Issue.record("not overdue")
            return
        }
        #expect(overdue.inferredEnd == inferred)
        #expect(engine.session("s1")?.state == .connected, "the state is what was reported")
        let timeline = try #require(engine.timeline("s1"))
        #expect(timeline.disposition == .open)
        #expect(timeline.inferredEnd == inferred)
        #expect(timeline.session.endedAt == nil)
        #expect(engine.counters.openCount == 0)
        #expect(engine.counters.ended == 1)
        #expect(engine.counters.overdue == 1)
        #expect(engine.counters.inferredEnds == 1)
    }

    @Test("is taken back by an event that moves the session, and by no other")
    func revival() {
        let engine = Self.engine(Self.short)
        engine.ingest(.make(.dialOutConnected, at: at(0)))
        engine.advance(to: at(60_000))
        engine.ingest(.make(.dialOutWarning, at: at(61_000)))
        #expect(engine.inferredEnd(of: "s1") != nil)
        engine.ingest(.make(.dialOutAnswered, at: at(62_000)))
        #expect(engine.inferredEnd(of: "s1") == nil)
        #expect(engine.counters.openCount == 1)
        #expect(engine.nextDeadline == at(72_000), "the new state has a limit of its own")
        engine.ingest(.make(.dialOutStopped, at: at(63_000)))
        #expect(engine.advance(to: at(200_000)) == [])
    }

    @Test("is not given again, nor taken back, when a moment is only reported more finely")
    func refinement() {
        let engine = Self.engine(Self.short)
        let report = { CallEvent.make(.dialOutConnected, at: at(0, $0), source: .webhook) }
        engine.ingest(report(.second))
        #expect(engine.advance(to: at(10_000)).count == 1)
        engine.ingest(report(.millisecond))
        #expect(engine.advance(to: at(29_999)) == [])
        #expect(engine.snapshot() == CallSessionEngine(restoring: engine.snapshot()).snapshot())

        let silent = Self.engine(Self.short)
        silent.ingest(report(.second))
        silent.advance(to: at(30_000))
        silent.ingest(report(.millisecond))
        #expect(silent.inferredEnd(of: "s1") != nil)
        #expect(silent.counters.openCount == 0)
        #expect(silent.advance(to: at(31_000)) == [])
        let restored = CallSessionEngine(restoring: silent.snapshot())
        #expect(restored.inferredEnd(of: "s1") == silent.inferredEnd(of: "s1"))
    }

    @Test("moves with what a late event says of when the state was entered")
    func lateEvent() {
        let engine = Self.engine(Self.short)
        engine.ingest(.make(.dialOutConnected, at: at(9000)))
        engine.ingest(.make(.dialOutConnected, at: at(2000)))
        #expect(engine.nextDeadline == at(12_000))
    }

    @Test("is due at once where the state was entered long ago")
    func replay() {
        let engine = Self.engine(Self.short)
        engine.advance(to: at(100_000))
        engine.ingest(.make(.dialInConnected, at: at(0)))
        #expect(engine.advance(to: at(100_000)).count == 2)
    }

    @Test("exists for each direction and state by default, but for final ones")
    func defaults() {
        let limits = CallStateLimits()
        for direction in CallDirection.allCases {
            for state in CallTransitionTable.states(of: direction) {
                #expect((limits[direction, state] == .none) == state.isFinal)
                if let notice = limits[direction, state].notice, let end = limits[direction, state].inferredEnd {
                    #expect(notice < end)
                }
            }
        }
        var changed = limits
        changed[.dialIn, .stopped] = CallStateLimit(notice: .seconds(1))
        #expect(changed == limits, "nothing is overdue in a final state")
        changed[.dialOut, .connected].inferredEnd = nil
        #expect(changed[.dialOut, .connected].notice == limits[.dialOut, .connected].notice)
    }

    @Test("never fires early or is lost, whatever happens", arguments: 0..<60 as Range<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var limits = Self.short
        limits[.dialOut, .answered] = CallStateLimit(notice: .seconds(20))
        limits[.dialIn, .connected] = CallStateLimit(inferredEnd: .seconds(15))
        let engine = Self.engine(limits)
        var told: [CallSessionID: [CallOverdue]] = [:]
        var now: Int64 = 0
        for event in ConvergenceTests.mess(seed: seed) {
            engine.ingest(event)
            now += Int64.random(in: 0..<2000, using: &random)
            for case .overdue(let overdue) in engine.advance(to: at(now)) {
                told[overdue.session.id, default: []].append(overdue)
                let due = overdue.session.stateSince.millisecondsSince1970 + overdue.limit.milliseconds
                #expect(due <= at(now).millisecondsSince1970)
            }
        }
        for case .overdue(let overdue) in engine.advance(to: at(now + 100_000)) {
            told[overdue.session.id, default: []].append(overdue)
        }
        for session in engine.sessions where !session.state.isFinal {
            let limit = limits[session.direction, session.state]
            let mine = told[session.id, default: []]
                .filter { $0.session.stateSince == session.stateSince && $0.session.state == session.state }
            #expect(mine.contains { $0.inferredEnd != nil } == (limit.inferredEnd != nil))
            if limit.notice != nil { #expect(mine.contains { $0.inferredEnd == nil }) }
        }
        #expect(
            engine.counters.openCount
                == engine.sessions.count { !$0.state.isFinal && engine.inferredEnd(of: $0.id) == nil }
        )
    }

    @Test("is driven by a clock until the task is cancelled")
    func run() async {
        let engine = Self.engine(Self.short)
        engine.ingest(.make(.dialOutConnected, at: at(0)))
        let notifications = engine.notifications()
        let runner = Task { await engine.run(every: .milliseconds(1), now: { at(10_000) }) }
        for await notification in notifications {
            if case .overdue = notification { break }
        }
        runner.cancel()
        await runner.value
        #expect(engine.now == at(10_000))
    }
}
