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

// A soak or a sanitizer need not compile what it does not run: `TEST_TARGETS` names test targets, and they are left, with
// what they depend on. Targets stand behind those that they depend on; a product has the name of its target.
if let chosen = Context.environment["TEST_TARGETS"]?.split(separator: ",").map(String.init) {
    var needed = Set(chosen)
    for target in package.targets.reversed() where needed.contains(target.name) {
        for case .byNameItem(let name, _) in target.dependencies { needed.insert(name) }
    }
    package.targets.removeAll { !needed.contains($0.name) }
    package.products.removeAll { !needed.contains($0.name) }
}

// And of the largest of them, `TEST_FOLDERS_OMITTED` names what is not run either.
if let folders = Context.environment["TEST_FOLDERS_OMITTED"]?.split(separator: ",").map(String.init) {
    for target in package.targets where target.name == "CallLifecycleTests" { target.exclude += folders }
}

// The library as it ships beside tests that are quickly compiled, for a sanitizer that otherwise takes long to run.
if Context.environment["OPTIMIZED_LIBRARY"] != nil {
    for target in package.targets where target.name == "CallLifecycle" {
        target.swiftSettings?.append(.unsafeFlags(["-O"]))
    }
}
