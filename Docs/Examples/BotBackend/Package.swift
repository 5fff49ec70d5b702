// swift-tools-version: 6.2
import PackageDescription

/// The backend of a phone bot, as it would run in production: to be copied, and changed.
///
/// A package of its own, as yours would be. `Docs/Embedding.md` walks through it.
let package = Package(
    name: "bot-backend",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "call-lifecycle", path: "../../.."),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms.git", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "CallStorage",
            dependencies: [.callLifecycle, .serviceLifecycle]
        ),
        .target(
            name: "BotBackendService",
            dependencies: [
                "CallStorage", .asyncAlgorithms, .callLifecycle, .callTimelineRendering, .crypto, .hummingbird,
                .logging, .metrics, .nioCore, .serviceLifecycle,
            ],
            resources: ["login.html", "page.html", "page.css", "page.js"].map { .embedInCode("Page/\($0)") }
        ),
        .executableTarget(
            name: "BotBackend",
            dependencies: [
                "BotBackendService", "CallStorage", "PostgresCallStorage", .argumentParser, .callLifecycle, .crypto,
                .logging, .metrics, .nioCore, .serviceLifecycle, .unixSignals,
            ]
        ),
        .testTarget(
            name: "BotBackendServiceTests",
            dependencies: [
                "BotBackendService", "CallStorage", .callLifecycle, .callLifecycleTesting, .callTimelineRendering,
                .crypto, .hummingbird, .logging, .nioCore, .nioEmbedded,
            ]
        ),
        // Several machines: PostgreSQL's own client, and the calls that are kept with it.
        .systemLibrary(
            name: "CPostgres",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        .target(
            name: "PostgresCallStorage",
            dependencies: ["CallStorage", "CPostgres", .callLifecycle, .crypto, .serviceLifecycle]
        ),
        .executableTarget(
            name: "ImportJournal",
            dependencies: ["PostgresCallStorage", .argumentParser, .callLifecycle]
        ),
        .testTarget(
            name: "PostgresCallStorageTests",
            dependencies: [
                "BotBackendService", "CallStorage", "PostgresCallStorage", .callLifecycle, .callLifecycleTesting,
                .logging,
            ]
        ),
        // Past one database: `swift run -c release PartitionSimulation`.
        .executableTarget(
            name: "PartitionSimulation",
            dependencies: [.callLifecycle]
        ),
    ]
)

/// What the targets are made of, beside one another.
extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncAlgorithms = product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
    static let callLifecycle = product(name: "CallLifecycle", package: "call-lifecycle")
    static let callLifecycleTesting = product(name: "CallLifecycleTesting", package: "call-lifecycle")
    static let callTimelineRendering = product(name: "CallTimelineRendering", package: "call-lifecycle")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
}

/// As strict as the library's own targets.
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
