import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("A watch", .timeLimit(.minutes(2)))
struct WatchTests {
    @Test("has everything that happened before in its snapshot and everything after in its stream, and nothing in both")
    func exactly() async {
        let engine = CallSessionEngine()
        let events = (0..<2000).map { CallEvent.make(.dialOutConnected, .init("s\($0)"), at: at(Int64($0))) }
        let producer = Task.detached {
            for event in events { engine.ingest(event) }
            engine.finish()
        }
        var checked = 0
        while !producer.isCancelled, checked < 20 {
            let watch = engine.watch(bufferingNewest: .max)
            var known = Set(watch.timelines.map(\.id))
            var last = watch.sequence
            #expect(known.count == Int(last))
            for await case .transition(let transition) in watch.notifications {
                #expect(transition.sequence == last + 1)
                last += 1
                #expect(known.insert(transition.sessionID).inserted)
            }
            #expect(known.count == 2000)
            checked += 1
        }
        await producer.value
    }

    @Test("of a scope knows that scope only")
    func scopes() throws {
        let engine = CallSessionEngine()
        CallScenario.dialIn(session: "in").endpointReady().waits(for: .zero).connected().play(into: engine)
        CallScenario.dialOut(session: "out").connected().play(into: engine)
        CallScenario.dialOutThatFailsToStart.play(into: engine)
        let everything = engine.watch()
        #expect(everything.timelines.map(\.id) == ["in", "out"])
        #expect(everything.unattributed.count == 1)
        #expect(everything.endpoints.map(\.sessions) == [["in"]])
        #expect(everything.session == nil)
        let inward = engine.watch(.direction(.dialIn))
        #expect(inward.timelines.map(\.id) == ["in"])
        #expect(inward.unattributed == [])
        #expect(inward.endpoints.count == 1)
        let one = engine.watch(.session("out"))
        #expect(one.session == engine.session("out"))
        #expect(one.unattributed == [] && one.endpoints == [])
        #expect(engine.watch(.session("none")).session == nil)
    }

    @Test("of one session ends with its final transition, or after the grace for late events")
    func ending() async {
        let call = CallScenario.dialOut(session: "s1").connected().stopped()
        let prompt = CallSessionEngine()
        let immediate = prompt.watch(.session("s1"))
        call.play(into: prompt)
        #expect(await immediate.notifications.reduce(0) { count, _ in count + 1 } == 2)
        let late = prompt.watch(.session("s1"))
        #expect(prompt.subscriberCount == 0, "nothing is to be told of it any more")
        for await _ in late.notifications { Issue.record("it has ended") }

        var configuration = CallSessionEngine.Configuration()
        configuration.sessionStreamGrace = .seconds(5)
        let patient = CallSessionEngine(configuration: configuration)
        let graceful = patient.notifications(of: .session("s1"))
        call.play(into: patient)
        patient.ingest(.make(.dialOutError, at: at(900)))
        #expect(patient.nextDeadline == at(5900))
        patient.advance(to: at(5899))
        #expect(patient.subscriberCount == 1)
        patient.advance(to: at(5900))
        #expect(patient.subscriberCount == 0)
        var heard: [String] = []
        for await notification in graceful { heard.append("\(notification)") }
        #expect(heard.count == 3)
        #expect(heard.last?.contains("amended: stopped, now failed") == true)
        for await _ in patient.notifications(of: .session("s1")) { Issue.record("the grace is over") }
    }
}

@Suite("Counters")
struct CounterTests {
    @Test("add up at every moment, for each subscriber and for all", arguments: 0..<40 as Range<UInt64>)
    func identities(seed: UInt64) async {
        let engine = CallSessionEngine()
        var random = SeededGenerator(seed: seed)
        var streams: [AsyncStream<CallNotification>] = []
        var taken = 0
        for (number, event) in ConvergenceTests.mess(seed: seed).enumerated() {
            switch Int.random(in: 0..<5, using: &random) {
            case 0: streams.append(engine.notifications(of: .session("s1"), bufferingNewest: 3))
            case 1: streams.append(engine.notifications(bufferingNewest: 2))
            case 2: if !streams.isEmpty { streams.removeFirst() }
            default: break
            }
            engine.ingest(event)
            let counters = engine.counters
            #expect(counters.ingested == number + 1)
            #expect(counters.ingested == counters.outcomes.values.reduce(0, +))
            for deliveries in counters.subscribers.map(\.deliveries) + [counters.deliveries] {
                #expect(
                    deliveries.published
                        == deliveries.delivered + deliveries.missed + deliveries.waiting + deliveries.discarded
                )
            }
            #expect(counters.subscribers.count <= streams.count, "a stream of what has ended is none")
            #expect(counters.openCount == engine.sessions.count { !$0.state.isFinal })
        }
        engine.finish()
        for stream in streams {
            for await notification in stream {
                if case .missed = notification { continue }
                taken += 1
            }
        }
        streams = []
        let counters = engine.counters
        #expect(counters.subscribers == [])
        #expect(counters.formerSubscribers.delivered == taken)
        #expect(counters.formerSubscribers.waiting == 0)
        #expect(counters.formerSubscribers.published > 0 || taken == 0)
    }

    @Test("are printed in one line, without what is zero")
    func printing() {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumEndedSessions = 1
        let engine = CallSessionEngine(configuration: configuration)
        #expect("\(engine.counters)" == "0 events")
        let stream = engine.notifications(bufferingNewest: 3)
        engine.ingest(.make(.dialOutAnswered, "out-1", at: at(0)))
        engine.ingest(.make(.dialInConnected, "out-1", at: at(1000)))
        engine.ingest(.make(.dialInStopped, "in-1", at: at(2000)))
        engine.ingest(.make(.dialInStopped, "in-2", at: at(3000)))
        #expect(
            "\(engine.counters)"
                == "4 events (3 transition, 1 illegal); kept: 1 dial-out answered, 1 ended, 1 tombstone; "
                + "evicted: 1 session by number; notifications: 2 missed, 3 waiting"
        )
        withExtendedLifetime(stream) {}
    }

    @Test("name every outcome, state and eviction, also those that have not happened")
    func completeness() {
        let counters = CallSessionEngine().counters
        #expect(Set(counters.outcomes.keys) == Set(CallIngestOutcome.Kind.allCases))
        #expect(counters.open.count == 5)
        #expect(counters.evictions.count == 10)
        #expect(counters.outcomes.values.allSatisfy { $0 == 0 })
    }
}
