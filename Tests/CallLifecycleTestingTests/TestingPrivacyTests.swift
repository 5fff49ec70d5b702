import CallLifecycle
import CallLifecycleTesting
import PersonalDataMarks
import Testing

@Suite("What testing prints of marked calls")
struct TestingPrivacyTests {
    private let scenario: CallScenario
    private let engine = CallSessionEngine()

    init() throws {
        scenario = try CallScenario(jsonLines: MarkedLog.calls.joined(separator: "\n"))
        scenario.play(into: engine)
    }

    /// Every assertion, failing.
    private func failures() async -> [any Error] {
        let recorder = CallRecorder(engine)
        // Told to the recorder, with all that the log tells, and out of order, so that it hears of amendments.
        for event in scenario.events.reversed() { engine.ingest(event.later) }
        let id: CallSessionID = "out-1-later"
        var errors: [any Error] = []
        func collect(_ body: () async throws -> Void) async {
            do { try await body() } catch { errors.append(error) }
        }
        for session in engine.sessions {
            await collect { try expectCall(session, is: []) }
            await collect { try expectCall(session, is: .containing(.requested, .answered, .error, .requested)) }
            await collect { try expectCall(session, is: .order(.stopped, before: .requested)) }
            await collect {
                try expectCall(session, is: .containing().of(session.direction == .dialIn ? .dialOut : .dialIn))
            }
        }
        await collect { try expectCall(engine, "unknown", is: []) }
        await collect { try await expect(engine, "m-0", toReach: .ended, within: .zero) }
        await collect { try expectNoOpenCalls(engine) }
        await collect { try expectNothingUnattributed(engine) }
        await collect { try expectOnlyLegalTransitions(engine, strictly: true) }
        await collect { try await recorder.expect(.overdue) }
        await collect { try await recorder.expectCall(id, is: []) }
        await collect { try await recorder.expectNothingLeft() }
        return errors
    }

    @Test("shows no personal data, in any failure of any assertion")
    func masked() async {
        let errors = await failures()
        #expect(errors.count > 20)
        for error in errors {
            for text in writings(of: error) {
                #expect(Mark.leaks(in: text).isEmpty, "\(text.prefix(2000))")
            }
        }
        #expect(errors.contains { "\($0)".contains("•••••") })
    }

    @Test("is nothing that a value of any public type shows")
    func types() async throws {
        let session = try #require(engine.sessions.first)
        let broken = try #require(
            await #expect(throws: CallConformanceFailure.self) {
                try await expectStoreConformance { _ in throw CancellationError() }
            }
        )
        var coverage = CallTransitionCoverage()
        coverage.record(scenario)
        let legality = CallLegality(of: [.dialInStopped, .dialInWarning])
        let recorder = CallRecorder(engine)
        let failure = await failures()[0]
        let values: [Any] = [
            scenario, scenario.deliveries[0], SeededGenerator(seed: 1), failure, CallExpectedStep.answered,
            CallExpectation.path(.answered), recorder, CallTelling.amended, legality, legality.breaks[0],
            legality.repair,
            legality.repair.edits[0], coverage, try #require(coverage.cells.first),
            CallTransitionCoverage.Scope.everything, CallCoverageCollector(folder: nil),
            CallScenarioGenerator(seed: 1), CallScenarioGenerator.Weights(), broken, try #require(broken.broken.first),
            CallStorePromises(), CallEngineFront(engine), session,
        ]
        for value in values {
            for text in writings(of: value) {
                #expect(Mark.leaks(in: text).isEmpty, "\(type(of: value)): \(text.prefix(2000))")
            }
        }
        let covered = Set(values.map { String(reflecting: type(of: $0)).replacing("CallLifecycleTesting.", with: "") })
        let declared = try PublicTypes.names(in: "CallLifecycleTesting")
        #expect(declared.subtracting(covered).isEmpty, "add a value of a type that is new")
    }

    @Test("would be noticed: what is written to be read back shows it")
    func noticed() {
        #expect(!Mark.leaks(in: scenario.jsonLines).isEmpty)
        #expect(!Mark.leaks(in: scenario.swiftCode).isEmpty)
        #expect(scenario.deliveries.contains { !Mark.leaks(in: $0.body).isEmpty })
    }
}

extension CallEvent {
    /// The same, in another call.
    fileprivate var later: CallEvent {
        CallEvent(
            kind,
            of: sessionID.map { CallSessionID("\($0.rawValue)-later") },
            at: stamp.advanced(by: .seconds(7)),
            source: source,
            message: message,
            attributes: attributes
        )
    }
}
