package import CallLifecycle
import ServiceLifecycle
import Synchronization

/// Calls in a journal on this machine's disk: no other server is needed, and a restart knows all that was acknowledged.
///
/// A thin face over `DurableCallEngine`. One process at a time has the journal; a second one that opens it is refused.
package final class JournalCallStorage: DurableCallStorage {
    package let engine: DurableCallEngine
    private let exclusion = LocalExclusion()
    private let failure = Mutex<String?>(nil)

    /// What was found in the journal when it was opened.
    package var recovery: CallRecovery { engine.recovery }

    /// Opens the journal in a folder, or begins one.
    ///
    /// - Parameters:
    ///   - folder: Where the journal is; made if there is none.
    ///   - journal: How it is kept, and for how long.
    ///   - configuration: The bounds.
    /// - Throws: `CallJournalError`: the folder is in use, or cannot be read or written.
    package init(
        folder: String,
        journal: CallJournal.Configuration = CallJournal.Configuration(),
        configuration: CallSessionEngine.Configuration = CallSessionEngine.Configuration()
    ) async throws {
        engine = try await DurableCallEngine(
            store: try CallJournal(at: folder, configuration: journal),
            configuration: configuration
        )
    }

    /// There is one numbering, which goes on where it was when the journal is opened again.
    package var numbering: String { "" }

    /// Impaired from a write that failed until the next one that did not.
    package var health: CallStorageHealth {
        failure.withLock { $0.map { .impaired(reason: $0) } ?? .well }
    }

    package func noteFailure(_ error: any Error) { failure.withLock { $0 = "\(error)" } }

    package func noteSuccess() { failure.withLock { $0 = nil } }

    /// Runs the body: nobody else can have the journal, so whoever has it leads.
    package func lead(_ body: @escaping @Sendable () async throws -> Void) async throws { try await body() }

    /// Does something unless this process is at it: nobody else can have the journal.
    package func exclusively<Result: Sendable>(
        _ task: String,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        try await exclusion.run(task, body)
    }

    /// Lets time pass, and the journal compact, until the shutdown; then writes what is on its way and closes.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.letTimePass() }
        try await engine.close()
    }
}
