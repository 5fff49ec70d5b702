package import CallLifecycle
package import ServiceLifecycle

/// Where the service keeps its calls, and what it knows of them.
///
/// The rest of the service sees calls through this protocol only, and cannot tell one machine from several: it takes
/// events, looks on, claims endpoints, and leaves to the storage what "kept" means. ``JournalCallStorage`` keeps them in
/// a folder of one machine.
///
/// A storage is a service: ``run()`` lets time pass and does whatever else goes on in the background, until it is told
/// to shut down; then it finishes what it has begun and closes. Put it first into a service group: what is started
/// first is stopped last.
package protocol CallStorage: Service {
    /// Every call that is known here: sessions, timelines, streams, waiting.
    ///
    /// Of several machines each has its own, which is the fold of all events that it has read so far.
    var calls: any CallSessionObserving { get }

    /// Whether events can be kept, and whether what is known here is current.
    var health: CallStorageHealth { get }

    /// The name of the numbering that the sequence numbers of the transitions belong to; empty where there is only one.
    ///
    /// A sequence number of another numbering means nothing here, and whoever has one starts over. It holds letters,
    /// digits and hyphens only.
    var numbering: String { get }

    /// Takes some events, and returns when they are kept and those of them that are new are in ``calls``.
    ///
    /// Events that were taken before do no harm, here or on another machine.
    ///
    /// - Returns: What became of each, in their order.
    /// - Throws: Any error where they could not be kept: the sender has to send them again, all of them.
    func take(_ events: [DecodedCallEvent]) async throws -> [CallIngestOutcome]

    /// The transitions after a sequence number of this ``numbering``, as far as they are still known, and those to come.
    ///
    /// One that is no longer known shows as a jump of the sequence numbers. The stream ends when the storage closes.
    func transitions(after sequence: UInt64) -> AsyncThrowingStream<CallTransition, any Error>

    /// Gives a waiting caller a free endpoint, on one machine of all and there once.
    ///
    /// As `DurableCallEngine` does it.
    ///
    /// - Throws: Any error where the claim could not be kept; the caller has no endpoint then.
    func claimEndpoint(
        for caller: CallClaimID,
        among candidates: [SIPEndpoint]?,
        at stamp: CallStamp
    ) async throws -> CallEndpointAllocation

    /// Gives up a caller's claim, such as when the caller hung up before being forwarded.
    ///
    /// - Returns: The endpoint that the caller had; `nil` if there was none.
    @discardableResult
    func releaseEndpoint(of caller: CallClaimID) async throws -> SIPEndpoint?

    /// Runs something for as long as this machine is the one that leads, and again whenever it leads again.
    ///
    /// For what must be done once and not on every machine, such as to dial again. Of all that call this, on however
    /// many machines, one runs its `body` at a time. The body is cancelled when the leadership is lost, and has to be
    /// ready for another machine having taken over a moment before; so it looks at ``calls`` for what there is to do,
    /// and remembers nothing of its own.
    ///
    /// - Throws: What `body` throws. Returns when it has returned, or when the task is cancelled.
    func lead(_ body: @escaping @Sendable () async throws -> Void) async throws

    /// Does something at which no two may be at a time, on however many machines: such as to place a call.
    ///
    /// When the body begins, everything that was kept before is in ``calls``, whoever kept it: so it looks there first
    /// whether another one has done the work already. A machine that dies in the middle of it keeps others off for a
    /// limited time only, which is also all the time that a body has.
    ///
    /// - Parameters:
    ///   - task: The name of what is done. It may be of any length.
    ///   - body: What to do. It is cancelled where it takes too long.
    /// - Returns: What `body` returns; `nil`, without running it, where somebody is at it now.
    /// - Throws: What `body` throws; any error where nobody could say whether somebody is at it.
    func exclusively<Result: Sendable>(
        _ task: String,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result?
}

/// How a storage is doing.
package enum CallStorageHealth: Sendable, Hashable {
    /// Events are kept, and what is known is current.
    case well

    /// Events cannot be kept, or what is known is behind; for an operator, without personal data.
    case impaired(reason: String)

    /// Whether it is ``well``.
    package var isWell: Bool { self == .well }
}
