// swift-tools-version: 6.2
import PackageDescription

/// As strict as the library's own targets.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The backend of a phone bot, as it would run in production: to be copied, and changed.
///
/// A package of its own, as yours would be. `Docs/Embedding.md` walks through it.
let package = Package(
    name: "bot-backend",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "call-lifecycle", path: "../../.."),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "CallStorage",
            dependencies: [
                .product(name: "CallLifecycle", package: "call-lifecycle"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
    ]
)
