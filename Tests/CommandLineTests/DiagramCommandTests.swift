import Foundation
import Testing

@Suite("The diagram command")
struct DiagramCommandTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let log = root.appending(path: "Tests/CallTimelineRenderingTests/Golden/calls.jsonl").path()

    @Test("draws the path of the one call that is meant", arguments: ["mermaid", "dot", "svg", "scxml"])
    func path(format: String) throws {
        let result = try Command.run("diagram", "--session", "4f1", "--format", format, Self.log)
        #expect(result.status == 0)
        let golden = format == "mermaid" ? "mmd" : format
        let file = Self.root.appending(path: "Tests/CallTimelineRenderingTests/Golden/path.\(golden)")
        #expect(try result.output == String(contentsOf: file, encoding: .utf8))
    }

    @Test("says which call it cannot draw, and what it lacks")
    func unclear() throws {
        let none = try Command.run("diagram", "--session", "zzz", Self.log)
        #expect(none.status == 64)
        #expect(none.errors.contains("no call of 5 has a session ID that begins with “zzz”"))
        let several = try Command.run("diagram", "--session", "", Self.log)
        #expect(several.status == 64)
        #expect(several.errors.contains("5 calls have a session ID"))
        #expect(try Command.run("diagram", Self.log).status == 64)
        #expect(try Command.run("diagram", "--session", "4f1").status == 64)
        #expect(try Command.run("diagram", "--session", "4f1", "--format", "markdown", Self.log).status == 64)
        #expect(try Command.run("diagram", "--session", "4f1", "/nowhere").status == 66)
    }

    @Test("needs no --session where the log has one call, and misses a log as every command does")
    func onlyCall() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = folder.appending(path: "one.jsonl")
        try Data(#"{"action":"dialin-connected","sessionId":"s1","timestamp":1772359200}"#.utf8).write(to: log)
        let only = try Command.run("diagram", log.path())
        #expect(only.status == 0)
        #expect(try only.output == Command.run("diagram", "--session", "s1", log.path()).output)
        #expect(try Command.run("diagram", "/nowhere").status == 66)
        #expect(try Command.run("diagram", Self.log).errors.contains("5 calls: name one with --session ID: "))
    }

    @Test("checks a folder of diagrams for drift")
    func drift() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.copyItem(at: Self.root.appending(path: "StateDiagrams"), to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try Command.run("diagram", "--check", folder.path()).status == 0)
        try FileManager.default.removeItem(at: folder.appending(path: "dial-in.dot"))
        let file = folder.appending(path: "dial-out.svg")
        try (Data(contentsOf: file) + Data(" ".utf8)).write(to: file)
        let cut = folder.appending(path: "dial-out.scxml")
        try Data(contentsOf: cut).dropLast().write(to: cut)
        let result = try Command.run("diagram", "--check", folder.path())
        #expect(result.status == 1)
        let names = result.output.split(separator: "\n").map { $0.split(separator: "/").last ?? "" }
        #expect(
            names.map { $0.prefix { $0 != ":" } } == ["dial-in.dot", "dial-out.svg", "dial-out.scxml"]
        )
        #expect(try Command.run("diagram", "--check", "/nowhere").status == 66)
        #expect(try Command.run("diagram", "--check", folder.path(), Self.log).status == 64)
    }
}
