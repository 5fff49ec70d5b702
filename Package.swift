// swift-tools-version: 6.2
import PackageDescription

/// Every target is built with the strictest checks that the toolchain has.
///
/// A warning is an error; no `unsafe` goes unmarked; imports stay private unless a public declaration needs them.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The files that the HTML page is made of.
let page = [
    "frame.html", "page.css", "print.css", "format.js", "log.js", "filter.js", "bar.js", "axis.js",
    "lanes.js", "diagram.js", "story.js", "printing.js", "main.js",
]

let package = Package(
    name: "call-lifecycle",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .library(name: "CallLifecycle", targets: ["CallLifecycle"]),
        .library(name: "CallTimelineRendering", targets: ["CallTimelineRendering"]),
        .library(name: "CallLifecycleTesting", targets: ["CallLifecycleTesting"]),
        .executable(name: "call-lifecycle", targets: ["call-lifecycle"]),
    ],
    targets: [
        .target(name: "CallLifecycle", swiftSettings: strict),
        .target(
            name: "CallTimelineRendering",
            dependencies: ["CallLifecycle"],
            resources: page.map { .embedInCode("HTML/Page/\($0)") },
            swiftSettings: strict
        ),
        .target(
            name: "CallLifecycleTesting",
            dependencies: ["CallLifecycle", "CallTimelineRendering"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "call-lifecycle",
            dependencies: ["CallLifecycle", "CallTimelineRendering"],
            swiftSettings: strict
        ),
        .target(name: "PersonalDataMarks", path: "Tests/PersonalDataMarks", swiftSettings: strict),
        .testTarget(
            name: "CallLifecycleTests",
            dependencies: ["CallLifecycle", "CallLifecycleTesting", "PersonalDataMarks"],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CallTimelineRenderingTests",
            dependencies: ["CallTimelineRendering", "PersonalDataMarks"],
            exclude: ["Golden"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["CallLifecycle", "CallTimelineRendering", "PersonalDataMarks", "call-lifecycle"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CallLifecycleTestingTests",
            dependencies: ["CallLifecycleTesting", "PersonalDataMarks"],
            swiftSettings: strict
        ),
        .testTarget(name: "SoakTests", dependencies: ["CallLifecycle"], swiftSettings: strict),
    ]
)

// A soak or a sanitizer need not compile the tests that it does not run: `TEST_TARGETS` names those that it does.
if let chosen = Context.environment["TEST_TARGETS"]?.split(separator: ",").map(String.init) {
    package.targets.removeAll { $0.type == .test && !chosen.contains($0.name) }
}
