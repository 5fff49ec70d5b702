import Foundation

/// The command under test, run as a person would: as a process.
enum Command {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    static func run(_ arguments: String..., input: String? = nil) throws -> Result {
        try run(arguments, input: input.map { Data($0.utf8) })
    }

    static func run(_ arguments: [String], input: Data?, output: FileHandle? = nil) throws -> Result {
        let process = Process()
        process.executableURL = try executable
        process.arguments = arguments
        // Results go to files: a pipe that nobody reads would block a command with much to say.
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ contents: Data = Data()) throws -> FileHandle {
            let url = folder.appending(path: name)
            try contents.write(to: url)
            return try FileHandle(forUpdating: url)
        }
        process.standardInput = try file("in", input ?? Data())
        process.standardOutput = try output ?? file("out")
        process.standardError = try file("err")
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: output == nil ? try String(contentsOf: folder.appending(path: "out"), encoding: .utf8) : "",
            errors: try String(contentsOf: folder.appending(path: "err"), encoding: .utf8)
        )
    }

    /// The command stands beside the tests that were built with it.
    static var executable: URL {
        get throws {
            let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
            let candidates = (bundles + [URL(filePath: CommandLine.arguments[0])])
                .map { $0.deletingLastPathComponent().appending(path: "call-lifecycle") }
            guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path()) })
            else {
                throw CocoaError(.fileNoSuchFile)
            }
            return found
        }
    }
}
