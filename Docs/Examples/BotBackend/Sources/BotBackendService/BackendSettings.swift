package import CallLifecycle
package import Crypto

/// What the service trusts, and what it bears.
package struct BackendSettings: Sendable {
    /// The secret under which Daily signs its webhooks; without one there is no route for them.
    package var webhookSecret: SymmetricKey?

    /// What whoever looks on must show; `nil` lets everybody look on, which is for loopback only.
    package var readToken: AccessToken?

    /// What a bot must show to report events and to place orders; `nil` lets everybody, which is for loopback only.
    package var botToken: AccessToken?

    /// How far a webhook's timestamp may be off.
    package var replayWindow: Duration = .seconds(300)

    /// Whether the last address of `X-Forwarded-For` is that of the client: only behind a proxy that writes it.
    package var isBehindProxy = false

    /// The bounds.
    package var limits = BackendLimits()

    /// What time it is.
    package var now: @Sendable () -> CallStamp = { .now }

    /// Settings for loopback: no webhooks, no tokens.
    package init() {}
}

/// How much the service takes before it says no.
package struct BackendLimits: Sendable {
    /// How many bytes of events one request may bring; a line, and a webhook, has the limit of `CallEventDecoder`.
    ///
    /// 16 MiB by default: some 30,000 events, as a recorder has after a day without a network.
    package var eventBytes = 16 << 20

    /// How many requests a client may make at once, after a pause.
    package var requestBurst = 200

    /// How many requests a second a client may make in the long run.
    ///
    /// 100 by default: a bot reports a handful of events a minute, and Daily's webhooks come from few addresses.
    package var requestsPerSecond = 100.0

    /// How many clients' rates are remembered; past it, those that have been quiet longest are forgotten.
    package var rememberedClients = 10_000

    /// How many connections may be open; more wait to be accepted.
    package var connections = 1000

    /// How many event streams may be open at once.
    ///
    /// 100 by default. Each holds a connection and a mailbox of some 200 KiB at the most.
    package var openStreams = 100

    /// How often a stream says that it is alive, so that proxies keep it open and a client that left is noticed.
    package var keepAlive: Duration = .seconds(15)

    /// How many calls one page of a list holds at the most.
    package var pageSize = 500

    /// The default bounds.
    package init() {}
}
