import Foundation
import Testing

@testable import CallLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("A journal on the machine's own disk")
struct SystemDiskTests {
    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    private func permissions(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path())[.posixPermissions] as? Int
    }

    @Test("can be read by its owner only, whatever a process would allow")
    func permissions() async throws {
        try await withFolder { folder in
            let before = umask(0)
            defer { umask(before) }
            let calls = folder.appending(path: "var").appending(path: "calls")
            let engine = try await DurableCallEngine(store: try CallJournal(at: calls.path()))
            try await engine.recordDialOutRequest("s1", at: at(0))
            try await engine.compact()
            try await engine.recordDialOutRequest("s2", at: at(1))
            let names = try FileManager.default.contentsOfDirectory(atPath: calls.path())
            #expect(names.count >= 3)  // the lock, a segment, a checkpoint
            for name in names { #expect(try permissions(calls.appending(path: name)) == 0o600, "\(name)") }
            #expect(try permissions(calls) == 0o700)
            #expect(try permissions(calls.deletingLastPathComponent()) == 0o700)
            try await engine.close()
        }
    }

    @Test("is open once, and free when it was closed")
    func locking() async throws {
        try await withFolder { folder in
            let journal = try CallJournal(at: folder.path())
            let error = #expect(throws: CallJournalError.self) { try CallJournal(at: folder.path()) }
            #expect(error?.code == .locked)
            try await journal.close()
            try await CallJournal(at: folder.path()).close()
        }
    }

    @Test("says that a folder is none")
    func notAFolder() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "file")
            try Data("calls".utf8).write(to: file)
            for path in [file.path(), file.path() + "/calls"] {
                #expect(throws: CallJournalError.self) { try CallJournal(at: path) }
            }
            #expect(try Data(contentsOf: file) == Data("calls".utf8))
        }
    }
}
