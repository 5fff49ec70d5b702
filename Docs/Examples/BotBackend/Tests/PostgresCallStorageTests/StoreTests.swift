import CallLifecycle
import CallLifecycleTesting
import Foundation
import Testing

@testable import PostgresCallStorage

@Suite("A log in PostgreSQL", .enabled(if: Database.address != nil))
struct StoreTests {
    private static func store(
        _ address: String,
        _ configuration: PostgresCallEventStore.Configuration = .init()
    ) async throws -> PostgresCallEventStore {
        let store = PostgresCallEventStore(address, configuration: configuration)
        _ = try await store.open()
        return store
    }

    @Test("keeps what any store of the library must")
    func conformance() async throws {
        let run = "c\(UInt32.random(in: 0...(.max)))"
        var configuration = PostgresCallEventStore.Configuration()
        configuration.pageSize = 3
        try await expectStoreConformance { [configuration] name in
            try await Self.store(try Database.schema("\(run)\(name)"), configuration)
        }
    }

    @Test("is not there where the database is not, and the error says so")
    func missing() async throws {
        let address = try Database.emptySchema() + "&dbname=nowhere"
        let error = try #require(await #expect(throws: PostgresError.self) { try await Self.store(address) })
        #expect("\(error)".hasPrefix("no connection: ") && "\(error)".hasSuffix("database \"nowhere\" does not exist"))
    }

    @Test("gives an event one position, whoever appends it, and anything else one each time")
    func positions() async throws {
        let address = try Database.emptySchema()
        let (first, second) = (try await Self.store(address), try await Self.store(address))
        func insert(_ entries: [CallJournalEntry], by store: PostgresCallEventStore) async throws -> [String] {
            try await store.insert(entries).map { "\($0.isNew ? "new" : "known") \($0.position)" }
        }
        #expect(try await insert(["a", "b", "a"].map { request($0) }, by: first) == ["new 1", "new 2", "known 1"])
        #expect(try await insert(["c", "b", "a"].map { request($0) }, by: second) == ["new 3", "known 2", "known 1"])
        let others: [CallJournalEntry] = [.time(at(1)), .time(at(1)), .release("x"), .release("x")]
        #expect(try await insert(others, by: second) == ["new 4", "new 5", "new 6", "new 7"])
        #expect(try await first.insert([]).isEmpty)
        #expect(try await first.items(after: 2).count == 5)
    }

    /// What a store does that gives positions by a sequence: faster, and wrong.
    private static let sequenceInstead = """
        CREATE SEQUENCE places;
        CREATE OR REPLACE FUNCTION call_log_insert(entries text[], are_events boolean[], known bigint)
        RETURNS TABLE (place bigint, is_new boolean) LANGUAGE sql AS $$
            INSERT INTO call_log (position, entry, digest)
            SELECT nextval('places'), entry, sha256(convert_to(entry, 'UTF8')) FROM unnest(entries) AS list(entry)
            ON CONFLICT DO NOTHING RETURNING position, true
        $$
        """

    /// One replica has appended and not committed when another appends, and a third one reads.
    ///
    /// Returns what the third one has read in the end, going on behind what it has read each time.
    private static func readDuringAnOpenTransaction(bySequence: Bool) async throws -> [String] {
        let address = try Database.emptySchema()
        let store = try await Self.store(address)
        let slow = try PostgresConnection(to: address, limit: .seconds(10))
        if bySequence {
            for statement in sequenceInstead.components(separatedBy: ";\n") { try slow.run(statement) }
        }
        @Sendable func insert(_ session: String, by connection: PostgresConnection) throws {
            try connection.run(
                "SELECT * FROM call_log_insert($1, $2, 0)",
                .texts([request(session).json]),
                .flags([true])
            )
        }
        var last = 0
        var read: [String] = []
        func readOn() throws {
            let reader = try PostgresConnection(to: address, limit: .seconds(10))
            let rows = try reader.run(
                "SELECT position, entry::json ->> 'sessionId' FROM call_log WHERE position > $1 ORDER BY position",
                .integer(UInt64(last))
            )
            read += rows.compactMap { $0[1] }
            last = rows.last?[0].flatMap { Int($0) } ?? last
        }
        try slow.run("BEGIN")
        try insert("slow", by: slow)
        async let fast =
            Task.detached {
                let fast = try PostgresConnection(to: address, limit: .seconds(10))
                try insert("fast", by: fast)
            }
            .value
        // The other one is at it, or already done.
        try await Task.sleep(for: .milliseconds(300))
        try readOn()
        try slow.run("COMMIT")
        try await fast
        try readOn()
        _ = store
        return read
    }

    @Test("shows no entry before one that stands in front of it, whichever transaction is slow")
    func order() async throws {
        #expect(try await Self.readDuringAnOpenTransaction(bySequence: false) == ["slow", "fast"])
        // And this test would see it, were it otherwise.
        #expect(try await Self.readDuringAnOpenTransaction(bySequence: true) == ["fast"])
    }

    @Test("says when entries are gone that were not read, and when the log is an older copy of itself")
    func gaps() async throws {
        let address = try Database.emptySchema()
        let store = try await Self.store(address)
        _ = try await store.insert((0..<6).map { request("s\($0)") })
        let connection = try PostgresConnection(to: address, limit: .seconds(10))
        try connection.run("DELETE FROM call_log WHERE position <= 4")
        await #expect(throws: PostgresError.self) { try await store.items(after: 3) }
        #expect(try await store.items(after: 4).count == 2)
        try connection.run("DELETE FROM call_log WHERE position > 4")
        try connection.run("UPDATE call_log_head SET position = 4")
        for _ in 0..<2 {
            await #expect { try await store.items(after: 4) } throws: { ($0 as? PostgresError)?.kind == .unusable }
            await #expect(throws: PostgresError.self) { try await store.insert([request("x")]) }
        }
    }

    @Test("commits before it answers, and says so where the commit is what fails")
    func failingCommit() async throws {
        let address = try Database.emptySchema()
        let store = try await Self.store(address)
        let connection = try PostgresConnection(to: address, limit: .seconds(10))
        // Checked at the commit, when the result has been sent.
        try connection.run(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'not today'; END $$
            """
        )
        try connection.run(
            """
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON call_log DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION refuse()
            """
        )
        await #expect(throws: PostgresError.self) { try await store.insert([request("a")]) }
        #expect(try await store.items(after: 0).isEmpty)
        try connection.run("DROP TRIGGER late ON call_log")
        // What was taken back has left no hole.
        #expect(try await store.insert([request("b")]).map(\.position) == [1])
    }

    @Test("takes texts as they are, whatever is in them")
    func hostileTexts() async throws {
        let store = try await Self.store(try Database.emptySchema())
        let texts = ["'; DROP TABLE call_log; --", #"{"a","b\\""#, "NULL", "\u{2028}\u{FEFF}é", #"\x00 \u0000"#]
        let entries = texts.map { text in
            CallJournalEntry.event(
                CallEvent(.dialOutError(DialOutError(sessionID: "s", errorMessage: CallErrorMessage(text))), at: at(0))
            )
        }
        #expect(try await store.insert(entries).map(\.position) == [1, 2, 3, 4, 5])
        let items = try await store.items(after: 0)
        let read = items.map { item in if case .entry(let entry, _) = item { entry } else { entries[0] } }
        #expect(read == entries)
    }
}
