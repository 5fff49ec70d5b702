/// A row with a holder and an end, by the database's clock: whoever has it does what one of all replicas has to do.
extension PostgresConnection {
    /// Takes a lease, or holds it for longer.
    ///
    /// - Returns: Whether the holder has it.
    func takeLease(_ task: String, as holder: String, for time: Duration) throws(PostgresError) -> Bool {
        let rows = try run(
            """
            INSERT INTO call_lease AS lease (task, holder, until)
            VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
            ON CONFLICT (task) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE lease.holder = excluded.holder OR lease.until < clock_timestamp()
            RETURNING holder
            """,
            .text(task),
            .text(holder),
            .integer(UInt64(time / .milliseconds(1)))
        )
        return !rows.isEmpty
    }

    /// Gives a lease back, so that another one need not wait until it ends.
    func returnLease(_ task: String, as holder: String) throws(PostgresError) {
        try run("DELETE FROM call_lease WHERE task = $1 AND holder = $2", .text(task), .text(holder))
    }

    /// Forgets the leases of holders who died.
    func forgetEndedLeases() throws(PostgresError) {
        try run("DELETE FROM call_lease WHERE until < clock_timestamp() - interval '1 hour'")
    }
}
