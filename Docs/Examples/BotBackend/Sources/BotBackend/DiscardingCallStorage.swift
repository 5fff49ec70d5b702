import CallLifecycle
import CallStorage
import ServiceLifecycle

/// Keeps nothing: what a service costs that only reads events, to tell from it what keeping them costs.
final class DiscardingCallStorage: CallStorage {
    private let engine = CallSessionEngine()

    var calls: any CallSessionObserving { engine }
    var health: CallStorageHealth { .well }
    var numbering: String { "" }

    func take(_ events: [DecodedCallEvent]) async throws -> [CallIngestOutcome] { events.map { _ in .foreign } }

    func transitions(after sequence: UInt64) -> AsyncThrowingStream<CallTransition, any Error> {
        AsyncThrowingStream { nil }
    }

    func claimEndpoint(
        for caller: CallClaimID,
        among candidates: [SIPEndpoint]?,
        at stamp: CallStamp
    ) async throws -> CallEndpointAllocation {
        .noneFree
    }

    func releaseEndpoint(of caller: CallClaimID) async throws -> SIPEndpoint? { nil }

    func lead(_ body: @escaping @Sendable () async throws -> Void) async throws { try await body() }

    func exclusively<Result: Sendable>(
        _ task: String,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        try await body()
    }

    func run() async throws { try await gracefulShutdown() }
}
