import Foundation

/// Hears of what other replicas append, and holds the lease: a connection of its own, which mostly waits.
actor PostgresFollower {
    private let thread = BlockingThread("PostgresCallStorage.follower")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// By what this replica is told from others, in this life of it.
    nonisolated let name = UUID().uuidString
    private var link: PostgresLink
    private var isListening = false

    init(_ address: String, limit: Duration) { link = PostgresLink(address, limit: limit) }

    /// Listens, unless it does already.
    ///
    /// - Returns: Whether it has begun to: then whatever came before was not heard of.
    func listen() throws(PostgresError) -> Bool {
        let isNew = try use { connection throws(PostgresError) in
            guard !isListening else { return false }
            // The channel's name is a constant.
            try connection.run("LISTEN \(PostgresSchema.channel)")
            return true
        }
        isListening = true
        return isNew
    }

    /// Waits until somebody has appended something.
    ///
    /// - Returns: Whether somebody has, within the time.
    func hears(within time: Duration) throws(PostgresError) -> Bool {
        try use { connection throws(PostgresError) in try connection.notification(within: time) }
    }

    /// Takes the lease, or holds it for longer; the clock is the database's.
    ///
    /// - Returns: Whether this replica has it.
    func takeLease(_ task: String, for time: Duration) throws(PostgresError) -> Bool {
        try use { connection throws(PostgresError) in try connection.takeLease(task, as: name, for: time) }
    }

    /// Gives the lease back, so that another need not wait until it ends.
    func returnLease(_ task: String) throws(PostgresError) {
        try use { connection throws(PostgresError) in try connection.returnLease(task, as: name) }
    }

    func close() { link.close() }

    private func use<Result>(
        _ work: (PostgresConnection) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        do throws(PostgresError) {
            return try link.use(work)
        } catch {
            // Whatever the next connection hears, it has to be told to listen first.
            if case .refused = error.kind {} else { isListening = false }
            throw error
        }
    }
}
