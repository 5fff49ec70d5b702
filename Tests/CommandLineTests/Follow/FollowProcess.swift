import Foundation

/// `call-lifecycle follow` as a process that goes on while a test does things to its logs.
final class FollowProcess {
    struct TooLate: Error, CustomStringConvertible {
        var description: String
    }

    private let process = Process()
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let input = Pipe()

    init(_ arguments: [String], output: FileHandle? = nil) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process.executableURL = try Command.executable
        process.arguments = ["follow"] + arguments
        process.standardInput = input
        process.standardOutput = try output ?? file("out")
        process.standardError = try file("err")
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    private func file(_ name: String) throws -> FileHandle {
        let url = folder.appending(path: name)
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    var output: String { text("out") }
    var errors: String { text("err") }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    /// Gives it a text on standard input.
    func write(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    func endInput() throws { try input.fileHandleForWriting.close() }

    /// Waits until something is so, for longer than a busy machine needs.
    func wait(until what: String, _ isSo: () -> Bool) async throws {
        for _ in 0..<1500 {
            if isSo() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw TooLate(description: "not in 30 s: \(what); output: \(output); errors: \(errors)")
    }

    func waitForOutput(_ part: String) async throws { try await wait(until: part) { output.contains(part) } }

    func waitForErrors(_ part: String) async throws { try await wait(until: part) { errors.contains(part) } }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for its end, and returns its exit status; `nil` if a signal ended it.
    func end() async throws -> Int32? {
        try await wait(until: "the end") { !process.isRunning }
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }
}
