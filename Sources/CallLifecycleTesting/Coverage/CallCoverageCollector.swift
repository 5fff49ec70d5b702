public import CallLifecycle
public import CallTimelineRendering

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Collects the coverage of a whole test process, and of several.
///
/// Hand it engines at the end of tests. Where the environment variable `CALL_LIFECYCLE_COVERAGE` names a folder, each
/// process keeps what it has seen in a file of its own there, so that a later step can merge the files of all:
///
/// ```swift
/// CallCoverageCollector.shared.collect { $0.record(engine) }
/// // … and behind all tests:
/// try expectCoverage(CallTransitionCoverage(mergingFilesAt: folder))
/// ```
///
/// May be used from any thread. A file is written only when something new was seen, which is as often as there are
/// cells at the most.
public final class CallCoverageCollector: Sendable {
    /// The environment variable that names the folder.
    public static let environmentVariable = "CALL_LIFECYCLE_COVERAGE"

    /// The collector of this process, with the folder that the environment names.
    public static let shared = CallCoverageCollector(
        folder: ProcessInfo.processInfo.environment[environmentVariable].flatMap { $0.isEmpty ? nil : $0 }
    )

    private let folder: String?
    private let seen = Locked(CallTransitionCoverage())
    private let name = "\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString).json"

    /// A collector that keeps what it sees in a folder, which is made if it is not there; in memory only for `nil`.
    public init(folder: String?) { self.folder = folder }

    /// What was seen so far.
    public var coverage: CallTransitionCoverage { seen.withLock { $0 } }

    /// Adds what a closure takes down.
    ///
    /// A file that cannot be written is reported on standard output: a test does not fail for it, the step that merges
    /// the files does.
    public func collect(_ record: (inout CallTransitionCoverage) -> Void) {
        var news = CallTransitionCoverage()
        record(&news)
        // Written under the lock: a file must not be replaced by one with less in it.
        seen.withLock { seen in
            let all = seen.union(news)
            guard all != seen else { return }
            seen = all
            guard let folder else { return }
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try JSONEncoder().encode(all).write(to: URL(filePath: folder).appending(path: name), options: .atomic)
            } catch {
                print("coverage could not be kept in \(folder): \(error)")
            }
        }
    }
}

extension CallTransitionCoverage {
    /// What all processes have seen that kept it in a folder.
    ///
    /// - Throws: What the system says if a file cannot be read, or is none.
    public init(mergingFilesAt folder: String) throws {
        self.init()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".json") {
            let data = try Data(contentsOf: URL(filePath: folder).appending(path: name))
            formUnion(try JSONDecoder().decode(CallTransitionCoverage.self, from: data))
        }
    }

    /// The state machine of a direction, the transitions that were met drawn strong and the others faint.
    public func diagram(of direction: CallDirection) -> StateDiagram {
        StateDiagram(
            of: direction,
            emphasising: cells.filter { $0.direction == direction }.map { ($0.event, $0.state) }
        )
    }
}
