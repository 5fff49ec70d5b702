public import CallLifecycle

/// Waits until a session has reached a milestone, and throws if it cannot any more, or does not in time.
///
/// Answers at once where it has. The session need not exist yet.
///
/// ```swift
/// try await expect(engine, session, toReach: .answered, within: .seconds(5))
/// ```
///
/// - Parameters:
///   - engine: A `CallSessionEngine`, a `DurableCallEngine`, or whatever looks like one.
///   - sessionID: The session.
///   - milestone: What it is to reach.
///   - limit: How long to wait.
///   - clock: What to measure that by.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Returns: The session as it stands then.
/// - Throws: ``CallExpectationFailure`` with the way that the session took instead, or `CancellationError`.
@discardableResult
public func expect(
    _ engine: some CallSessionObserving,
    _ sessionID: CallSessionID,
    toReach milestone: CallMilestone,
    within limit: Duration,
    clock: any Clock<Duration> = ContinuousClock(),
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) async throws -> CallSession {
    let place = CallExpectationFailure.Place(fileID, filePath, line)
    let outcome = try await engine.outcome(of: sessionID, reaching: milestone, within: limit, clock: clock)
    let why: String
    let known: CallSession?
    switch outcome {
    case .reached(let session): return session
    case .unreachable(let session): (why, known) = ("cannot reach \(milestone.rawValue) any more", session)
    case .timedOut(let session):
        (why, known) = ("did not reach \(milestone.rawValue) within \(limit.secondsText)", session)
    case .abandoned(let session):
        (why, known) = ("is no longer followed, and did not reach \(milestone.rawValue)", session)
    }
    guard let known else {
        let failure = CallExpectationFailure.unknownSession(sessionID, among: engine, at: place)
        throw CallExpectationFailure(
            "call \(sessionID.abbreviated) \(why)",
            [failure.headline] + failure.details,
            at: place
        )
    }
    throw CallExpectationFailure("\(known.direction) \(known.id.abbreviated) \(why)", known.story, at: place)
}

/// Asserts that every call that an engine keeps has ended.
///
/// - Parameters:
///   - engine: A `CallSessionEngine`, a `DurableCallEngine`, or whatever looks like one.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure`` that lists the open ones.
public func expectNoOpenCalls(
    _ engine: some CallSessionObserving,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    let open = engine.timelines.map(\.session).filter { !$0.state.isFinal }
    guard !open.isEmpty else { return }
    let lines = open.map { session in
        "\(session) since \(session.stateSince); "
            + CallTransitionTable.legalityDescription(in: session.state, of: session.direction)
    }
    let count = open.count == 1 ? "1 call is" : "\(open.count) calls are"
    throw CallExpectationFailure("\(count) left open", lines, at: .init(fileID, filePath, line))
}

/// Asserts that every error and warning without a session ID has found its session.
///
/// - Parameters:
///   - engine: A `CallSessionEngine`, a `DurableCallEngine`, or whatever looks like one.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure`` that lists those that have not.
public func expectNothingUnattributed(
    _ engine: some CallSessionObserving,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    let events = engine.unattributed
    guard !events.isEmpty else { return }
    let count = events.count == 1 ? "1 event belongs" : "\(events.count) events belong"
    throw CallExpectationFailure("\(count) to no call", events.map { "\($0)" }, at: .init(fileID, filePath, line))
}

extension CallSession {
    /// The steps of the session with their moments, and what is legal now.
    var story: [String] {
        CallDiff(self, .containing([], steps.filter { $0.verdict != .redundant })).lines.dropLast()
            + ["in \(state), " + CallTransitionTable.legalityDescription(in: state, of: direction)]
    }
}
