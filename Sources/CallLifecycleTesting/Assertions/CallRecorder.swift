public import CallLifecycle

/// Takes down everything that an engine tells, so that a test can account for all of it.
///
/// ```swift
/// let recorder = CallRecorder(engine)  // before anything happens: nothing later is lost
/// scenario.play(into: engine)
///
/// try await recorder.expectCall("out-1", is: [.requested, .connected, .answered, .stopped])
/// try await recorder.expect(.endpointReady)
/// try await recorder.expectNothingLeft()
/// ```
///
/// What an assertion has accounted for is taken off the record. Nothing waits: an engine has put everything into the
/// recorder's mailbox when `ingest` returns.
public actor CallRecorder {
    private let notifications: AsyncStream<CallNotification>
    private let engine: any CallSessionObserving
    private let subscriber: UInt64?
    /// What was told and not accounted for.
    private var record: [CallNotification] = []
    /// What follows from everything that was told, accounted for or not.
    private var beliefs: [CallSessionID: Belief]

    /// A recorder of everything that the engine tells from now on.
    ///
    /// - Parameters:
    ///   - engine: A `CallSessionEngine`, a `DurableCallEngine`, or whatever looks like one.
    ///   - capacity: How many notifications fit in between two looks of the test. What is lost beyond that is told by
    ///     `missed`, and makes ``expectCall(_:is:fileID:filePath:line:)`` fail. Room is taken only as it fills.
    public init(_ engine: some CallSessionObserving, bufferingNewest capacity: Int = 1 << 20) {
        self.engine = engine
        let (watch, subscriber) = Self.subscribe(to: engine, capacity)
        notifications = watch.notifications
        self.subscriber = subscriber
        beliefs = watch.timelines.reduce(into: [:]) { $0[$1.id] = Belief($1.session) }
    }

    /// Subscribes, and finds out which subscriber that made, also where others subscribe at the same time.
    private static func subscribe(
        to engine: some CallSessionObserving,
        _ capacity: Int
    ) -> (CallWatch, UInt64?) {
        while true {
            let before = Set(engine.counters.subscribers.map(\.id))
            let watch = engine.watch(bufferingNewest: capacity)
            let new = engine.counters.subscribers.map(\.id).filter { !before.contains($0) }
            // An engine that has finished takes no subscribers, and tells nothing.
            if new.count <= 1 { return (watch, new.first) }
        }
    }

    /// Everything that was told up to now and is not accounted for, in order.
    public var unaccounted: [CallNotification] {
        get async {
            await takeDown()
            return record
        }
    }

    /// Takes down what waits in the mailbox, and does not wait for more.
    private func takeDown() async {
        let waiting = engine.counters.subscribers.first { $0.id == subscriber }?.deliveries.waiting ?? 0
        var iterator = notifications.makeAsyncIterator()
        var taken = 0
        while taken < waiting, let notification = await iterator.next(isolation: self) {
            record.append(notification)
            if let id = notification.storyteller { beliefs[id, default: Belief(nil)].hear(notification) }
            // What is evicted may come again, and begins anew then.
            if case .evicted(let eviction) = notification, case .session(let session) = eviction.subject {
                beliefs[session.id] = nil
            }
            // What was missed is told beside what is waiting.
            if case .missed = notification { continue }
            taken += 1
        }
    }
}

// MARK: - Assertions

extension CallRecorder {
    /// Asserts what a session has been, and that subscribers were told exactly that.
    ///
    /// Accounts for the session's transitions, amendments and illegal events. Whoever applies them one after the other
    /// must come to what the engine knows; with what is missing or too much, it throws.
    ///
    /// - Parameters:
    ///   - sessionID: The session.
    ///   - expectation: What it is expected to be.
    ///   - fileID: Where the assertion stands.
    ///   - filePath: Where the assertion stands.
    ///   - line: Where the assertion stands.
    /// - Throws: ``CallExpectationFailure``, whose description is the diff.
    public func expectCall(
        _ sessionID: CallSessionID,
        is expectation: CallExpectation,
        fileID: String = #fileID,
        filePath: String = #filePath,
        line: Int = #line
    ) async throws(CallExpectationFailure) {
        await takeDown()
        try CallLifecycleTesting.expectCall(
            engine,
            sessionID,
            is: expectation,
            fileID: fileID,
            filePath: filePath,
            line: line
        )
        record.removeAll { $0.storyteller == sessionID }
        guard let session = engine.session(sessionID) else { return }
        let errors = beliefs[sessionID, default: Belief(nil)].errors(about: session)
        guard !errors.isEmpty else { return }
        throw CallExpectationFailure(
            "\(session) is not what subscribers were told",
            errors + ["", "the session:"] + session.story,
            at: .init(fileID, filePath, line)
        )
    }

    /// Asserts that something was told, and accounts for its first telling.
    ///
    /// - Parameters:
    ///   - telling: What must have been told.
    ///   - fileID: Where the assertion stands.
    ///   - filePath: Where the assertion stands.
    ///   - line: Where the assertion stands.
    /// - Returns: What was told.
    /// - Throws: ``CallExpectationFailure`` that lists what was told instead.
    @discardableResult
    public func expect(
        _ telling: CallTelling,
        fileID: String = #fileID,
        filePath: String = #filePath,
        line: Int = #line
    ) async throws(CallExpectationFailure) -> CallNotification {
        await takeDown()
        guard let index = record.firstIndex(where: telling.isMet) else {
            throw CallExpectationFailure(
                "expected to be told of \(telling), and was not",
                leftOver,
                at: .init(fileID, filePath, line)
            )
        }
        return record.remove(at: index)
    }

    /// Asserts that everything that was told is accounted for.
    ///
    /// - Parameters:
    ///   - fileID: Where the assertion stands.
    ///   - filePath: Where the assertion stands.
    ///   - line: Where the assertion stands.
    /// - Throws: ``CallExpectationFailure`` that lists what is left.
    public func expectNothingLeft(
        fileID: String = #fileID,
        filePath: String = #filePath,
        line: Int = #line
    ) async throws(CallExpectationFailure) {
        await takeDown()
        guard !record.isEmpty else { return }
        let count = record.count == 1 ? "1 notification is" : "\(record.count) notifications are"
        throw CallExpectationFailure("\(count) not accounted for", leftOver, at: .init(fileID, filePath, line))
    }

    private var leftOver: [String] {
        record.isEmpty ? ["nothing else was told"] : ["not accounted for:"] + record.map { "  \($0)" }
    }
}

/// Something that an engine tells, as an assertion names it.
public struct CallTelling: Sendable, CustomStringConvertible {
    /// What is meant, in words.
    public let description: String

    let isMet: @Sendable (CallNotification) -> Bool

    /// What a condition says.
    ///
    /// - Parameters:
    ///   - description: What is meant, for the failure.
    ///   - isMet: Whether a notification is that.
    public init(_ description: String, where isMet: @escaping @Sendable (CallNotification) -> Bool) {
        self.description = description
        self.isMet = isMet
    }

    /// A session moved or stayed on an event.
    public static func transition(on signal: CallSignal) -> CallTelling {
        CallTelling("a transition on \(signal)") { told in
            if case .transition(let transition) = told { transition.event.signal == signal } else { false }
        }
    }

    /// An event was illegal.
    public static func illegal(_ signal: CallSignal) -> CallTelling {
        CallTelling("an illegal \(signal)") { told in
            if case .illegal(let violation) = told { violation.event.signal == signal } else { false }
        }
    }

    /// A late event changed what had been announced.
    public static let amended = CallTelling("an amendment") { if case .amended = $0 { true } else { false } }

    /// An endpoint can take a call.
    public static let endpointReady = CallTelling("a ready endpoint") {
        if case .endpointReady = $0 { true } else { false }
    }

    /// An error or a warning belongs to no session.
    public static let unattributed = CallTelling("an unattributed event") {
        if case .unattributed = $0 { true } else { false }
    }

    /// An error or a warning has found its session.
    public static let attributed = CallTelling("an attributed event") {
        if case .attributed = $0 { true } else { false }
    }

    /// A session has stayed in a state for too long.
    public static let overdue = CallTelling("an overdue session") { if case .overdue = $0 { true } else { false } }

    /// Something is no longer kept.
    public static let evicted = CallTelling("an eviction") { if case .evicted = $0 { true } else { false } }

    /// A foreign event was noted.
    public static let annotated = CallTelling("a note") { if case .annotated = $0 { true } else { false } }
}

// MARK: - What was told of a session

/// What a subscriber knows of a session who believes every notification and asks for nothing.
private struct Belief {
    private(set) var transitions: [CallTransition]
    private(set) var violations: Set<CallViolation>

    init(_ session: CallSession?) {
        transitions = session?.transitions ?? []
        violations = Set(session?.violations ?? [])
    }

    mutating func hear(_ notification: CallNotification) {
        switch notification {
        case .transition(let transition): transitions.append(transition)
        case .illegal(let violation): violations.insert(violation)
        case .amended(let amendment): self = Belief(amendment.after)
        default: break
        }
    }

    /// What is not as a session says.
    func errors(about session: CallSession) -> [String] {
        let (told, made) = (transitions.map(Move.init), session.transitions.map(Move.init))
        let (heard, violated) = (violations, Set(session.violations))
        guard told != made || heard != violated else { return [] }
        return made.filter { !told.contains($0) }.map { "not told: \($0)" }
            + told.filter { !made.contains($0) }.map { "told, and not so: \($0)" }
            + violated.subtracting(heard).map { "not told: \($0)" }.sorted()
            + heard.subtracting(violated).map { "told, and not so: \($0)" }.sorted()
    }
}

/// A transition without what engines add to it.
private struct Move: Hashable, CustomStringConvertible {
    let event: CallEventKind
    let from: CallState
    let verdict: CallVerdict
    let at: CallStamp
    let message: CallErrorMessage?

    init(_ transition: CallTransition) {
        (event, from, verdict) = (transition.event, transition.from, transition.verdict)
        (at, message) = (transition.at, transition.message)
    }

    var description: String { "\(event) in \(from): \(verdict)" }
}

extension CallNotification {
    /// The session that the notification tells a step, an amendment or a violation of.
    fileprivate var storyteller: CallSessionID? {
        switch self {
        case .transition(let transition): transition.sessionID
        case .illegal(let violation): violation.sessionID
        case .amended(let amendment): amendment.after.id
        default: nil
        }
    }
}
