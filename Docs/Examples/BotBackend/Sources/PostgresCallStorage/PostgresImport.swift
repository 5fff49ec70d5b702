package import CallLifecycle

/// Moves what a journal holds into an empty log.
package actor PostgresImport {
    /// How many entries are sent at a time.
    private static let batchSize = 500

    private let thread = BlockingThread("PostgresImport")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private let address: String

    /// An import into the log at an address.
    package init(into address: String) { self.address = address }

    /// Copies everything since the journal's latest checkpoint, and that, in one transaction.
    ///
    /// Sessions, claims, notes and sequence numbers go on where they were.
    ///
    /// - Parameter journal: The journal, which nobody else has open.
    /// - Returns: At which position the log ends, and how many places of the journal could not be read.
    /// - Throws: ``PostgresError``, of kind ``PostgresError/Kind/unusable`` where the log is not empty, or the journal's
    ///   error. Nothing is copied then.
    package func run(from journal: CallJournal) async throws -> (position: UInt64, damage: Int) {
        let connection = try PostgresConnection(to: address, limit: .seconds(30))
        try PostgresSchema.prepare(connection)
        try connection.run("BEGIN")
        let rows = try connection.run("SELECT position FROM call_log_head FOR UPDATE")
        guard rows.first?[0] == "0" else {
            throw PostgresError(.unusable, "the log is not empty: a journal is moved before replicas use the database")
        }
        var damage = 0
        for try await page in try await journal.items(from: .latestCheckpoint) {
            var entries: [CallJournalEntry] = []
            for item in page {
                switch item {
                case .checkpoint(let checkpoint):
                    try CheckpointWriter.insert(checkpoint, by: connection)
                    try connection.run("UPDATE call_log_head SET position = $1", .integer(checkpoint.position))
                case .entry(let entry, _): entries.append(entry)
                case .damage: damage += 1
                }
            }
            for start in stride(from: 0, to: entries.count, by: Self.batchSize) {
                let batch = entries[start..<min(start + Self.batchSize, entries.count)]
                try connection.run(
                    "SELECT count(*) FROM call_log_insert($1, $2, 0)",
                    .texts(batch.map(\.json)),
                    .flags(batch.map(\.isEvent))
                )
            }
        }
        let end = try connection.run("SELECT position FROM call_log_head")
        try connection.run("COMMIT")
        return (end.first?[0].flatMap { UInt64($0) } ?? 0, damage)
    }
}
