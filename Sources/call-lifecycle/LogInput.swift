import CallLifecycle
import CallTimelineRendering

/// The logs that a command was given, opened before any of them is read.
struct LogInput {
    /// Where a line stands.
    struct Place: Comparable {
        var log: Int
        var line: Int

        static func < (left: Place, right: Place) -> Bool { (left.log, left.line) < (right.log, right.line) }
    }

    /// How many problems are told; more are counted.
    static let toldProblems = 5

    private let logs: [(name: String, file: FileDescriptor)]
    private(set) var foreignCount = 0
    private var problemCount = 0
    private var problems: [String] = []

    /// Opens the logs; `-` is standard input.
    init(_ operands: [String]) throws(Failure) {
        var logs: [(name: String, file: FileDescriptor)] = []
        for operand in operands {
            if operand == "-" {
                logs.append(("standard input", .standardInput))
            } else {
                do throws(SystemError) {
                    logs.append((operand.printable, try .reading(operand)))
                } catch {
                    throw Failure(status: .noInput, message: "\(operand.printable): \(error.message)")
                }
            }
        }
        self.logs = logs
    }

    /// Reads all logs to their ends and hands over every event with its place.
    mutating func readEvents(_ body: (CallEvent, Place) -> Void) throws(Failure) {
        for (index, log) in logs.enumerated() {
            var reader = CallLogReader()
            var isAtEnd = false
            while !isAtEnd {
                let piece: [UInt8]
                do {
                    piece = try log.file.read(upTo: 1 << 16)
                } catch {
                    throw Failure(status: .ioError, message: "\(log.name): \(error.message)")
                }
                isAtEnd = piece.isEmpty
                var lines: [CallLogReader.Line] = []
                if isAtEnd { reader.finish { lines.append($0) } } else { reader.read(piece) { lines.append($0) } }
                for line in lines { take(line, of: index, body) }
            }
            if log.file.number != FileDescriptor.standardInput.number { log.file.closeFile() }
        }
    }

    private mutating func take(_ line: CallLogReader.Line, of log: Int, _ body: (CallEvent, Place) -> Void) {
        switch line.result {
        case .success(.event(let event)): body(event, Place(log: log, line: line.number))
        case .success(.foreign): foreignCount += 1
        case .failure(let problem):
            problemCount += 1
            if problems.count < Self.toldProblems { problems.append("\(logs[log].name): \(problem)") }
        }
    }

    /// The place as people and editors write it: `log.jsonl:7`.
    func name(of place: Place) -> String { "\(logs[place.log].name):\(place.line)" }

    /// The name of the log.
    func logName(of place: Place) -> String { logs[place.log].name }

    /// Says which lines could not be read, if any, and returns the status to end with.
    func reportProblems() -> ExitStatus {
        guard problemCount > 0 else { return .fine }
        for problem in problems { warn(problem) }
        let more = problemCount - problems.count
        let lines = problemCount == 1 ? "1 line" : "\(problemCount) lines"
        warn("\(lines) could not be read\(more > 0 ? " (\(more) not shown)" : ""); all others were served")
        return .data
    }
}
