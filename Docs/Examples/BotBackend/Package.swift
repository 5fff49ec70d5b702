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
            dependencies: [
                .product(name: "CallLifecycle", package: "call-lifecycle"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "BotBackendService",
            dependencies: [
                "CallStorage",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "CallLifecycle", package: "call-lifecycle"),
                .product(name: "CallTimelineRendering", package: "call-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: ["login.html", "page.html", "page.css", "page.js"].map { .embedInCode("Page/\($0)") }
        ),
        .executableTarget(
            name: "BotBackend",
            dependencies: [
                "BotBackendService",
                "CallStorage",
                "PostgresCallStorage",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CallLifecycle", package: "call-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "BotBackendServiceTests",
            dependencies: [
                "BotBackendService",
                "CallStorage",
                .product(name: "CallLifecycle", package: "call-lifecycle"),
                .product(name: "CallLifecycleTesting", package: "call-lifecycle"),
                .product(name: "CallTimelineRendering", package: "call-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
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
            dependencies: [
                "CallStorage",
                "CPostgres",
                .product(name: "CallLifecycle", package: "call-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "ImportJournal",
            dependencies: [
                "PostgresCallStorage",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CallLifecycle", package: "call-lifecycle"),
            ]
        ),
        .testTarget(
            name: "PostgresCallStorageTests",
            dependencies: [
                "BotBackendService",
                "CallStorage",
                "PostgresCallStorage",
                .product(name: "CallLifecycle", package: "call-lifecycle"),
                .product(name: "CallLifecycleTesting", package: "call-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // Past one database: `swift run -c release PartitionSimulation`.
        .executableTarget(
            name: "PartitionSimulation",
            dependencies: [.product(name: "CallLifecycle", package: "call-lifecycle")]
        ),
    ]
)

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
