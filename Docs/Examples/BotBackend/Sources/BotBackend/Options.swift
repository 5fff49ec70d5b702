import ArgumentParser
import BotBackendService
import CallLifecycle
import CallStorage
import Foundation
import Logging
import PostgresCallStorage

/// Where the service listens, and how much it takes.
struct ListeningOptions: ParsableArguments {
    private static let defaults = BackendLimits()

    @Option(help: "The address to listen at. Put a proxy that speaks TLS before any that is not loopback.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 for any that is free, which the log names.")
    var port = 8080

    @Flag(help: "Take the last address of X-Forwarded-For for the client's: only behind a proxy that writes it.")
    var behindProxy = false

    @Option(help: "How many connections may be open; more wait to be accepted.")
    var maxConnections = Self.defaults.connections

    @Option(help: "How many event streams may be open.")
    var maxStreams = Self.defaults.openStreams

    @Option(help: "How many bytes of events a request may bring.")
    var maxEventBytes = Self.defaults.eventBytes

    @Option(help: "How many requests a second a client may make in the long run; twice as many at once.")
    var requestsPerSecond = Self.defaults.requestsPerSecond

    @Option(help: "How often a stream says that it is alive, in seconds.")
    var keepAlive = Self.defaults.keepAlive / .seconds(1)

    @Option(
        help: "The least level that is logged: trace, debug, info, notice, warning, error or critical.",
        transform: { text in
            guard let level = Logger.Level(rawValue: text) else { throw ValidationError("no such level") }
            return level
        }
    )
    var logLevel = Logger.Level.info

    /// Whether nobody but this machine can connect.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port: expected a number from 0 to 65535") }
        guard maxConnections > 0, maxStreams > 0, maxEventBytes > 0, requestsPerSecond > 0, keepAlive > 0 else {
            throw ValidationError("a limit has to be more than nothing")
        }
        guard maxStreams < maxConnections else {
            throw ValidationError("--max-streams: expected fewer than there are connections: webhooks need some, too")
        }
    }

    /// What the service trusts, and what it bears.
    func settings(_ secrets: Secrets) -> BackendSettings {
        var settings = BackendSettings()
        settings.webhookSecret = secrets.webhook
        settings.readToken = secrets.readToken
        settings.botToken = secrets.botToken
        settings.isBehindProxy = behindProxy
        settings.limits.connections = maxConnections
        settings.limits.openStreams = maxStreams
        settings.limits.eventBytes = maxEventBytes
        settings.limits.requestsPerSecond = requestsPerSecond
        settings.limits.requestBurst = Int(2 * requestsPerSecond) + 1
        settings.limits.keepAlive = .seconds(keepAlive)
        return settings
    }
}

/// Where calls are kept.
struct KeepingOptions: ParsableArguments {
    @Option(help: "The folder of the journal; made if there is none.")
    var journal = "calls"

    @Option(
        help: """
            Keep calls in PostgreSQL and not in a journal, so that several machines may take events: an address such as \
            postgresql://bot@db.internal/calls. Give a password by PGPASSWORD or a password file.
            """
    )
    var database: String?

    @Option(
        help: """
            After how many seconds what is kept is written anew, without the calls that are no longer known: their data \
            is gone from the disk, or the database, after two such times.
            """
    )
    var checkpointInterval = 86_400

    @Flag(help: "Read events and keep nothing: to measure what keeping them costs.")
    var discard = false

    func validate() throws {
        guard checkpointInterval > 0 else {
            throw ValidationError("--checkpoint-interval: expected a number of seconds")
        }
    }

    /// The storage that the options name.
    func storage(_ logger: Logger) async throws -> any CallStorage {
        if discard {
            logger.warning("nothing is kept")
            return DiscardingCallStorage()
        }
        if let database {
            var store = PostgresCallEventStore.Configuration()
            store.checkpointAge = .seconds(checkpointInterval)
            let storage = try await PostgresCallStorage(address: database, store: store)
            let facts: Logger.Metadata = ["numbering": "\(storage.numbering)", "position": "\(storage.position)"]
            logger.info("log opened", metadata: facts)
            return storage
        }
        var configuration = CallJournal.Configuration()
        configuration.maximumSegmentAge = .seconds(checkpointInterval)
        let storage = try await JournalCallStorage(folder: journal, journal: configuration)
        logger.info("journal opened", metadata: ["recovery": "\(storage.recovery)"])
        return storage
    }
}

/// How the bot calls and is called.
struct CallingOptions: ParsableArguments {
    private static let defaults = Dialer.Policy()

    @Option(help: "Where Daily's REST API is.")
    var dailyAPI = "https://api.daily.co/v1"

    @Option(help: "How many times an order's number is called at the most.")
    var maxAttempts = Self.defaults.maximumAttempts

    @Option(help: "How long a call may go unanswered, in seconds.")
    var answerDeadline = Self.defaults.answerDeadline / .seconds(1)

    @Option(help: "How long after an attempt the next one comes, in seconds.")
    var pause = Self.defaults.pause / .seconds(1)

    func validate() throws {
        guard (1...5).contains(maxAttempts) else { throw ValidationError("--max-attempts: expected 1 to 5") }
        _ = try address
        guard answerDeadline > 0, pause >= 0 else { throw ValidationError("expected a time that is not negative") }
    }

    /// Where Daily's REST API is.
    var address: URL {
        get throws {
            guard let url = URL(string: dailyAPI), url.scheme?.hasPrefix("http") == true else {
                throw ValidationError("--daily-api: expected the address of an HTTP API")
            }
            return url
        }
    }

    /// What an order may cost.
    var policy: Dialer.Policy {
        var policy = Dialer.Policy()
        policy.maximumAttempts = maxAttempts
        policy.answerDeadline = .seconds(answerDeadline)
        policy.pause = .seconds(pause)
        return policy
    }
}
