/// The inside of an engine: what it knows and who is told, behind one lock.
///
/// Nothing of it is public. Whoever writes an engine front of their own wraps an engine that exists, and passes its
/// core on: see ``CallSessionObserving``.
public final class CallEngineCore: Sendable {
    struct Guarded: Sendable {
        var state: EngineState
        var subscribers = SubscriberIndex()
        /// What an event does while it is taken: kept here, so that one that tells nobody anything costs nothing for it.
        var change = EngineState.Change()
    }

    let configuration: CallSessionEngine.Configuration
    let guarded: Locked<Guarded>

    init(_ state: EngineState) {
        configuration = state.configuration
        guarded = Locked(Guarded(state: state))
    }

    deinit {
        // Streams do not keep their engine alive: they end with it.
        finish()
    }

    func finish() { guarded.withLock { $0.subscribers.finish() }.resume() }

    /// Changes the state, tells subscribers, and wakes them once the lock is free.
    ///
    /// - Parameters:
    ///   - isTold: Whether the caller itself hands on what happened: it is then in the change even where nobody is
    ///     subscribed.
    ///   - body: Changes the state, and puts into the change what happened.
    /// - Returns: What `body` returns.
    func change<Result: Sendable>(
        isTold: Bool = false,
        _ body: (inout EngineState, inout EngineState.Change) -> Result
    ) -> Result {
        var wakeups: [Mailbox.Wakeup] = []
        let result = guarded.withLock { guarded in
            guarded.change.isHeard = isTold || !guarded.subscribers.isEmpty
            let result = body(&guarded.state, &guarded.change)
            if !guarded.change.isEmpty {
                wakeups = guarded.subscribers.publish(guarded.change)
                guarded.change = EngineState.Change()
            }
            return result
        }
        if !wakeups.isEmpty { wakeups.resume() }
        return result
    }
}
