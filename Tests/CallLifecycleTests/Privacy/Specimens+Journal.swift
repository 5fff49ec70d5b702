import CallLifecycle
import Foundation
import PersonalDataMarks
import Testing

// What a journal writes, and what it finds when it is opened again.

extension Specimens {
    /// Keeps everything in a journal and opens that again, whole and damaged.
    mutating func addJournal() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await keepReports(in: folder)
        addRefusal(of: folder)
        for file in try CallJournal.fileNames(at: folder.path()) {
            let place = folder.appending(path: file)
            // A number within the lines is another one now, and the end is cut off.
            let text = try String(contentsOf: place, encoding: .utf8).replacing("8642097531", with: "8642097530")
            try Data(text.utf8.dropLast(9)).write(to: place)
        }
        let recovery = try CallJournal.inspect(at: folder.path())
        add([recovery] + recovery.damage + recovery.damage.map(\.kind))
    }

    private mutating func keepReports(in folder: URL) async throws {
        let configuration = CallJournal.Configuration()
        let journal = try CallJournal(at: folder.path(), configuration: configuration)
        let engine = try await DurableCallEngine(store: journal, configuration: engine.configuration)
        add(try await engine.ingest(contentsOf: Array(reports.dropLast())))
        let claim = CallClaimID(Mark.text)
        add([try await engine.claimEndpoint(for: claim, at: at(0))])
        try await engine.compact()
        add([try await engine.ingest(try #require(reports.last))])
        add([journal, configuration, configuration.durability, engine, engine.core, engine.recovery])
        add([CallJournalOrigin.latestCheckpoint, .sequence(1)])
        add([CallInsertion(position: 1, isNew: true)])
        for try await page in try await journal.items(from: .latestCheckpoint) {
            add(page)
            for case .checkpoint(let checkpoint) in page { add([checkpoint]) }
            for case .entry(let entry, _) in page { add([entry]) }
        }
        add([CallJournalEntry.claim(claim, among: [SIPEndpoint(Mark.endpoint)], at: at(0)), .release(claim)])
        try await engine.close()
    }

    private mutating func addRefusal(of folder: URL) {
        let journal = try? CallJournal(at: folder.path())
        do throws(CallJournalError) {
            _ = try CallJournal(at: folder.path())
        } catch {
            add([error, error.code])
        }
        withExtendedLifetime(journal) {}
    }
}
