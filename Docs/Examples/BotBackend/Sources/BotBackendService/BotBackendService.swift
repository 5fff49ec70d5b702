package import CallStorage
package import Hummingbird
package import Logging
package import ServiceLifecycle

/// The service: its routes over a storage.
package struct BotBackendService: Sendable {
    private let storage: any CallStorage
    private let settings: BackendSettings
    private let registry: MetricsRegistry?
    private let desk: CallerDesk?
    private let dialer: Dialer?
    private let streams: EventStreams

    /// A service.
    ///
    /// - Parameters:
    ///   - storage: Where its calls are kept.
    ///   - settings: What it trusts, and what it bears.
    ///   - registry: What swift-metrics was bootstrapped with, for `/metrics`.
    ///   - desk: Takes callers who wait; without one there is no route for them.
    ///   - dialer: Takes orders to dial out; without one there is no route for them.
    package init(
        storage: any CallStorage,
        settings: BackendSettings,
        registry: MetricsRegistry? = nil,
        desk: CallerDesk? = nil,
        dialer: Dialer? = nil
    ) {
        self.storage = storage
        self.settings = settings
        self.registry = registry
        self.desk = desk
        self.dialer = dialer
        streams = EventStreams(settings.limits)
    }

    /// All routes, each behind what it needs.
    package var router: Router<BackendContext> {
        let router = Router(context: BackendContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: SecurityHeadersMiddleware())
        HealthRoute(storage: storage).addRoute(to: router)

        let limited = router.group().add(middleware: RateLimitMiddleware(settings))
        if let secret = settings.webhookSecret {
            WebhookRoute(storage: storage, settings: settings, secret: secret).addRoute(to: limited)
        }
        LoginRoutes(token: settings.readToken).addRoutes(to: limited)

        let bots = limited.group().add(middleware: AccessMiddleware(token: settings.botToken, takesCookie: false))
        EventsRoute(storage: storage, limits: settings.limits).addRoute(to: bots)
        if let desk { CallersRoutes(desk: desk).addRoutes(to: bots) }
        if let dialer { OrdersRoute(dialer: dialer).addRoute(to: bots) }

        let readers = limited.group().add(middleware: AccessMiddleware(token: settings.readToken, takesCookie: true))
        CallsRoutes(storage: storage, limits: settings.limits).addRoutes(to: readers)
        TransitionsRoute(storage: storage, streams: streams).addRoute(to: readers)
        LiveRoute(storage: storage, streams: streams, now: settings.now).addRoute(to: readers)
        LivePage().addRoutes(to: readers)
        MetricsRoute(storage: storage, streams: streams, registry: registry).addRoute(to: readers)
        return router
    }
}

extension BotBackendService {
    /// The service as a server, for a service group.
    ///
    /// It stops accepting when it is told to shut down, ends its streams, and answers the requests that it has.
    package func application(host: String, port: Int, logger: Logger) -> some Service {
        Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(75))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(settings.limits.connections, logger: logger)
            ),
            onServerRunning: { channel in
                // A process that was started with port 0 is found by this line.
                let port = channel.localAddress?.port ?? port
                logger.info("listening", metadata: ["host": "\(host)", "port": "\(port)"])
            },
            logger: logger
        )
    }
}
