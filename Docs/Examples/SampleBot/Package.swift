// swift-tools-version: 6.2
import PackageDescription

/// A bot's backend as small as one can be, with tests in both frameworks.
///
/// A package of its own, as yours would be.
let package = Package(
    name: "sample-bot",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "call-lifecycle", path: "../../..")],
    targets: [
        .target(
            name: "SampleBot",
            dependencies: [.product(name: "CallLifecycle", package: "call-lifecycle")]
        ),
        .testTarget(
            name: "SampleBotTests",
            dependencies: ["SampleBot", .product(name: "CallLifecycleTesting", package: "call-lifecycle")]
        ),
        .testTarget(
            name: "SampleBotXCTests",
            dependencies: ["SampleBot", .product(name: "CallLifecycleTesting", package: "call-lifecycle")]
        ),
        // Fails on purpose, to show how failures look: leave it out with `--skip FailingOnPurpose`.
        .testTarget(
            name: "FailingOnPurpose",
            dependencies: ["SampleBot", .product(name: "CallLifecycleTesting", package: "call-lifecycle")]
        ),
    ]
)
