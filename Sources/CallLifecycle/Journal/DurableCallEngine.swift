/// A live engine whose every change is in a store before anybody sees it: what it has acknowledged survives a crash.
///
/// ```swift
/// let engine = try await DurableCallEngine(store: try CallJournal(at: "/var/lib/bot/calls"))
/// print(engine.recovery)  // 12 sessions from 60 entries
///
/// switch try await engine.ingest(event) {  // on disk when this returns
/// case .illegal(let violation): print(violation)
/// default: break
/// }
/// ```
///
/// Opening it replays the store, and it goes on where it was: the same sessions, deadlines, claims and sequence.
/// Everything that can be asked of a ``CallSessionEngine`` can be asked of this one; what changes it is `async`, and
/// throws if the store cannot keep it: then the engine has not taken it either, and the sender sends it again.
/// Deliveries may be repeated as often as they like, before a crash and after it: in effect each counts once.
///
/// Callers that come at the same time share one write. An event that is known with all that it tells, or would become
/// neither a step nor a note, is answered at once and not written.
public final class DurableCallEngine: CallSessionObserving {
    /// What the engine and whoever looks on share.
    public let core: CallEngineCore

    /// What was found in the store when it was opened.
    public let recovery: CallRecovery

    let store: any CallEventStore
    let queue: CommitQueue

    /// Opens an engine on a store and replays what that keeps.
    ///
    /// Nothing is announced for what was kept before. Counters start at zero.
    ///
    /// - Parameters:
    ///   - store: Where everything is kept; nobody else may append to it, unless it is a ``SharedCallEventStore``.
    ///   - configuration: The bounds. Where they are others than before, the store is told so; of engines that share a
    ///     store, all keep those of the last that was opened.
    /// - Throws: The store's error: ``CallJournalError`` of a ``CallJournal``.
    public init(
        store: some CallEventStore,
        configuration: CallSessionEngine.Configuration = CallSessionEngine.Configuration()
    ) async throws {
        var replay = JournalReplay(configuration)
        for try await page in try await store.items(from: .latestCheckpoint) {
            for item in page { _ = replay.take(item) }
        }
        recovery = replay.finish()
        var state = replay.state
        var position = replay.position
        if replay.isEmpty || state.configuration != configuration {
            position = try await store.append([.configuration(configuration)])
            if let shared = store as? any SharedCallEventStore {
                // Others may have appended something before it.
                position = replay.position
                while true {
                    let news = try await shared.items(after: position)
                    if news.isEmpty { break }
                    for item in news { _ = replay.take(item) }
                    position = replay.position
                }
                state = replay.state
            } else {
                var unheard = EngineState.Change(isHeard: false)
                _ = state.apply(.configuration(configuration), &unheard)
            }
        }
        state.startCounting()
        self.store = store
        core = CallEngineCore(state)
        queue = CommitQueue(core, store, position: position)
    }

    /// Why the last compaction failed; `nil` if it did not.
    ///
    /// The store asks for another one in time, and nothing is lost meanwhile.
    public var compactionFailure: (any Error)? { queue.compactionFailure }

    /// Has the store drop what is no longer needed, whether that is due or not, and waits for it.
    ///
    /// Events go on being taken. O(n log n).
    ///
    /// - Throws: The store's error, which ``compactionFailure`` has too; everything that was kept still is.
    public func compact() async throws { try await queue.compact() }

    /// Waits until everything that was taken is kept, closes the store and ends all streams.
    ///
    /// What comes afterwards is refused with ``CallJournalError/Code/closed``. Closing twice is no harm.
    ///
    /// - Throws: The store's error, when everything is closed: what it has not synced may be lost with the power.
    public func close() async throws {
        await queue.close()
        defer { finish() }
        try await store.close()
    }

    /// Has the store compact if it wants to.
    func compactIfDue() { queue.compactIfStoreWants() }

    func submit(_ entry: CallJournalEntry) async throws -> EntryResult? {
        try await queue.submit([entry]).first
    }
}

// MARK: - Events in

extension DurableCallEngine {
    /// Takes an event, and says what became of it when it is kept.
    ///
    /// A cancelled task still waits: the event is on its way.
    ///
    /// - Throws: The store's error; the event has not been taken then.
    @discardableResult
    public func ingest(_ event: CallEvent) async throws -> CallIngestOutcome {
        try await ingest(.event(event))
    }

    /// Takes a foreign event, which is kept if it becomes a note of its session.
    ///
    /// - Throws: The store's error; the event has not been taken then.
    @discardableResult
    public func ingest(_ event: ForeignCallEvent) async throws -> CallIngestOutcome {
        try await ingest(.foreign(event))
    }

    /// Takes whatever was decoded, and says what became of it when it is kept.
    ///
    /// - Throws: The store's error; the event has not been taken then.
    @discardableResult
    public func ingest(_ decoded: DecodedCallEvent) async throws -> CallIngestOutcome {
        try await ingest(contentsOf: [decoded])[0]
    }

    /// Takes several events at once, as the lines of a request's body, with one write for all of them.
    ///
    /// - Returns: What became of each, in their order.
    /// - Throws: The store's error; none of those that were new has been taken then.
    @discardableResult
    public func ingest(contentsOf events: [DecodedCallEvent]) async throws -> [CallIngestOutcome] {
        try await queue.submit(events.map(\.entry)).map(\.outcome)
    }

    /// Records that `startDialOut()` returned a session, as ``CallSessionEngine`` does.
    ///
    /// - Throws: The store's error; nothing has been recorded then.
    @discardableResult
    public func recordDialOutRequest(
        _ sessionID: CallSessionID,
        to destination: CallAddress? = nil,
        at stamp: CallStamp
    ) async throws -> CallIngestOutcome {
        let request = DialOutRequested(sessionID: sessionID, destination: destination)
        return try await ingest(CallEvent(.dialOutRequested(request), at: stamp))
    }

    /// Records that `stopDialOut()` was called, as ``CallSessionEngine`` does.
    ///
    /// - Throws: The store's error; nothing has been recorded then.
    @discardableResult
    public func recordDialOutStopRequest(
        _ sessionID: CallSessionID,
        at stamp: CallStamp
    ) async throws -> CallIngestOutcome {
        try await ingest(CallEvent(.dialOutStopRequested(DialOutStopRequested(sessionID: sessionID)), at: stamp))
    }

    /// Records that a session belongs to something, as ``CallSessionEngine`` does.
    ///
    /// - Throws: The store's error; nothing has been recorded then.
    @discardableResult
    public func correlate(
        _ sessionID: CallSessionID,
        with correlationID: CallCorrelationID,
        at stamp: CallStamp
    ) async throws -> CallIngestOutcome {
        try await ingest(ForeignCallEvent.correlation(of: sessionID, with: correlationID, at: stamp))
    }
}

extension DecodedCallEvent {
    fileprivate var entry: CallJournalEntry {
        switch self {
        case .event(let event): .event(event)
        case .foreign(let event): .foreign(event)
        }
    }
}

extension EntryResult {
    /// What became of an event; only asked of events.
    fileprivate var outcome: CallIngestOutcome {
        guard case .outcome(let outcome) = self else { return .foreign }
        return outcome
    }
}
