/// The inside of an engine: what it knows and who is told, behind one lock.
///
/// Nothing of it is public. Whoever writes an engine front of their own wraps an engine that exists, and passes its
/// core on: see ``CallSessionObserving``.
public final class CallEngineCore: Sendable {
    struct Guarded: Sendable {
        var state: EngineState
        var subscribers = SubscriberIndex()
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

    /// Takes an event, tells subscribers, and wakes them once the lock is free.
    func ingest(_ event: CallEvent) -> CallIngestOutcome {
        let (outcome, wakeups) = guarded.withLock { guarded in
            guarded.state.isHeard = !guarded.subscribers.isEmpty
            var change = EngineState.Change()
            let outcome = guarded.state.ingest(event, &change)
            return (outcome, guarded.state.isHeard ? guarded.subscribers.publish(change) : [])
        }
        if !wakeups.isEmpty { wakeups.resume() }
        return outcome
    }

    /// Changes the state, tells subscribers, and wakes them once the lock is free.
    ///
    /// Where the caller tells of the change itself, it is told of all that happened.
    func change<Result: Sendable>(
        isTold: Bool = false,
        _ body: (inout EngineState) -> (outcome: Result, change: EngineState.Change)
    ) -> Result {
        let (result, wakeups) = guarded.withLock { guarded in
            guarded.state.isHeard = isTold || !guarded.subscribers.isEmpty
            let (result, change) = body(&guarded.state)
            return (result, guarded.subscribers.publish(change))
        }
        wakeups.resume()
        return result
    }
}
