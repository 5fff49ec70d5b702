// SIP endpoints of rooms: which are ready, which session holds each, and who gets which.

extension CallSessionObserving {
    /// The SIP endpoints that are known, in byte order.
    ///
    /// O(n log n).
    public var endpoints: [CallEndpointStatus] {
        core.guarded.withLock { $0.state.endpoints }
    }

    /// What is known of an endpoint, however it is spelled; `nil` if it was never ready.
    ///
    /// O(n log n) in the number of sessions at it, of which there is one as a rule.
    public func endpoint(_ endpoint: SIPEndpoint) -> CallEndpointStatus? {
        core.guarded.withLock { $0.state.status(of: endpoint) }
    }

    /// When an endpoint last said, not after a stamp, that it can take a call; `nil` if it did not.
    ///
    /// O(log n) in the number of its ready stamps that are kept.
    public func readyStamp(of endpoint: SIPEndpoint, notAfter stamp: CallStamp) -> CallStamp? {
        core.guarded.withLock { $0.state.board.readiness.latestReady(of: endpoint, notAfter: stamp) }
    }
}

extension CallSessionEngine {
    /// Gives a waiting caller a free endpoint, unless the caller has one already.
    ///
    /// `dialin-ready` comes for each endpoint of a room and may come again. Whoever forwards the caller on each of
    /// these forwards one caller twice. Ask here instead, on each of them, and forward on
    /// ``CallEndpointAllocation/granted(_:)`` only: for one caller that is answered once.
    ///
    /// The endpoint is free again when the caller's session has ended, and the caller is remembered for as long as that
    /// session is kept. Before the caller has arrived, a claim ends by ``releaseEndpoint(of:)`` or after
    /// ``Configuration/endpointClaimTimeout``. The first dial-in session that names a claimed endpoint is taken to be the
    /// caller's: the events do not tell.
    ///
    /// O(n) in the number of candidates; O(log n) where any endpoint will do.
    ///
    /// - Parameters:
    ///   - caller: The application's name for the caller.
    ///   - candidates: The endpoints of the room that the caller is for; `nil` for all.
    ///   - stamp: When the caller asks, from which the timeout counts.
    /// - Returns: The endpoint that was ready last, or why there is none.
    public func claimEndpoint(
        for caller: CallClaimID,
        among candidates: [SIPEndpoint]? = nil,
        at stamp: CallStamp
    ) -> CallEndpointAllocation {
        core.guarded.withLock { $0.state.claim(caller, among: candidates, at: stamp) }
    }

    /// Gives up a caller's claim, such as when the caller hung up before being forwarded.
    ///
    /// - Parameter caller: The application's name for the caller.
    /// - Returns: The endpoint that the caller had; `nil` if there was none.
    @discardableResult
    public func releaseEndpoint(of caller: CallClaimID) -> SIPEndpoint? {
        core.guarded.withLock { $0.state.release(caller) }
    }
}
