import CallLifecycle
import CallTimelineRendering

/// A folder of generated diagrams, such as `StateDiagrams/`: a file for each direction and format.
struct DiagramFolder {
    private let path: String

    init(_ path: String) throws(Failure) {
        guard isFolder(path) else { throw Failure(status: .noInput, message: "\(path.printable): no such folder") }
        self.path = path
    }

    /// The names of the files, and what the transition table says that they hold.
    private static var files: [(name: String, contents: String)] {
        CallDirection.allCases.flatMap { direction in
            let diagram = StateDiagram(of: direction)
            return [("mmd", diagram.mermaid), ("dot", diagram.dot), ("svg", diagram.svg), ("scxml", diagram.scxml)]
                .map { ("\(direction).\($0.0)", $0.1) }
        }
    }

    /// Names the files that are missing, or not as generated.
    func check(_ output: Output) throws(Failure) -> ExitStatus {
        let files = Self.files
        var drifted = 0
        for (name, contents) in files {
            guard let problem = problem(of: name, contents) else { continue }
            drifted += 1
            try output.line("\(path.printable)/\(name): \(problem)")
        }
        if drifted == 0 { try output.line("\(files.count) diagrams: all as the transition table says") }
        try output.flush()
        return drifted == 0 ? .fine : .found
    }

    private func problem(of name: String, _ contents: String) -> String? {
        do throws(SystemError) {
            let file = try FileDescriptor.reading("\(path)/\(name)")
            defer { file.closeFile() }
            // One byte more than expected is enough to know.
            var rest = Array(contents.utf8)[...]
            while true {
                let piece = try file.read(upTo: rest.count + 1)
                if piece.isEmpty { return rest.isEmpty ? nil : "has drifted from the transition table" }
                guard rest.starts(with: piece) else { return "has drifted from the transition table" }
                rest = rest.dropFirst(piece.count)
            }
        } catch {
            return error.message
        }
    }
}
