import CallLifecycle
import Foundation
import Testing

@Suite("The command, of a journal's folder,")
struct JournalCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    private var segment: URL { folder.appending(path: "calls-00000000000000000001.jsonl") }

    /// Writes a journal of a good call, does something to it while it is closed, and runs the command on it.
    private func run(
        _ arguments: String...,
        harm: (URL) throws -> Void = { _ in }
    ) async throws -> (result: Command.Result, errors: String) {
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try await DurableCallEngine(store: try CallJournal(at: folder.path()))
        for line in CommandTests.good.split(separator: "\n") {
            try await engine.ingest(try CallEventDecoder().decode(String(line)))
        }
        try await engine.close()
        try harm(segment)
        let result = try Command.run(arguments + [folder.path()], input: nil)
        return (result, result.errors.replacing(folder.path(), with: "calls"))
    }

    @Test("shows what was kept, as it shows a log")
    func timeline() async throws {
        let log = try Command.run("timeline", "--format", "json", "-", input: CommandTests.good)
        let (result, errors) = try await run("timeline", "--format", "json")
        #expect(result.status == 0)
        #expect(result.output == log.output)
        #expect(errors == log.errors)
    }

    @Test("shows it as well from a checkpoint and the segments around it")
    func checkpoint() async throws {
        let log = try Command.run("timeline", "--format", "json", "-", input: CommandTests.good)
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try await DurableCallEngine(store: try CallJournal(at: folder.path()))
        for line in CommandTests.good.split(separator: "\n") {
            try await engine.ingest(try CallEventDecoder().decode(String(line)))
            try await engine.compact()
        }
        let result = try Command.run("timeline", "--format", "json", folder.path())
        try await engine.close()
        #expect(result.output == log.output)
        #expect(result.status == 0)
    }

    @Test("finds nothing wrong with a journal that is whole")
    func whole() async throws {
        let (result, errors) = try await run("check", "--strict")
        #expect(result.status == 0)
        #expect(errors.isEmpty)
    }

    @Test("tells damage that still reads as an event, which only the checksum shows, and ends with 65")
    func damage() async throws {
        let (result, errors) = try await run("timeline") { segment in
            let text = try String(contentsOf: segment, encoding: .utf8)
            try Data(text.replacing("+14155550123", with: "+14155550124").utf8).write(to: segment)
        }
        #expect(result.status == 65)
        #expect(result.output.contains("dial-in s1"))
        let expected = #/call-lifecycle: calls: calls-0+1.jsonl, byte \d+: \d+ bytes are damaged\n/#
        #expect(try expected.wholeMatch(in: errors) != nil, "\(errors)")
    }

    @Test("tells an unfinished write at the end")
    func tornTail() async throws {
        let (result, errors) = try await run("check") { segment in
            try (try Data(contentsOf: segment)).dropLast(9).write(to: segment)
        }
        #expect(result.status == 65)
        #expect(errors.contains("bytes of an unfinished write"), "\(errors)")
        #expect(errors.contains("truncated: expected the rest of the line"), "\(errors)")
    }

    @Test("refuses a folder without one")
    func noJournal() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let result = try Command.run("timeline", folder.path())
        #expect(result.status == 66)
        #expect(result.errors == "call-lifecycle: \(folder.path()): a folder without a journal\n")
    }
}
