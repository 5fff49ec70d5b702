extension DurableCallEngine {
    /// Gives a waiting caller a free endpoint, as ``CallSessionEngine/claimEndpoint(for:among:at:)`` does.
    ///
    /// - Throws: The store's error; the caller has no endpoint then.
    public func claimEndpoint(
        for caller: CallClaimID,
        among candidates: [SIPEndpoint]? = nil,
        at stamp: CallStamp
    ) async throws -> CallEndpointAllocation {
        guard case .allocation(let allocation) = try await submit(.claim(caller, among: candidates, at: stamp)) else {
            return .noneFree
        }
        return allocation
    }

    /// Gives up a caller's claim, as ``CallSessionEngine/releaseEndpoint(of:)`` does.
    ///
    /// - Throws: The store's error; the caller still has the endpoint then.
    @discardableResult
    public func releaseEndpoint(of caller: CallClaimID) async throws -> SIPEndpoint? {
        guard case .released(let endpoint) = try await submit(.release(caller)) else { return nil }
        return endpoint
    }
}
