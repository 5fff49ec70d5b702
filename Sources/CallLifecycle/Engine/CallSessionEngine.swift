/// The live engine: takes events as they come, keeps every session by its ID, and tells subscribers what changed.
///
/// ```swift
/// let engine = CallSessionEngine()
/// let transitions = engine.transitions()
/// Task { for await transition in transitions { print(transition) } }  // dial-in ff1e7130 ready → connected
///
/// switch engine.ingest(try CallEvent(json: body, receivedAt: .now)) {
/// case .illegal(let violation): log(violation)
/// default: break
/// }
/// ```
///
/// The engine may be used from any thread and any task. It is a class around one lock and not an actor: events arrive
/// in synchronous callbacks, their order is their meaning, and ``ingest(_:)-(CallEvent)`` answers at once. The engine
/// reads no clock: time comes in with the events, and passes as ``advance(to:)`` says; ``run()`` calls that for you.
///
/// It can be left running: everything that it keeps has a bound in its ``Configuration``. For every session that is
/// kept, what the engine knows equals what ``CallReconstructor`` makes of the events taken so far, in whatever order
/// and however often they were delivered.
public final class CallSessionEngine: CallSessionObserving {
    /// What the engine and whoever looks on share.
    public let core: CallEngineCore

    /// An engine without sessions.
    public convenience init(configuration: Configuration = Configuration()) {
        self.init(EngineState(configuration))
    }

    init(_ state: EngineState) { core = CallEngineCore(state) }
}

// MARK: - Events in

extension CallSessionEngine {
    /// Takes an event and says what became of it.
    ///
    /// Total: every event has exactly one outcome, and none is an error. When this returns, the session has changed
    /// and every subscriber's mailbox holds what it is to hear, in the same order for all of them. O(1) for an event
    /// that comes last in its session, and O(log n) in the number of sessions where it moves the session; one that
    /// belongs earlier folds the session again.
    @discardableResult
    public func ingest(_ event: CallEvent) -> CallIngestOutcome {
        core.change { $0.ingest(event, &$1) }
    }

    /// Takes a foreign event, which may become a note of its session: a key press, a transfer, a correlation.
    ///
    /// It never touches a session's state, and may come before the session's first event and after its end.
    @discardableResult
    public func ingest(_ event: ForeignCallEvent) -> CallIngestOutcome {
        core.change { $0.ingest(event, &$1) }
    }

    /// Takes whatever was decoded.
    @discardableResult
    public func ingest(_ decoded: DecodedCallEvent) -> CallIngestOutcome {
        switch decoded {
        case .event(let event): ingest(event)
        case .foreign(let event): ingest(event)
        }
    }

    /// Takes whatever was decoded, and also hands over what subscribers are told of it.
    ///
    /// For a loop that reads events and shows what they do, without a task of its own to read a stream: nothing can be
    /// missed. Where several threads feed the engine, only a stream tells in which order their events took effect.
    ///
    /// - Parameters:
    ///   - decoded: The event.
    ///   - tell: Takes each notification, in order, on the caller's thread, once the engine is free for others.
    /// - Returns: What became of the event.
    @discardableResult
    public func ingest(
        _ decoded: DecodedCallEvent,
        telling tell: (CallNotification) -> Void
    ) -> CallIngestOutcome {
        let (outcome, announcements) = core.change(isTold: true) { state, change in
            let outcome =
                switch decoded {
                case .event(let event): state.ingest(event, &change)
                case .foreign(let event): state.ingest(event, &change)
                }
            return (outcome, change.announcements)
        }
        for announcement in announcements { tell(announcement) }
        return outcome
    }

    /// Records that `startDialOut()` returned a session.
    ///
    /// - Parameters:
    ///   - sessionID: The session that Daily gave to the call.
    ///   - destination: Whom the call goes to.
    ///   - stamp: When it returned.
    /// - Returns: What became of the record, as for any event.
    @discardableResult
    public func recordDialOutRequest(
        _ sessionID: CallSessionID,
        to destination: CallAddress? = nil,
        at stamp: CallStamp
    ) -> CallIngestOutcome {
        let request = DialOutRequested(sessionID: sessionID, destination: destination)
        return ingest(CallEvent(.dialOutRequested(request), at: stamp))
    }

    /// Records that `stopDialOut()` was called, so that the timeline can say who ended the call.
    ///
    /// - Parameters:
    ///   - sessionID: The session that is to end.
    ///   - stamp: When it was called.
    /// - Returns: What became of the record, as for any event.
    @discardableResult
    public func recordDialOutStopRequest(_ sessionID: CallSessionID, at stamp: CallStamp) -> CallIngestOutcome {
        ingest(CallEvent(.dialOutStopRequested(DialOutStopRequested(sessionID: sessionID)), at: stamp))
    }

    /// Records that a session belongs to something: an attempt of a dial-out, a leg of a transfer.
    ///
    /// To keep it in a log as well, write ``ForeignCallEvent/correlation(of:with:at:)``.
    ///
    /// - Parameters:
    ///   - sessionID: The session; it may have several correlation IDs.
    ///   - correlationID: What it belongs to.
    ///   - stamp: When that was decided.
    /// - Returns: ``CallIngestOutcome/correlated(_:with:)``, or why not.
    @discardableResult
    public func correlate(
        _ sessionID: CallSessionID,
        with correlationID: CallCorrelationID,
        at stamp: CallStamp
    ) -> CallIngestOutcome {
        ingest(ForeignCallEvent.correlation(of: sessionID, with: correlationID, at: stamp))
    }
}
