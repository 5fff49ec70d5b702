import CPostgres
import Glibc

/// One connection to PostgreSQL by libpq, for one thread at a time, with a time limit on everything.
///
/// It blocks: only actors on a ``BlockingThread`` have one. After an error other than ``PostgresError/Kind/refused(_:)``
/// it is of no use any more.
@safe
final class PostgresConnection {
    private let connection: OpaquePointer

    /// How long anything may take before the connection is given up.
    let limit: Duration

    /// Connects.
    ///
    /// - Parameters:
    ///   - address: A connection string or a `postgresql:` address; what it says goes before what is set here.
    ///   - limit: How long anything may take.
    /// - Throws: ``PostgresError``.
    init(to address: String, limit: Duration) throws(PostgresError) {
        self.limit = limit
        let settings = [
            ("application_name", "bot-backend"),
            ("connect_timeout", "3"),
            // A peer that is gone without a word is noticed in a quarter of a minute, on both sides.
            ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"),
            ("dbname", address),
            ("client_encoding", "UTF8"),
        ]
        let opened = unsafe Self.withCStrings(settings.map(\.0)) { keywords in
            unsafe Self.withCStrings(settings.map(\.1)) { values in unsafe PQconnectdbParams(keywords, values, 1) }
        }
        guard let opened = unsafe opened else { throw PostgresError(.noConnection, "no memory for a connection") }
        unsafe connection = opened
        guard unsafe PQstatus(opened) == CONNECTION_OK else {
            throw unsafe PostgresError(.noConnection, Self.sentence(PQerrorMessage(opened)))
        }
        unsafe PQsetnonblocking(opened, 1)
        // Notices are for people at a terminal.
        unsafe PQsetNoticeProcessor(opened, { _, _ in }, nil)
        try prepare()
    }

    deinit { unsafe PQfinish(connection) }

    /// Settings on which the promises of the store rest, whatever the server's defaults are.
    private func prepare() throws(PostgresError) {
        let rows = try run(
            """
            SELECT set_config('default_transaction_isolation', 'read committed', false),
                set_config('lock_timeout', '3s', false), set_config('statement_timeout', '10s', false),
                set_config('idle_in_transaction_session_timeout', '10s', false),
                set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),
                set_config('tcp_keepalives_count', '3', false),
                CASE current_setting('synchronous_commit')
                    WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END,
                current_setting('fsync'), current_setting('server_version_num')
            """
        )
        guard let row = rows.first, row[8] == "on" else {
            throw PostgresError(.unusable, "the server runs with fsync off, so what it has kept can be lost")
        }
        guard let version = row[9].flatMap({ Int($0) }), version >= 130_000 else {
            throw PostgresError(.unusable, "the server is older than PostgreSQL 13")
        }
    }

    /// Runs one statement, and returns the rows of its result when it is committed.
    ///
    /// - Throws: ``PostgresError``. Only where it is ``PostgresError/Kind/refused(_:)`` nothing was changed for sure.
    @discardableResult
    func run(_ statement: String, _ parameters: PostgresParameter...) throws(PostgresError) -> [[String?]] {
        let deadline = ContinuousClock.now.advanced(by: limit)
        try send(statement, parameters)
        while case let rest = unsafe PQflush(connection), rest != 0 {
            if rest < 0 { throw lost() }
            // Also reads: a server that is waiting for its answers to be read would not read on.
            try wait(for: POLLIN | POLLOUT, until: deadline)
            if unsafe PQconsumeInput(connection) == 0 { throw lost() }
        }
        var rows: [[String?]] = []
        var failure: PostgresError?
        // A statement of its own commits behind its result: only when nothing more comes is it known to be kept.
        while let result = try unsafe result(until: deadline) {
            defer { unsafe PQclear(result) }
            switch unsafe PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: unsafe rows += Self.rows(of: result)
            default: failure = unsafe failure ?? refusal(result)
            }
        }
        if let failure { throw failure }
        guard unsafe PQstatus(connection) == CONNECTION_OK else { throw lost() }
        return rows
    }

    /// Waits for a notification on a channel that this connection listens to.
    ///
    /// - Returns: Whether there was any; all that have come are taken as one.
    func notification(within time: Duration) throws(PostgresError) -> Bool {
        let deadline = ContinuousClock.now.advanced(by: time)
        var hasCome = false
        while true {
            while let notification = unsafe PQnotifies(connection) {
                unsafe PQfreemem(notification)
                hasCome = true
            }
            if hasCome { return true }
            do throws(PostgresError) {
                try wait(for: POLLIN, until: deadline)
            } catch  where error.kind == .timedOut {
                return false
            }
            if unsafe PQconsumeInput(connection) == 0 { throw lost() }
        }
    }
}

// MARK: - Inside

extension PostgresConnection {
    private func send(_ statement: String, _ parameters: [PostgresParameter]) throws(PostgresError) {
        // All values in one buffer, so that none moves while libpq reads it. An empty one has an address, too.
        let values = parameters.map(\.bytes)
        let joined = values.flatMap(\.self) + [0]
        let isSent = unsafe joined.withUnsafeBufferPointer { buffer in
            var offset = 0
            let pointers = unsafe values.map { value in
                defer { offset += value.count }
                return unsafe buffer.baseAddress.map { address in
                    unsafe UnsafeRawPointer(address + offset).assumingMemoryBound(to: CChar.self)
                }
            }
            return unsafe PQsendQueryParams(
                connection,
                statement,
                Int32(values.count),
                parameters.map(\.type),
                pointers,
                values.map { Int32($0.count) },
                Array(repeating: 1, count: values.count),
                0
            )
        }
        if isSent == 0 { throw lost() }
    }

    private func result(until deadline: ContinuousClock.Instant) throws(PostgresError) -> OpaquePointer? {
        while unsafe PQisBusy(connection) != 0 {
            try wait(for: POLLIN, until: deadline)
            if unsafe PQconsumeInput(connection) == 0 { throw lost() }
        }
        return unsafe PQgetResult(connection)
    }

    private func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws(PostgresError) {
        while true {
            let rest = (deadline - .now) / .milliseconds(1)
            guard rest > 0 else { throw PostgresError(.timedOut, "after \(limit)") }
            var place = unsafe pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
            guard place.fd >= 0 else { throw lost() }
            let count = unsafe poll(&place, 1, Int32(min(rest.rounded(.up), 60_000)))
            if count > 0 { return }
            if count < 0, errno != EINTR { throw lost() }
        }
    }

    private func lost() -> PostgresError {
        unsafe PostgresError(.noConnection, Self.sentence(PQerrorMessage(connection)))
    }

    private func refusal(_ result: OpaquePointer) -> PostgresError {
        // Not the details: they may quote what was sent.
        let message = unsafe Self.sentence(PQresultErrorField(result, Int32(UInt8(ascii: "M"))))
        guard let code = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
            return PostgresError(.noConnection, message)
        }
        let state = unsafe String(cString: code)
        // The server is shutting down, is not up yet, or has ended this session.
        let isLost = unsafe PQstatus(connection) != CONNECTION_OK
        let isLeaving = isLost || state.hasPrefix("57P") || state.hasPrefix("08")
        return PostgresError(isLeaving ? .noConnection : .refused(state), message)
    }

    private static func rows(of result: OpaquePointer) -> [[String?]] {
        unsafe (0..<PQntuples(result))
            .map { row in
                unsafe (0..<PQnfields(result))
                    .map { field in
                        guard unsafe PQgetisnull(result, row, field) == 0,
                            let value = unsafe PQgetvalue(result, row, field)
                        else {
                            return nil
                        }
                        let bytes = unsafe UnsafeRawBufferPointer(
                            start: value,
                            count: Int(PQgetlength(result, row, field))
                        )
                        return unsafe String(decoding: bytes, as: UTF8.self)
                    }
            }
    }

    private static func sentence(_ message: UnsafePointer<CChar>?) -> String {
        guard let message = unsafe message else { return "no reason was given" }
        let words = unsafe String(cString: message).split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? "the connection was closed" : words.joined(separator: " ")
    }

    /// Calls a body with a list of C strings that ends with a null pointer.
    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let bytes: [UInt8] = strings.reduce(into: []) { $0 += Array($1.utf8) + [0] }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            var offset = 0
            let list = unsafe strings.map { string in
                defer { offset += string.utf8.count + 1 }
                return unsafe buffer.baseAddress.map { address in
                    unsafe UnsafeRawPointer(address + offset).assumingMemoryBound(to: CChar.self)
                }
            }
            return unsafe (list + [nil]).withUnsafeBufferPointer { list in unsafe body(list.baseAddress) }
        }
    }
}
