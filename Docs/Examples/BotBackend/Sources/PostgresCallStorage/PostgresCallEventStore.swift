package import CallLifecycle
import Crypto
import Synchronization

/// A log in PostgreSQL that the engines of several replicas share.
///
/// Appending is one statement, which is committed when ``insert(_:)`` returns. Whoever has read up to a position has
/// read everything before it, and positions have no holes; how that comes about stands with the function in
/// ``PostgresSchema``.
///
/// A connection that is lost is made anew by whatever comes next, at first at once and then at growing distances; in
/// between everything throws without waiting.
package actor PostgresCallEventStore: SharedCallEventStore {
    /// How often, and how large.
    package struct Configuration: Sendable {
        /// How long the database may take for anything before it counts as unreachable.
        package var limit: Duration = .seconds(4)

        /// How long somebody who died keeps others from what no two may be at, and how long that may take; three
        /// quarters of it, to be exact.
        package var exclusionLimit: Duration = .seconds(60)

        /// How many entries are read at a time.
        package var pageSize = 500

        /// After how many entries a checkpoint is due.
        package var checkpointInterval = 200_000

        /// After what time a checkpoint is due, if there is any entry: calls that were evicted before the last but one
        /// are gone from the database.
        package var checkpointAge: Duration = .seconds(86_400)

        /// How many checkpoints before the latest are kept, with all entries since.
        package var keptHistory = 1

        /// The defaults.
        package init() {}
    }

    private let thread = BlockingThread("PostgresCallEventStore")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private let address: String
    private let configuration: Configuration
    private var link: PostgresLink
    /// The greatest position that was read or written here: a log that ends before it is not the one that it was.
    private var known: UInt64 = 0
    private let compaction: Mutex<Compaction>

    private struct Compaction: Sendable {
        /// The position of the latest checkpoint, as far as this store knows, and when it will be too old.
        var base: UInt64 = 0
        var agesAt: ContinuousClock.Instant?
        /// The position of the latest entry.
        var last: UInt64 = 0
        var isAllowed = false
    }

    /// A store at an address, to which nothing is connected yet.
    ///
    /// - Parameters:
    ///   - address: A connection string or a `postgresql:` address, as libpq takes it.
    ///   - configuration: How often, and how large.
    package init(_ address: String, configuration: Configuration = Configuration()) {
        self.address = address
        self.configuration = configuration
        link = PostgresLink(address, limit: configuration.limit)
        compaction = Mutex(Compaction())
    }

    /// Connects, makes the tables where there are none, and returns the name of the log's numbering.
    package func open() throws(PostgresError) -> String {
        try link.use { connection throws(PostgresError) in
            try PostgresSchema.prepare(connection)
            return try connection.run("SELECT numbering FROM call_log_head").first?[0] ?? ""
        }
    }

    package func insert(_ entries: [CallJournalEntry]) throws(PostgresError) -> [CallInsertion] {
        let texts = entries.map(\.json)
        let areEvents = entries.map(\.isEvent)
        let rows = try link.use(again: !areEvents.contains(false)) { connection throws(PostgresError) in
            try connection.run(
                "SELECT * FROM call_log_insert($1, $2, $3)",
                .texts(texts),
                .flags(areEvents),
                .integer(known)
            )
        }
        let insertions = rows.compactMap { row in
            row[0].flatMap { UInt64($0) }.map { CallInsertion(position: $0, isNew: row[1] == "t") }
        }
        guard insertions.count == entries.count else {
            throw PostgresError(.unusable, "\(entries.count) entries were appended at \(insertions.count) positions")
        }
        note(insertions.map(\.position).max() ?? 0)
        return insertions
    }

    package func items(after position: UInt64) throws -> [CallJournalItem] {
        let rows = try link.use(again: true) { connection throws(PostgresError) in
            try connection.run(
                """
                SELECT head.position, log.position, log.entry FROM call_log_head AS head LEFT JOIN LATERAL (
                    SELECT * FROM call_log WHERE call_log.position > $1 ORDER BY call_log.position LIMIT $2
                ) AS log ON true ORDER BY log.position
                """,
                .integer(position),
                .integer(UInt64(configuration.pageSize))
            )
        }
        guard let end = rows.first?[0].flatMap({ UInt64($0) }) else {
            throw PostgresError(.unusable, "the log has no end")
        }
        guard end >= max(position, known) else {
            throw PostgresError(.unusable, "the log ends at \(end), and \(max(position, known)) was read before")
        }
        let items = try rows.filter { $0[1] != nil }.map(Self.item)
        var last = position
        for case .entry(_, let next) in items {
            guard next == last + 1 else {
                throw PostgresError(.unusable, "the entries from \(last + 1) on are not kept any more")
            }
            last = next
        }
        guard last > position || end == position else {
            throw PostgresError(.unusable, "the entries from \(position + 1) on are not kept any more")
        }
        note(last)
        return items
    }

    /// Takes the lease of a task for which nobody leads.
    ///
    /// The database keeps a hash of the task's name: it is of any length, and nobody's business.
    func takeLease(_ task: String, as holder: String, for time: Duration) throws(PostgresError) -> Bool {
        // The same holder may ask twice.
        try link.use(again: true) { connection throws(PostgresError) in
            try connection.takeLease(Self.leaseName(task), as: holder, for: time)
        }
    }

    /// Gives that lease back.
    func returnLease(_ task: String, as holder: String) throws(PostgresError) {
        try link.use(again: true) { connection throws(PostgresError) in
            try connection.returnLease(Self.leaseName(task), as: holder)
        }
    }

    private static func leaseName(_ task: String) -> String {
        "task " + SHA256.hash(data: Array(task.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package func close() { link.close() }

    private func note(_ position: UInt64) {
        known = max(known, position)
        compaction.withLock { $0.last = known }
    }

    private static func item(_ row: [String?]) throws -> CallJournalItem {
        guard let position = row[1].flatMap({ UInt64($0) }), let text = row[2] else {
            throw PostgresError(.unusable, "a row of the log has no position")
        }
        guard let entry = try? CallJournalEntry(json: text) else {
            throw PostgresError(.unusable, "entry \(position) was written by another version of this service")
        }
        return .entry(entry, position: position)
    }
}

// MARK: - From the beginning, or a checkpoint

extension PostgresCallEventStore {
    package func items(
        from origin: CallJournalOrigin
    ) async throws -> AsyncThrowingStream<[CallJournalItem], any Error> {
        let reading = LogReading(self, try checkpoint(for: origin))
        return AsyncThrowingStream { try await reading.next() }
    }

    private func checkpoint(for origin: CallJournalOrigin) throws -> CallCheckpoint? {
        let rows = try link.use(again: true) { connection throws(PostgresError) in
            switch origin {
            case .latestCheckpoint:
                try connection.run("SELECT position FROM call_checkpoint ORDER BY position DESC LIMIT 1")
            case .sequence(let sequence):
                try connection.run(
                    """
                    SELECT position FROM call_checkpoint
                    ORDER BY sequence <= $1 DESC, CASE WHEN sequence <= $1 THEN -position ELSE position END LIMIT 1
                    """,
                    .integer(sequence)
                )
            }
        }
        guard let position = rows.first?[0].flatMap({ UInt64($0) }) else { return nil }
        // A page at a time: the whole of it would be one message of any size.
        var body = ""
        for page in 0... {
            let rows = try link.use(again: true) { connection throws(PostgresError) in
                try connection.run(
                    "SELECT body FROM call_checkpoint WHERE position = $1 AND page = $2",
                    .integer(position),
                    .integer(UInt64(page))
                )
            }
            guard let text = rows.first?[0] else { break }
            body += text
        }
        let checkpoint = try CheckpointText.checkpoint(position, body)
        compaction.withLock { $0.base = max($0.base, position) }
        return checkpoint
    }
}

/// One reading of a log: a checkpoint if there is one, then the entries behind it, page by page.
private actor LogReading {
    private let store: PostgresCallEventStore
    private var checkpoint: CallCheckpoint?
    private var position: UInt64

    init(_ store: PostgresCallEventStore, _ checkpoint: CallCheckpoint?) {
        self.store = store
        self.checkpoint = checkpoint
        position = checkpoint?.position ?? 0
    }

    func next() async throws -> [CallJournalItem]? {
        if let checkpoint {
            self.checkpoint = nil
            return [.checkpoint(checkpoint)]
        }
        let items = try await store.items(after: position)
        guard case .entry(_, let last) = items.last else { return nil }
        position = last
        return items
    }
}

// MARK: - Checkpoints

extension PostgresCallEventStore {
    /// Makes this replica the one that makes checkpoints, or no longer.
    package func setKeepsCheckpoints(_ keeps: Bool) throws(PostgresError) {
        guard keeps else { return compaction.withLock { $0.isAllowed = false } }
        let rows = try link.use(again: true) { connection throws(PostgresError) in
            try connection.run(
                """
                SELECT coalesce(max(call_checkpoint.position), 0),
                    extract(epoch FROM clock_timestamp() - coalesce(max(made), max(begun)))::bigint
                FROM call_log_head LEFT JOIN call_checkpoint ON true
                """
            )
        }
        guard let row = rows.first, let base = row[0].flatMap({ UInt64($0) }) else { return }
        let age = Duration.seconds(row[1].flatMap { Int64($0) } ?? 0)
        compaction.withLock { state in
            state.base = max(state.base, base)
            state.agesAt = .now.advanced(by: configuration.checkpointAge - age)
            state.isAllowed = true
        }
    }

    package nonisolated var isCompactionDue: Bool {
        compaction.withLock { state in
            guard state.isAllowed, state.last > state.base else { return false }
            let isOld = state.agesAt.map { $0 <= .now } ?? false
            return isOld || state.last >= state.base + UInt64(max(1, configuration.checkpointInterval))
        }
    }

    /// Keeps a checkpoint, and lets go of what is older than the history that is kept.
    ///
    /// By a connection of its own: events go on being taken meanwhile.
    package nonisolated func compact(to checkpoint: CallCheckpoint) async throws {
        compaction.withLock { state in
            state.base = max(state.base, checkpoint.position)
            state.agesAt = .now.advanced(by: configuration.checkpointAge)
        }
        // Where it fails, the next one is due as if it had not: the log has everything.
        try await CheckpointWriter(address, limit: configuration.limit)
            .keep(checkpoint, keptHistory: configuration.keptHistory)
    }
}

extension CallJournalEntry {
    /// Whether the entry is kept once, however often it comes.
    var isEvent: Bool {
        switch self {
        case .event, .foreign: true
        case .time, .claim, .release, .configuration: false
        }
    }
}
