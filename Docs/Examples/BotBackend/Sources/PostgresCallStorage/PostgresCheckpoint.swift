import CallLifecycle
import FoundationEssentials

/// What a checkpoint is in the database: one text, cut into pages.
enum CheckpointText {
    /// How long a page is at the most, in bytes.
    static let pageSize = 1 << 20

    private struct Body: Codable {
        var snapshot: CallEngineSnapshot
        var configuration: CallSessionEngine.Configuration
    }

    static func pages(of checkpoint: CallCheckpoint, size: Int = pageSize) throws -> [String] {
        let body = Body(snapshot: checkpoint.snapshot, configuration: checkpoint.configuration)
        let bytes = Array(try JSONEncoder().encode(body))
        var pages: [String] = []
        var start = 0
        while start < bytes.count {
            var end = min(start + size, bytes.count)
            // Not inside a character.
            while end < bytes.count, bytes[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
            pages.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = end
        }
        return pages
    }

    static func checkpoint(_ position: UInt64, _ text: String) throws -> CallCheckpoint {
        do {
            let body = try JSONDecoder().decode(Body.self, from: Data(text.utf8))
            return CallCheckpoint(position: position, snapshot: body.snapshot, configuration: body.configuration)
        } catch {
            // Not the decoder's own words: they may quote what it read.
            throw PostgresError(.unusable, "the checkpoint at \(position) cannot be read")
        }
    }
}

/// Writes a checkpoint, beside everything else that goes on.
actor CheckpointWriter {
    private let thread = BlockingThread("PostgresCallEventStore.checkpoint")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private let address: String
    private let limit: Duration

    init(_ address: String, limit: Duration) {
        self.address = address
        self.limit = limit
    }

    func keep(_ checkpoint: CallCheckpoint, keptHistory: Int) throws {
        let connection = try PostgresConnection(to: address, limit: max(limit, .seconds(10)))
        // All or nothing: a connection that is lost on the way takes everything back.
        try connection.run("BEGIN")
        try Self.insert(checkpoint, by: connection)
        let oldest = try connection.run(
            "SELECT DISTINCT position FROM call_checkpoint ORDER BY position DESC OFFSET $1 LIMIT 1",
            .integer(UInt64(max(0, keptHistory)))
        )
        if let position = oldest.first?[0].flatMap({ UInt64($0) }) {
            try connection.run("DELETE FROM call_checkpoint WHERE position < $1", .integer(position))
            try connection.run("DELETE FROM call_log WHERE position <= $1", .integer(position))
        }
        try connection.forgetEndedLeases()
        try connection.run("COMMIT")
    }

    /// Writes a checkpoint's pages, unless there are some: two replicas may make one at the same position, which say the
    /// same in another order.
    static func insert(_ checkpoint: CallCheckpoint, by connection: PostgresConnection) throws {
        for (number, page) in try CheckpointText.pages(of: checkpoint).enumerated() {
            let rows = try connection.run(
                """
                INSERT INTO call_checkpoint (position, page, sequence, body) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO NOTHING RETURNING page
                """,
                .integer(checkpoint.position),
                .integer(UInt64(number)),
                .integer(checkpoint.snapshot.sequence),
                .text(page)
            )
            if rows.isEmpty { return }
        }
    }
}
