/// The tables of a log in PostgreSQL, and how they come to be there.
///
/// Names are not qualified: whoever wants them in a schema of their own says so by `search_path` in the address.
enum PostgresSchema {
    /// The version that this service writes and reads.
    static let version = 1

    /// The channel on which every append is told.
    static let channel = "call_log"

    /// Makes what is not there yet.
    ///
    /// Several replicas may begin at the same time: one makes the tables, and the others wait for it.
    ///
    /// - Throws: ``PostgresError``; ``PostgresError/Kind/unusable`` where a later version has been here.
    static func prepare(_ connection: PostgresConnection) throws(PostgresError) {
        // Any number will do, as long as all replicas take the same.
        let makers: UInt64 = 0x63_61_6C_6C_6C_6F_67
        try connection.run("SELECT pg_advisory_lock($1)", .integer(makers))
        let result = Result { () throws(PostgresError) in
            for statement in tables { try connection.run(statement) }
        }
        try connection.run("SELECT pg_advisory_unlock($1)", .integer(makers))
        try result.get()
        let rows = try connection.run("SELECT version FROM call_log_head")
        guard rows.first?[0] == "\(version)" else {
            throw PostgresError(.unusable, "the log was written by another version of this service")
        }
    }

    private static let tables = [
        // The log: what any replica took, one entry a row, in the order in which all replicas do it.
        """
        CREATE TABLE IF NOT EXISTS call_log (
            position bigint PRIMARY KEY,
            entry text NOT NULL,
            -- The SHA-256 of an event's text; null for what is kept each time. The text itself is too long for an index.
            digest bytea UNIQUE
        )
        """,
        // Its end. Whoever appends holds this row until COMMIT: see below.
        """
        CREATE TABLE IF NOT EXISTS call_log_head (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
            position bigint NOT NULL DEFAULT 0,
            version int NOT NULL,
            numbering uuid NOT NULL DEFAULT gen_random_uuid(),
            begun timestamptz NOT NULL DEFAULT clock_timestamp()
        ) WITH (fillfactor = 10)
        """,
        "INSERT INTO call_log_head (version) VALUES (\(version)) ON CONFLICT DO NOTHING",
        // All that an engine knew at a position, in pages.
        """
        CREATE TABLE IF NOT EXISTS call_checkpoint (
            position bigint,
            page int,
            sequence bigint NOT NULL,
            made timestamptz NOT NULL DEFAULT clock_timestamp(),
            body text NOT NULL,
            PRIMARY KEY (position, page)
        )
        """,
        // Who does what must be done once.
        """
        CREATE TABLE IF NOT EXISTS call_lease (
            task text PRIMARY KEY,
            holder text NOT NULL,
            until timestamptz NOT NULL
        )
        """,
        append,
    ]

    /// Appends in one statement, so that no replica that is cut off in the middle keeps the others waiting.
    ///
    /// A sequence would give positions at once and let them be committed in any order: a replica that had read
    /// position 8 would never see a 7 that is committed later. Here whoever appends holds the head's row until the
    /// commit, so the next position is given only when all before it can be read, and a transaction that is rolled back
    /// leaves no hole.
    private static let append = """
        CREATE OR REPLACE FUNCTION call_log_insert(entries text[], are_events boolean[], known bigint)
        RETURNS TABLE (place bigint, is_new boolean) LANGUAGE plpgsql AS $$
        DECLARE
            last bigint;
            first bigint;
            fingerprint bytea;
            item record;
        BEGIN
            SELECT position INTO STRICT last FROM call_log_head FOR UPDATE;
            IF last < known THEN
                RAISE EXCEPTION 'the log ends at %, and % was read before', last, known USING ERRCODE = 'CL001';
            END IF;
            first := last;
            FOR item IN
                SELECT * FROM unnest(entries, are_events) WITH ORDINALITY AS list(entry, is_event, number)
                ORDER BY number
            LOOP
                fingerprint := CASE WHEN item.is_event THEN sha256(convert_to(item.entry, 'UTF8')) END;
                INSERT INTO call_log (position, entry, digest) VALUES (last + 1, item.entry, fingerprint)
                ON CONFLICT (digest) DO NOTHING;
                is_new := FOUND;
                IF is_new THEN
                    last := last + 1;
                    place := last;
                ELSE
                    SELECT position INTO STRICT place FROM call_log WHERE digest = fingerprint;
                END IF;
                RETURN NEXT;
            END LOOP;
            IF last > first THEN
                UPDATE call_log_head SET position = last;
                PERFORM pg_notify('\(channel)', '');
            END IF;
        END
        $$
        """
}
