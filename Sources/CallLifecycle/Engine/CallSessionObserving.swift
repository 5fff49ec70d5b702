/// Everything that can be asked of an engine, and everything that it tells: sessions, timelines, streams, waiting.
///
/// ``CallSessionEngine`` and ``DurableCallEngine`` differ in how events come in, and in nothing else. Write functions
/// that only look on against `some CallSessionObserving`, and they work with both.
///
/// All of it may be used from any thread and any task. Each answer is about one moment; what a stream tells starts
/// exactly after the moment at which it was made.
public protocol CallSessionObserving: AnyObject, Sendable {
    /// What the engine and its front share.
    var core: CallEngineCore { get }
}

extension CallSessionObserving {
    /// The bounds that the engine keeps.
    public var configuration: CallSessionEngine.Configuration { core.configuration }
}

// MARK: - Questions

extension CallSessionObserving {
    /// A session as it stands now; `nil` if no event was about it, or it was evicted.
    ///
    /// O(1).
    public func session(_ id: CallSessionID) -> CallSession? {
        core.guarded.withLock { $0.state.ledger.sessions[id] }
    }

    /// All sessions that are kept as they stand now, in no particular order.
    ///
    /// O(n).
    public var sessions: [CallSession] {
        core.guarded.withLock { Array($0.state.ledger.sessions.values) }
    }

    /// The sessions that belong to something, in byte order of their IDs.
    ///
    /// O(n) in the number of these.
    public func sessions(correlatedWith id: CallCorrelationID) -> [CallSession] {
        core.guarded.withLock { guarded in
            guarded.state.notes.sessions(correlatedWith: id).compactMap { guarded.state.ledger.sessions[$0] }
        }
    }

    /// What is known of a session beside its lifecycle: what it belongs to, and what happened that is no step of it.
    ///
    /// Empty where nothing is. O(1).
    public func notes(_ id: CallSessionID) -> CallNotes {
        core.guarded.withLock { $0.state.notes[id] }
    }

    /// The end that the engine has inferred for a session; `nil` if it is open, or its end was reported.
    ///
    /// O(1).
    public func inferredEnd(of id: CallSessionID) -> CallInferredEnd? {
        core.guarded.withLock { $0.state.inferredEnd(of: id) }
    }

    /// What is left of a session that was evicted; `nil` if it was not, or that was long ago.
    ///
    /// O(1).
    public func tombstone(_ id: CallSessionID) -> CallTombstone? {
        core.guarded.withLock { $0.state.ledger.tombstones[id] }
    }

    /// The timeline of a session as it stands now; `nil` if no event was about it, or it was evicted.
    ///
    /// O(n) in the session's events, whatever else the engine keeps.
    public func timeline(_ id: CallSessionID) -> CallTimeline? {
        core.guarded.withLock { $0.state.records(of: id) }.timelines.first
    }

    /// The timelines of all sessions that are kept as they stand now, by start, then by session ID.
    ///
    /// O(n log n).
    public var timelines: [CallTimeline] {
        core.guarded.withLock { $0.state.records(of: Array($0.state.ledger.sessions.values)) }.timelines
    }

    /// The dial-out errors and warnings that belong to no session so far, by stamp, then name, then message.
    ///
    /// O(n log n) in the number of events without a session ID.
    public var unattributed: [CallEvent] {
        core.guarded.withLock { $0.state.ledger.unattributed }
    }

    /// What the engine has done and what it holds.
    ///
    /// O(n) in the number of subscribers, not of sessions.
    public var counters: CallEngineCounters {
        core.guarded.withLock { CallEngineCounters($0.state, $0.subscribers) }
    }
}
