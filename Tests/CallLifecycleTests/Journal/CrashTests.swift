import CallLifecycleTesting
import Dispatch
import Testing

@testable import CallLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder with a journal, and beside it what a process that is going to die wrote down of its doings.
struct CrashSite: Codable, Sendable {
    let path: String
    let seed: UInt64

    var journal: String { path + "/journal" }

    /// Sessions of which an event was to be taken, and events that were acknowledged, one a line.
    var attempts: String { path + "/attempts" }
    var acknowledgements: String { path + "/acknowledgements" }

    func lines(_ file: String) throws -> Set<String> {
        let data = FileManager.default.contents(atPath: file) ?? Data()
        // The last line may have been cut off by the death of its writer, and who dies early has written none.
        let whole = data.prefix(upTo: data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? data.startIndex)
        return Set(String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    static func name(_ event: CallEvent) -> String { "\(event.sessionID?.rawValue ?? "") \(event.kind.rawValue)" }
}

/// A process that takes calls until it is killed, at a moment that nobody knows.
enum Victim {
    static func live(_ site: CrashSite, life: UInt64) async throws {
        var random = SeededGenerator(seed: site.seed &+ life)
        let delay = DispatchTimeInterval.microseconds(Int.random(in: 1000..<120_000, using: &random))
        // Every other one may die while it starts.
        if life.isMultiple(of: 2) { die(after: delay) }

        var configuration = CallJournal.Configuration()
        configuration.maximumSegmentSize = 100_000
        let disk = FaultyDisk(seed: site.seed &+ life)
        let folder = JournalFolder(path: site.journal, disk: disk)
        // A start on a disk that fails may fail, too, and is tried again.
        var opened: DurableCallEngine?
        while opened == nil {
            opened = try? await DurableCallEngine(store: CallJournal(folder, configuration))
        }
        guard let engine = opened else { return }
        if !life.isMultiple(of: 2) { die(after: delay) }
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<4 {
                group.addTask {
                    for number in 0... { await call("\(life)-\(sender)-\(number)", engine, site) }
                }
            }
        }
    }

    private static func die(after delay: DispatchTimeInterval) {
        DispatchQueue.global().asyncAfter(deadline: .now() + delay) { kill(getpid(), SIGKILL) }
    }

    /// Sends the events of one call, each until it is acknowledged.
    private static func call(_ id: String, _ engine: DurableCallEngine, _ site: CrashSite) async {
        for event in CallScenario.dialOut(session: .init(id)).connected().answered().stopped().events {
            note(CrashSite.name(event), to: site.attempts)
            while (try? await engine.ingest(event)) == nil {}
            note(CrashSite.name(event), to: site.acknowledgements)
        }
    }

    private static func note(_ line: String, to path: String) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let bytes = Array((line + "\n").utf8)
        // One write: of two processes or tasks, neither cuts the other's line.
        _ = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        close(file)
    }
}

@Suite("A process that is killed at any moment", .serialized)
struct CrashTests {
    /// How often; `CRASH_KILLS` asks for more.
    private static let kills = environment("CRASH_KILLS").flatMap { UInt64($0) } ?? 8
    private static let seed = environment("CRASH_SEED").flatMap { UInt64($0) } ?? 1

    private static func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    @Test("on a disk that fails loses nothing that it has acknowledged, and its next start succeeds")
    func killing() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let site = CrashSite(path: folder.path(), seed: Self.seed)
        var torn = 0
        for life in 0..<Self.kills {
            await #expect(processExitsWith: .signal(SIGKILL)) { [site = site as CrashSite, life = life as UInt64] in
                try await Victim.live(site, life: life)
            }

            // What is left is opened as it is, on a disk that works.
            let engine = try await DurableCallEngine(store: try CallJournal(at: site.journal))
            let kept = engine.sessions.flatMap { $0.steps.map { CrashSite.name($0.event) } }
            let (attempts, acknowledgements) = (try site.lines(site.attempts), try site.lines(site.acknowledgements))
            #expect(acknowledgements.isSubset(of: kept), "life \(life)")
            #expect(Set(kept).isSubset(of: attempts), "life \(life)")
            #expect(engine.recovery.isIntact, "life \(life): \(engine.recovery)")
            torn += engine.recovery.damage.count
            try await engine.close()
        }
        let acknowledged = try site.lines(site.acknowledgements).count
        print("crashes: \(Self.kills) kills, \(acknowledged) events acknowledged, none lost, \(torn) unfinished writes")
        #expect(acknowledged > 0)
    }
}
