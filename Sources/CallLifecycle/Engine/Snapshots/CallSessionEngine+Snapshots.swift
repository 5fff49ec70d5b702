extension CallSessionObserving {
    /// All that the engine knows, as a value to store.
    ///
    /// Taken at one moment. O(n log n), of which O(n) under the lock.
    public func snapshot() -> CallEngineSnapshot {
        core.guarded.withLock { $0.state }.snapshot
    }
}

extension CallSessionEngine {
    /// An engine that goes on where a snapshot was taken: the same sessions, deadlines and sequence.
    ///
    /// Nothing is announced for what the snapshot holds. What is too much for the configuration's bounds is left out.
    /// Counters start at zero. O(n log n).
    ///
    /// - Parameters:
    ///   - snapshot: What to go on from, perhaps merged from several.
    ///   - configuration: The bounds, which are not part of a snapshot.
    public convenience init(restoring snapshot: CallEngineSnapshot, configuration: Configuration = Configuration()) {
        self.init(EngineState(snapshot, configuration))
    }
}
