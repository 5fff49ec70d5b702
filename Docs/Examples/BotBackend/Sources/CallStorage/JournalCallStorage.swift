package import CallLifecycle
import ServiceLifecycle
import Synchronization

/// Calls in a journal on this machine's disk: no other server is needed, and a restart knows all that was acknowledged.
///
/// A thin face over `DurableCallEngine`. One process at a time has the journal; a second one that opens it is refused.
package final class JournalCallStorage: CallStorage {
    private let engine: DurableCallEngine
    private let failure = Mutex<String?>(nil)

    /// What was found in the journal when it was opened.
    package var recovery: CallRecovery { engine.recovery }

    /// Opens the journal in a folder, or begins one.
    ///
    /// - Throws: `CallJournalError`: the folder is in use, or cannot be read or written.
    package init(
        folder: String,
        durability: CallJournal.Durability = .everyEvent,
        configuration: CallSessionEngine.Configuration = CallSessionEngine.Configuration()
    ) async throws {
        var journal = CallJournal.Configuration()
        journal.durability = durability
        engine = try await DurableCallEngine(
            store: try CallJournal(at: folder, configuration: journal),
            configuration: configuration
        )
    }

    package var calls: any CallSessionObserving { engine }

    /// There is one numbering, which goes on where it was when the journal is opened again.
    package var numbering: String { "" }

    /// Impaired from a write that failed until the next one that did not.
    package var health: CallStorageHealth {
        failure.withLock { $0.map { .impaired(reason: $0) } ?? .well }
    }

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

    /// Runs the body: nobody else can have the journal, so whoever has it leads.
    package func lead(_ body: @escaping @Sendable () async throws -> Void) async throws { try await body() }

    /// Lets time pass, and the journal compact, until the shutdown; then writes what is on its way and closes.
    package func run() async throws {
        await cancelWhenGracefulShutdown { [engine] in
            await engine.run(onFailure: { error in self.failure.withLock { $0 = "\(error)" } })
        }
        try await engine.close()
    }

    /// Remembers whether the journal could be written.
    private func noting<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        do {
            let result = try await work()
            failure.withLock { $0 = nil }
            return result
        } catch {
            failure.withLock { $0 = "\(error)" }
            throw error
        }
    }
}
