public import CallLifecycle

/// Asserts what a session has been: by default exactly these steps, nothing illegal, and an end.
///
/// - Parameters:
///   - session: The session.
///   - expectation: What it is expected to be.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure``, whose description is the diff.
public func expectCall(
    _ session: CallSession,
    is expectation: CallExpectation,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    let place = CallExpectationFailure.Place(fileID, filePath, line)
    if let failure = expectation.failure(of: session, at: place) { throw failure }
}

/// Asserts what the session of a timeline has been.
///
/// - Parameters:
///   - timeline: The timeline.
///   - expectation: What its session is expected to be.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure``, whose description is the diff.
public func expectCall(
    _ timeline: CallTimeline,
    is expectation: CallExpectation,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    try expectCall(timeline.session, is: expectation, fileID: fileID, filePath: filePath, line: line)
}

/// Asserts what a session of an engine has been so far.
///
/// - Parameters:
///   - engine: A `CallSessionEngine`, a `DurableCallEngine`, or whatever looks like one.
///   - sessionID: The session.
///   - expectation: What it is expected to be.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure``, whose description is the diff.
public func expectCall(
    _ engine: some CallSessionObserving,
    _ sessionID: CallSessionID,
    is expectation: CallExpectation,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    let place = CallExpectationFailure.Place(fileID, filePath, line)
    guard let session = engine.session(sessionID) else {
        throw .unknownSession(sessionID, among: engine, at: place)
    }
    if let failure = expectation.failure(of: session, at: place) { throw failure }
}

extension CallExpectationFailure {
    /// No event was about a session that one was expected of; says which there are.
    static func unknownSession(
        _ id: CallSessionID,
        among engine: some CallSessionObserving,
        at place: Place
    ) -> CallExpectationFailure {
        let known = engine.sessions.sorted { $0.id < $1.id }.map { "\($0)" }
        let unattributed = engine.unattributed.map { "without a session: \($0)" }
        return CallExpectationFailure(
            "no event was about call \(id.abbreviated)",
            (known.isEmpty ? ["the engine knows no calls"] : ["the engine knows:"] + known) + unattributed,
            at: place
        )
    }
}

extension CallExpectation {
    /// What is wrong with a session; `nil` if nothing is.
    func failure(of session: CallSession, at place: CallExpectationFailure.Place) -> CallExpectationFailure? {
        func failure(_ what: String, _ alignment: PathAlignment) -> CallExpectationFailure {
            CallExpectationFailure(
                "\(session.direction) \(session.id.abbreviated) \(what)",
                CallDiff(session, alignment).lines,
                at: place
            )
        }
        let steps = session.steps.filter { $0.verdict != .redundant && (!mayBeIllegal || $0.verdict != .illegal) }
        let made = PathAlignment.containing([], steps)

        if let direction, direction != session.direction {
            return failure("is not the \(direction) that was expected", made)
        }
        let alignment = align(steps)
        if alignment.firstDifference != nil { return failure("took another way than expected", alignment) }
        if let pair = brokenPair(steps) {
            return failure("was not in the expected order: \(pair.first) before \(pair.second)", made)
        }
        if let violation = unexpectedViolation(steps) {
            return failure("had an illegal event: \(violation)", made)
        }
        if !mayBeOpen, !session.state.isFinal {
            return failure("was left open in \(session.state) since \(session.stateSince)", made)
        }
        if let limit, let last = steps.last {
            let duration = CallDuration(from: session.startedAt, to: last.event.stamp)
            if duration.surelyExceeds(limit) { return failure("took \(duration), and not \(limit.secondsText)", made) }
        }
        return nil
    }

    private func align(_ steps: [CallSession.Step]) -> PathAlignment {
        switch shape {
        case .path(let expected): .path(expected, steps)
        case .containing(let expected): .containing(expected, steps)
        case .order: .containing([], steps)
        }
    }

    private func brokenPair(_ steps: [CallSession.Step]) -> Pair? {
        guard case .order(let pairs) = shape else { return nil }
        func index(_ step: CallExpectedStep) -> Int? {
            steps.indices.first { step.objection(to: steps[$0], after: nil) == nil }
        }
        return pairs.first { pair in
            guard let first = index(pair.first), let second = index(pair.second) else { return true }
            return first >= second
        }
    }

    /// An illegal event that is not among the expected steps; a path has been compared with all of them already.
    private func unexpectedViolation(_ steps: [CallSession.Step]) -> String? {
        let expected: [CallExpectedStep]
        switch shape {
        case .path: return nil
        case .containing(let steps): expected = steps
        case .order(let pairs): expected = pairs.flatMap { [$0.first, $0.second] }
        }
        let violation = steps.first { step in
            step.verdict == .illegal && !expected.contains { $0.objection(to: step, after: nil) == nil }
        }
        return violation.map { "\($0.event.kind) in \($0.state)" }
    }
}
