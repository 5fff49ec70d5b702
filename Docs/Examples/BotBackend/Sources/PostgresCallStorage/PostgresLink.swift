/// A connection that comes back.
struct PostgresLink {
    /// How long to wait after each failure to connect in turn; after the last for ever the same.
    static let delays: [Duration] = [0, 50, 100, 200, 400, 800, 1600, 3000].map { .milliseconds($0) }

    private let address: String
    private let limit: Duration
    private var connection: PostgresConnection?
    private var isClosed = false
    private var failures = 0
    /// When connecting may be tried again, and why it was not possible.
    private var pause: (end: ContinuousClock.Instant, reason: PostgresError)?

    init(_ address: String, limit: Duration) {
        self.address = address
        self.limit = limit
    }

    /// Runs something on the connection, which is made if there is none.
    ///
    /// - Parameters:
    ///   - again: Whether to do it once more on a new connection where the old one turns out to be lost: for what may
    ///     be done twice.
    ///   - work: What to do.
    /// - Returns: What it gave.
    /// - Throws: ``PostgresError``.
    mutating func use<Result>(
        again: Bool = false,
        _ work: (PostgresConnection) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        let isOld = connection != nil
        do throws(PostgresError) {
            return try work(try open())
        } catch {
            if case .refused = error.kind { throw error }
            connection = nil
            guard again, isOld, error.kind == .noConnection else { throw error }
        }
        do throws(PostgresError) {
            return try work(try open())
        } catch {
            if case .refused = error.kind { throw error }
            connection = nil
            throw error
        }
    }

    /// Closes the connection for good.
    mutating func close() {
        isClosed = true
        connection = nil
    }

    private mutating func open() throws(PostgresError) -> PostgresConnection {
        if let connection { return connection }
        if isClosed { throw PostgresError(.noConnection, "the connection was closed") }
        if let pause, pause.end > .now { throw pause.reason }
        do throws(PostgresError) {
            let connection = try PostgresConnection(to: address, limit: limit)
            self.connection = connection
            (failures, pause) = (0, nil)
            return connection
        } catch {
            let delay = Self.delays[min(failures, Self.delays.count - 1)]
            failures += 1
            // Replicas that were cut off together do not come back in step.
            pause = (.now.advanced(by: delay * Double.random(in: 0.5...1)), error)
            throw error
        }
    }
}
