import ArgumentParser
import BotBackendService
import CallLifecycle
import CallStorage
import Logging
import Metrics
import NIOCore
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Starts the service, and stops it when it is told to.
@main
struct BotBackendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bot-backend",
        abstract: "Take Daily's events of calls, keep them, and show what they say.",
        discussion: """
            Secrets come from the environment, where `ps` does not show them:

              WEBHOOK_SECRET  Daily's secret of the webhook, in Base64; without it webhooks are not taken
              READ_TOKEN      what whoever looks on must show, as a bearer token or at /login
              BOT_TOKEN       what a bot must show to report events and to place orders
              DAILY_API_KEY   the key of Daily's REST API; without it nobody is called or forwarded

            A token has 16 characters at the least. Only on loopback may both be left out.
            """
    )

    @OptionGroup var listening: ListeningOptions
    @OptionGroup var keeping: KeepingOptions
    @OptionGroup var calling: CallingOptions

    func run() async throws {
        let secrets = try Secrets(needingTokens: !listening.isLoopback)
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "bot-backend")
        logger.logLevel = listening.logLevel
        let registry = MetricsRegistry()
        MetricsSystem.bootstrap(registry)

        secrets.logWhatIsOff(logger)
        let storage = try await keeping.storage(logger)
        let settings = listening.settings(secrets)
        var services: [any Service] = [storage]
        var desk: CallerDesk?
        var dialer: Dialer?
        if let key = secrets.dailyKey {
            let daily = DailyREST(base: try calling.address, key: key)
            let newDesk = CallerDesk(storage: storage, daily: daily, logger: logger)
            let newDialer = Dialer(storage: storage, daily: daily, policy: calling.policy, logger: logger)
            services += [newDesk, newDialer]
            (desk, dialer) = (newDesk, newDialer)
        }
        let service = BotBackendService(
            storage: storage,
            settings: settings,
            registry: registry,
            desk: desk,
            dialer: dialer
        )
        // The last to start is the first to stop: no request comes any more when the storage closes.
        services.append(service.application(host: listening.host, port: listening.port, logger: logger))
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        )
        do {
            try await group.run()
        } catch let error as IOError {
            // The server's own words name neither the address nor that it is about one.
            throw ListeningError(address: "\(listening.host), port \(listening.port)", code: error.errnoCode)
        }
        logger.info("stopped")
    }
}

/// Why the service does not listen where it was told to.
struct ListeningError: Error, CustomStringConvertible {
    let address: String
    let code: CInt

    var description: String { "cannot listen at \(address): \(unsafe String(cString: strerror(code)))" }
}
