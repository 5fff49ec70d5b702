package import CallLifecycle
package import CallStorage
import ServiceLifecycle
import Synchronization

/// Calls in PostgreSQL, which several replicas of the service share.
///
/// What any of them takes is a row of one log before it is answered for, and each does everything that stands in the
/// log, in its order. So all have the same calls, number their transitions alike, and grant an endpoint once. One
/// replica may die, be cut off, or start anew at any time: nothing of a call is in it alone.
package final class PostgresCallStorage: DurableCallStorage {
    /// After how long without a look at the log what is known here no longer counts as current.
    package static let patience: Duration = .seconds(5)

    private static let task = "leader"

    private struct Contact: Sendable {
        /// When the log was read to its end for the last time.
        var lastRead: ContinuousClock.Instant
        /// Why that, or taking something, failed since.
        var failure: String?
    }

    package let engine: DurableCallEngine
    private let store: PostgresCallEventStore
    private let follower: PostgresFollower
    private let leadership = Leadership()
    private let exclusion: PostgresExclusion
    private let contact: Mutex<Contact>

    /// The name of the log in the database: a sequence number of one replica means the same on all.
    package let numbering: String

    /// Connects, makes the tables where there are none, and reads the log from its latest checkpoint on.
    ///
    /// - Parameters:
    ///   - address: A connection string or a `postgresql:` address, as libpq takes it.
    ///   - storeConfiguration: How the log is read, and how often a checkpoint is made.
    ///   - configuration: The bounds. All replicas keep those of the one that was started last.
    /// - Throws: ``PostgresError``.
    package init(
        address: String,
        store storeConfiguration: PostgresCallEventStore.Configuration = PostgresCallEventStore.Configuration(),
        configuration: CallSessionEngine.Configuration = CallSessionEngine.Configuration()
    ) async throws {
        store = PostgresCallEventStore(address, configuration: storeConfiguration)
        follower = PostgresFollower(address, limit: storeConfiguration.limit)
        exclusion = PostgresExclusion(storeConfiguration.exclusionLimit, store)
        numbering = try await store.open()
        engine = try await DurableCallEngine(store: store, configuration: configuration)
        contact = Mutex(Contact(lastRead: .now))
    }

    /// The position up to which the log was read.
    package var position: UInt64 { engine.position }

    /// Impaired while the database does not answer, or the log was not read to its end for a while.
    package var health: CallStorageHealth {
        contact.withLock { contact in
            if let failure = contact.failure { return .impaired(reason: failure) }
            guard contact.lastRead.duration(to: .now) > Self.patience else { return .well }
            return .impaired(reason: "the log was not read for \(contact.lastRead.duration(to: .now))")
        }
    }

    /// Runs the body on the replica that has the lease in the database.
    ///
    /// A holder that dies, or cannot reach the database, is followed by another within ``Leadership/lease`` and a
    /// second; it stops believing to lead ``Leadership/margin`` before that. One that shuts down gives the lease back.
    package func lead(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await leadership.whileHeld(body)
    }

    /// Does something where no replica is at it, by a lease in the database: see ``PostgresExclusion``.
    package func exclusively<Result: Sendable>(
        _ task: String,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        try await exclusion.run(task) { [engine] in
            // Whoever was at it before has kept what it did before it gave the lease back, or lost it.
            try await engine.catchUp()
            return try await body()
        }
    }
}

// MARK: - What goes on beside it

extension PostgresCallStorage {
    /// Follows the log, lets time pass and holds the lease, until the shutdown.
    ///
    /// - Throws: ``PostgresError`` of kind ``PostgresError/Kind/unusable``, or `CallJournalError`: what is in the database
    ///   cannot be gone on with. The process has to be started again, and begins with a checkpoint.
    package func run() async throws {
        let result: Result<Void, any Error>
        do {
            try await cancelWhenGracefulShutdown {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.follow() }
                    group.addTask { await self.letTimePass() }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
            result = .success(())
        } catch is CancellationError {
            result = .success(())
        } catch {
            result = .failure(error)
        }
        leadership.resign()
        try? await follower.returnLease(Self.task)
        try await engine.close()
        await follower.close()
        try result.get()
    }

    /// Reads what others append, as soon as they say so, and once a second in case that was lost on the way.
    private func follow() async throws {
        var nextRead = ContinuousClock.now
        var nextLease = ContinuousClock.now
        while !Task.isCancelled {
            do {
                // Listen first and read then: what comes in between is heard of.
                let isNew = try await follower.listen()
                let hasNews = try await follower.hears(within: isNew ? .zero : .milliseconds(250))
                if isNew || hasNews || nextRead <= .now {
                    try await engine.catchUp()
                    nextRead = .now.advanced(by: .seconds(1))
                    noteContact()
                }
                if nextLease <= .now {
                    nextLease = .now.advanced(by: Leadership.interval)
                    try await renewLease()
                }
            } catch let error as PostgresError where error.kind != .unusable {
                noteFailure(error)
                try await Task.sleep(for: .milliseconds(100))
            } catch {
                noteFailure(error)
                throw error
            }
        }
    }

    private func renewLease() async throws {
        let wasHeld = leadership.isHeld
        let moment = ContinuousClock.now
        leadership.note(try await follower.takeLease(Self.task, for: Leadership.lease), askedAt: moment)
        if leadership.isHeld != wasHeld { try await store.setKeepsCheckpoints(leadership.isHeld) }
    }

    private func noteContact() { contact.withLock { $0 = Contact(lastRead: .now) } }

    /// Remembers a failure of the database, until it is read again; what the engine refuses is none.
    package func noteFailure(_ error: any Error) {
        if error is PostgresError { contact.withLock { $0.failure = "\(error)" } }
    }

    /// Does nothing: that something was kept does not say that the log was read.
    package func noteSuccess() {}
}
