// swift-tools-version: 6.2
import PackageDescription

/// The checks of the library's own package.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "call-lifecycle", path: "../.."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .target(
            name: "Workloads",
            dependencies: [
                .product(name: "CallLifecycle", package: "call-lifecycle"),
                .product(name: "CallTimelineRendering", package: "call-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "workload", dependencies: ["Workloads"], swiftSettings: strict),
        .executableTarget(
            name: "CallLifecycleBenchmarks",
            dependencies: ["Workloads", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/CallLifecycleBenchmarks",
            swiftSettings: strict,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ]
)
