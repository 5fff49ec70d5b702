import CallLifecycle
import CallLifecycleTesting
import Testing

@Suite("A search")
struct SearchTests {
    // MARK: Inventing

    @Test("invents the same calls from the same seed, and others from another")
    func seeds() {
        var (first, second, other) = (
            CallScenarioGenerator(seed: 1), CallScenarioGenerator(seed: 1), CallScenarioGenerator(seed: 2)
        )
        let calls = (0..<50).map { _ in first.next() }
        #expect(calls == (0..<50).map { _ in second.next() })
        #expect(calls != (0..<50).map { _ in other.next() })
    }

    @Test("invents legal calls only, if it is to", arguments: 0..<20 as Range<UInt64>)
    func legal(seed: UInt64) {
        var generator = CallScenarioGenerator(seed: seed, weights: .legal)
        for _ in 0..<100 { #expect(generator.next().session?.violations.isEmpty ?? true) }
    }

    @Test("invents what the weights say, and in enough calls everything that there is")
    func weights() throws {
        func shares(_ weights: CallScenarioGenerator.Weights) -> Double {
            var generator = CallScenarioGenerator(seed: 3, weights: weights)
            let sessions = (0..<500).compactMap { _ in generator.next().session }
            return Double(sessions.count { !$0.violations.isEmpty }) / Double(sessions.count)
        }
        #expect((0.3...0.7).contains(shares(.init())))
        #expect(shares(.hostile) > 0.6)
        var generator = CallScenarioGenerator(seed: 4, weights: .hostile)
        var coverage = CallTransitionCoverage()
        for _ in 0..<1500 { coverage.record(generator.next()) }
        try expectCoverage(coverage, counting: .everything)
        var dialIn = CallScenarioGenerator(seed: 5, directions: [.dialIn])
        for _ in 0..<50 { #expect(dialIn.next().direction == .dialIn) }
    }

    @Test("enumerates all simple paths of the state machine")
    func paths() {
        let dialIn = CallScenario.simplePaths(of: .dialIn)
        let dialOut = CallScenario.simplePaths(of: .dialOut)
        #expect(dialIn.count == 4)
        #expect(dialOut.count == 8)
        #expect(Set(dialOut.map(\.events)).count == 8)
        for path in dialIn + dialOut {
            let steps = path.session?.steps ?? []
            #expect(steps.allSatisfy { $0.verdict.destination != nil })
            #expect(steps.last?.stateAfter.isFinal == true)
            #expect(Set(steps.map(\.state)).count == steps.count)
        }
        // Every move of the table is on one of them.
        let moves = CallTransitionCoverage.all(of: .dialOut).filter { $0.verdict.destination != nil }
        var coverage = CallTransitionCoverage()
        for path in dialOut { coverage.record(path) }
        #expect(coverage.cells == Set(moves))
    }

    // MARK: Shrinking

    @Test("finds the simplest call that fails", arguments: 0..<15 as Range<UInt64>)
    func shrinking(seed: UInt64) async throws {
        // What an implementation could get wrong: an answer after the end.
        func isFailing(_ call: CallScenario) -> Bool {
            call.session?.violations
                .contains {
                    $0.event == .dialOutAnswered && $0.state == .stopped && $0.direction == .dialOut
                } ?? false
        }
        var generator = CallScenarioGenerator(seed: seed, weights: .hostile, directions: [.dialOut])
        var call = generator.next()
        while !isFailing(call) { call = generator.next() }
        let smallest = await call.shrunk { isFailing($0) }
        #expect(smallest == CallScenario.dialOut().stopped().answered())
        #expect(smallest.swiftCode == "CallScenario.dialOut()\n    .stopped()\n    .answered()")
    }

    @Test("leaves nothing out that is needed, be it a second observer, a delay or a message")
    func needed() async {
        let call = CallScenario.answeredDialOut.alsoAsWebhooks().late(.connected, by: .seconds(40)).warned("here")
        let observed = await call.shrunk { $0.events.contains { $0.source == .webhook } }
        #expect(observed.events.count == 1)
        #expect(observed.events[0].source == .webhook)
        let worded = await call.shrunk { $0.events.contains { $0.message == "here" } }
        #expect(worded == CallScenario.dialOut().warned("here"))
        let late = await call.shrunk {
            $0.deliveries.contains { $0.event.stamp.advanced(by: .seconds(30)) < $0.arrivesAt }
        }
        #expect(late.events.count == 1)
        let reordered = await call.reordered(seed: 5)
            .shrunk { call in
                let stamps = call.events.map(\.stamp.millisecondsSince1970)
                return stamps != stamps.sorted()
            }
        #expect(reordered.events.count == 2)
        #expect(reordered.swiftCode.contains(".late(."))
        let repeated = await call.repeating().shrunk { Set($0.events).count < $0.events.count }
        #expect(repeated.events.count == 2)
        let every = await CallScenario.busyDialOut.shrunk { $0 == .busyDialOut }
        #expect(every == .busyDialOut)
        let nothing = await call.shrunk { _ in true }
        #expect(nothing.events.count <= 1)
    }

    @Test("of a property that holds says nothing, of one that does not the simplest call and what it threw")
    func property() async throws {
        let generator = CallScenarioGenerator(seed: 7)
        try await expectEveryCall(of: generator, count: 200) { call in
            let engine = CallSessionEngine()
            call.play(into: engine)
            #expect(engine.session(call.sessionID) == call.session)
        }
        let said = await failure {
            try await expectEveryCall(of: generator, count: 200) { call in
                try expectOnlyLegalTransitions(call.reconstruction.timelines)
            }
        }
        let lines = said.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasPrefix("invented call "))
        #expect(lines[0].hasSuffix(" of 200 fails; the simplest that does:"))
        #expect(lines[1].hasPrefix("CallScenario.dial"))
        #expect(lines.count <= 8)
        #expect(said.contains("1 event was not legal"))
        var isFirst = true
        let flaky = await failure {
            try await expectEveryCall(of: generator, count: 1) { _ in
                defer { isFirst = false }
                if isFirst { throw CancellationError() }
            }
        }
        #expect(flaky.hasSuffix("it failed when it was found, and does not any more"))
    }
}
