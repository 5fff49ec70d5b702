package import CallLifecycle

/// A storage whose calls a `DurableCallEngine` keeps, whatever its store is: all that is the same for each.
package protocol DurableCallStorage: CallStorage {
    /// What keeps the calls, and folds them.
    var engine: DurableCallEngine { get }

    /// Remembers, for the storage's health, what something was not kept for.
    func noteFailure(_ error: any Error)

    /// Remembers that something was kept.
    func noteSuccess()
}

extension DurableCallStorage {
    package var calls: any CallSessionObserving { engine }

    package func take(_ events: [DecodedCallEvent]) async throws -> [CallIngestOutcome] {
        try await noting { try await engine.ingest(contentsOf: events) }
    }

    package func transitions(after sequence: UInt64) -> AsyncThrowingStream<CallTransition, any Error> {
        engine.transitions(after: sequence)
    }

    package func claimEndpoint(
        for caller: CallClaimID,
        among candidates: [SIPEndpoint]?,
        at stamp: CallStamp
    ) async throws -> CallEndpointAllocation {
        try await noting { try await engine.claimEndpoint(for: caller, among: candidates, at: stamp) }
    }

    @discardableResult
    package func releaseEndpoint(of caller: CallClaimID) async throws -> SIPEndpoint? {
        try await noting { try await engine.releaseEndpoint(of: caller) }
    }

    /// Lets time pass, so that deadlines are kept and the store is compacted, until the task is cancelled.
    package func letTimePass() async {
        await engine.run(onFailure: { noteFailure($0) })
    }

    /// Does something, and notes whether that was possible.
    package func noting<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        do {
            let result = try await work()
            noteSuccess()
            return result
        } catch {
            noteFailure(error)
            throw error
        }
    }
}
