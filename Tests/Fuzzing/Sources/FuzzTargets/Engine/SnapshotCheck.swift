@testable import CallLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An engine's snapshot, written and read again.
struct SnapshotCheck {
    private let engine: CallSessionEngine
    private let snapshot: CallEngineSnapshot

    init(_ engine: CallSessionEngine) {
        self.engine = engine
        snapshot = engine.snapshot()
    }

    func checkJSON() throws {
        let data = try JSONEncoder().encode(snapshot)
        try check(try JSONDecoder().decode(CallEngineSnapshot.self, from: data))
    }

    /// As a journal keeps it.
    func checkCheckpoint() throws {
        let checkpoint = CallCheckpoint(position: 7, snapshot: snapshot, configuration: engine.configuration)
        var bytes: [UInt8] = []
        var number: UInt64 = 0
        try checkpoint.forEachLine { (json: String) throws(DiskError) in
            number += 1
            bytes += JournalLine.encode(json, number: number)
        }
        let disk = MemoryDisk(["/calls/checkpoint": bytes], pieceLength: 1000)
        let file = try disk.open("/calls/checkpoint", forWriting: false)
        let reading = try CheckpointReading(JournalFileReader(file), name: "checkpoint", position: 7)
        try expect(reading.isWhole, "a checkpoint is whole: \(reading.damage)")
        try check(reading.checkpoint.snapshot)
    }

    private func check(_ again: CallEngineSnapshot) throws(Violation) {
        try expect(again == snapshot, "a snapshot reads back")
        let restored = CallSessionEngine(restoring: again, configuration: engine.configuration)
        try expect(restored.snapshot() == snapshot, "an engine goes on with all of it")
        try expectSame(restored.timelines, engine.timelines, "with the same sessions")
        try expectSame(restored.unattributed, engine.unattributed, "and the same that belongs nowhere")
        try expectSame(restored.endpoints, engine.endpoints, "and is ready")
    }
}
