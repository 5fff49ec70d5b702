public import CallLifecycle
import CallTimelineRendering

/// An engine behind a front of one's own: how events go in, and how sessions are read.
///
/// ```swift
/// CallEngineFront { event in try await client.post(event.json) } session: { id in try await client.session(id) }
/// ```
public struct CallEngineFront: Sendable {
    /// Gives an event in; returns when its effect can be read.
    public let ingest: @Sendable (CallEvent) async throws -> Void

    /// Reads a session; `nil` if nothing is known of it.
    public let session: @Sendable (CallSessionID) async throws -> CallSession?

    /// A front.
    public init(
        ingest: @escaping @Sendable (CallEvent) async throws -> Void,
        session: @escaping @Sendable (CallSessionID) async throws -> CallSession?
    ) {
        self.ingest = ingest
        self.session = session
    }

    /// An engine of this library.
    public init(_ engine: CallSessionEngine) {
        self.init {
            engine.ingest($0)
        } session: {
            engine.session($0)
        }
    }

    /// An engine of this library.
    public init(_ engine: DurableCallEngine) {
        self.init {
            _ = try await engine.ingest($0)
        } session: {
            engine.session($0)
        }
    }
}

/// Tries whether an engine front keeps what an engine promises, and throws every promise that it breaks.
///
/// Of each broken promise the simplest call is shown that breaks it.
///
/// ```swift
/// try await expectFrontConformance { CallEngineFront(try await MyEngine()) }
/// ```
///
/// - Parameters:
///   - seed: What the invented calls follow from.
///   - fileID: Where the call stands.
///   - line: Where the call stands.
///   - make: Makes a front without sessions; called for every call that is tried.
/// - Throws: ``CallConformanceFailure``.
public func expectFrontConformance(
    seed: UInt64 = 1,
    fileID: String = #fileID,
    line: Int = #line,
    _ make: @escaping () async throws -> CallEngineFront
) async throws(CallConformanceFailure) {
    var trial = PromiseTrial()
    let suite = FrontSuite(make: make)
    await trial.attempt("knows nothing of a session that nothing was reported of") { try await suite.ignorance() }
    await trial.attempt("judges every cell of the transition table as the table does") {
        try await suite.hold(for: CallDirection.allCases.flatMap { CallScenario.everyCell(of: $0, .everything) })
    }
    await trial.attempt("makes of every call of the catalogue what the table makes of it") {
        try await suite.hold(for: CallScenario.catalogue)
    }
    await trial.attempt("takes reports in any order") {
        try await suite.hold(
            for: CallScenario.catalogue.flatMap { call in (0..<6).map { call.reordered(seed: seed &+ $0) } }
        )
    }
    await trial.attempt("takes repeated reports once") {
        try await suite.hold(for: CallScenario.catalogue.map { $0.repeating(times: 3) })
    }
    await trial.attempt("merges what two observers report") {
        try await suite.hold(for: CallScenario.catalogue.map { $0.alsoAsWebhooks() })
    }
    await trial.attempt("joins an error without a session to its call by the SIP Call-ID") {
        try await suite.hold(for: [FrontSuite.joining, FrontSuite.joining.reordered(seed: seed)])
    }
    await trial.attempt("keeps calls apart") { try await suite.separation() }
    await trial.attempt("makes of any call, legal or not, what the table makes of it") {
        var generator = CallScenarioGenerator(seed: seed)
        try await suite.hold(for: (0..<100).map { _ in generator.next() })
    }
    try trial.conclude("engine front", fileID, line)
}

private struct FrontSuite {
    typealias Broken = PromiseTrial.Broken

    let make: () async throws -> CallEngineFront

    /// A dial-out whose error names no session, but its Call-ID.
    static let joining: CallScenario = {
        let call = CallScenario.dialOut().requested().connected()
        return call.then(.dialOutError, in: nil, message: .pipelineFailure)
    }()

    func ignorance() async throws {
        if let session = try await make().session("nobody") { throw Broken("it knows \(session)") }
    }

    /// Holds the front to what the table makes of each call, and shows the simplest one for which it does not.
    func hold(for calls: [CallScenario]) async throws {
        for call in calls {
            guard try await difference(of: call) != nil else { continue }
            let smallest = await call.shrunk { candidate in
                do { return try await difference(of: candidate) != nil } catch { return true }
            }
            let lines = try await difference(of: smallest) ?? ["it is not so any more when it is tried again"]
            throw Broken(lines + smallest.swiftCode.split(separator: "\n").map(String.init))
        }
    }

    private func difference(of call: CallScenario) async throws -> [String]? {
        let front = try await make()
        for event in call.events { try await front.ingest(event) }
        let expected = call.reconstruction.timelines.first { $0.id == call.sessionID }?.session
        let actual = try await front.session(call.sessionID)
        return expected == actual ? nil : Self.lines(expected, actual)
    }

    private static func lines(_ expected: CallSession?, _ actual: CallSession?) -> [String] {
        func story(_ session: CallSession?) -> String {
            guard let session else { return "no session" }
            let steps = session.steps.map { "\($0.event.kind) \($0.movement)" }
            return "\(session): " + steps.joined(separator: "; ")
        }
        return ["expected \(story(expected))", "and not  \(story(actual))"]
    }

    func separation() async throws {
        let front = try await make()
        let calls = (0..<5)
            .map { number in
                CallScenario.dialOut(session: CallSessionID("call-\(number)")).requested().rings(for: .seconds(2))
                    .answered().talks(for: .seconds(Int64(number))).stopped()
            }
        let all = calls.dropFirst().reduce(calls[0]) { $0.alongside($1) }
        for event in all.events { try await front.ingest(event) }
        for call in calls {
            let actual = try await front.session(call.sessionID)
            if actual != call.session { throw Broken(Self.lines(call.session, actual)) }
        }
    }
}
