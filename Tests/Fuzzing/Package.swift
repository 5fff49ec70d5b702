// swift-tools-version: 6.2
import PackageDescription

/// The checks of the library's own package, so that its fuzz targets are built no less strictly.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// One executable for each target: libFuzzer calls one function by its name, so a program can have only one.
let fuzzers = ["fuzz-lines", "fuzz-stamps", "fuzz-journal", "fuzz-engine"]

let package = Package(
    name: "fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "call-lifecycle", path: "../..")],
    targets: [
        .target(
            name: "FuzzTargets",
            dependencies: [.product(name: "CallLifecycle", package: "call-lifecycle")],
            swiftSettings: strict
        ),
        .testTarget(name: "FuzzTargetsTests", dependencies: ["FuzzTargets"], swiftSettings: strict),
    ] + fuzzers.map { .executableTarget(name: $0, dependencies: ["FuzzTargets"], swiftSettings: strict) }
)
