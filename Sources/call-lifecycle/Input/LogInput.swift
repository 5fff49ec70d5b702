import CallLifecycle

/// The logs that a command was given: all known to be there before any of them is read, and open one at a time.
struct LogInput {
    /// Where a line stands.
    struct Place: Comparable {
        var log: Int
        var line: Int

        static func < (left: Place, right: Place) -> Bool { (left.log, left.line) < (right.log, right.line) }
    }

    /// How many problems are told; more are counted.
    static let toldProblems = 5

    private let logs: [Log]
    /// The folders among the operands, each a journal.
    private let journals: [String]
    private(set) var foreignCount = 0
    private var problemCount = 0
    private var problems: [String] = []
    /// What is probably wrong with a whole log.
    private var hints: [String] = []
    private var hasDamage = false

    /// Takes the names of logs, and of folders that hold a journal; `-` is standard input.
    init(_ operands: [String]) throws(Failure) {
        var logs: [Log] = []
        var journals: [String] = []
        for operand in operands {
            if operand != "-", isFolder(operand) {
                let names = try Self.journal(operand) { path throws(CallJournalError) in
                    try CallJournal.fileNames(at: path)
                }
                guard !names.isEmpty else {
                    throw Failure(status: .noInput, message: "\(operand.printable): a folder without a journal")
                }
                journals.append(operand)
                logs += names.map { Log(path: operand + (operand.hasSuffix("/") ? "" : "/") + $0) }
            } else {
                logs.append(Log(path: operand == "-" ? nil : operand))
            }
        }
        self.logs = logs
        self.journals = journals
        for log in logs { try log.open(checkReadable) }
    }

    private static func journal<Result>(
        _ path: String,
        _ read: (String) throws(CallJournalError) -> Result
    ) throws(Failure) -> Result {
        do throws(CallJournalError) {
            return try read(path)
        } catch {
            throw Failure(status: .noInput, message: "\(path.printable): \(error)")
        }
    }

    /// Says which places of the journals are not as they were written, also where they still look like events.
    private mutating func checkJournals() throws(Failure) {
        for path in journals {
            let recovery = try Self.journal(path) { path throws(CallJournalError) in try CallJournal.inspect(at: path) }
            for damage in recovery.damage { warn("\(path.printable): \(damage)") }
            hasDamage = hasDamage || !recovery.isIntact
        }
    }

    /// Reads all logs to their ends and hands over every event, of whatever kind, with its place, and every line that
    /// could not be read.
    mutating func readEvents(
        _ body: (DecodedCallEvent, Place) -> Void,
        unread: (CallLogReader.Line) -> Void
    ) throws(Failure) {
        var progress = Progress(total: totalSize)
        defer { progress.finish() }
        for (index, log) in logs.enumerated() {
            let file = try log.open(FileDescriptor.reading) ?? .standardInput
            var reader = CallLogReader()
            var isAtStart = true
            var isAtEnd = false
            while !isAtEnd {
                let piece: [UInt8]
                do {
                    piece = try file.read(upTo: 1 << 16)
                } catch {
                    throw Failure(status: .ioError, message: "\(log.name.printable): \(error.message)")
                }
                if let hint = isAtStart ? Log.hint(for: piece) : nil { hints.append("\(log.name.printable): \(hint)") }
                (isAtStart, isAtEnd) = (false, piece.isEmpty)
                var lines: [CallLogReader.Line] = []
                if isAtEnd { reader.finish { lines.append($0) } } else { reader.read(piece) { lines.append($0) } }
                for line in lines { take(line, of: index, body, unread: unread) }
                progress.advance(bytes: piece.count, lines: lines.count)
            }
            if log.path != nil { file.closeFile() }
        }
    }

    /// How many bytes all logs have; `nil` if one of them is no file, and ends when it ends.
    private var totalSize: Int? {
        logs.reduce(0) { total, log in total.flatMap { total in log.path.flatMap(fileSize).map { total + $0 } } }
    }

    private mutating func take(
        _ line: CallLogReader.Line,
        of log: Int,
        _ body: (DecodedCallEvent, Place) -> Void,
        unread: (CallLogReader.Line) -> Void
    ) {
        switch line.result {
        case .success(let decoded):
            if case .foreign = decoded { foreignCount += 1 }
            body(decoded, Place(log: log, line: line.number))
        case .failure(let problem):
            problemCount += 1
            unread(line)
            if problems.count < Self.toldProblems { problems.append("\(logs[log].name.printable): \(problem)") }
        }
    }

    /// Reads all logs and reconstructs their calls; hands over every call event with its place meanwhile.
    mutating func reconstruct(_ body: (CallEvent, Place) -> Void) throws(Failure) -> CallReconstruction {
        var reconstructor = CallReconstructor()
        try readEvents(
            { decoded, place in
                switch decoded {
                case .event(let event):
                    reconstructor.add(event)
                    body(event, place)
                case .foreign(let event): reconstructor.add(event)
                }
            },
            unread: { reconstructor.add($0) }
        )
        try checkJournals()
        return reconstructor.reconstruct()
    }

    /// Reads all logs and reconstructs their calls, on all processors that the process may use.
    mutating func reconstruct() throws(Failure) -> CallReconstruction {
        guard case .memory(let known) = try collect(upTo: .max) else { return CallReconstructor().reconstruct() }
        return known.reconstruct(perform: inParallel)
    }

    /// What all logs tell, in parts that are still to be merged.
    enum Collection {
        case memory(CallReconstructor)
        /// It did not fit into memory.
        case files([PartialFile])
    }

    /// Reads all logs, on all processors that the process may use.
    ///
    /// - Parameter limit: How many bytes of memory their calls may take before they are put into files.
    /// - Returns: What they tell.
    /// - Throws: What could not be read, or written.
    mutating func collect(upTo limit: Int) throws(Failure) -> Collection {
        let count = processorCount()
        let pieces = LogPieces(logs, Progress(total: totalSize))
        let collector = CallLogCollector()
        let files = MergeLevels(PartialFile.merged)
        let contents = Locked<[LogPieces.Content]>([])
        inParallel(count) { thread in
            var reader = CallLogCollector.Reader(collector, thread: thread, of: count)
            var read: [LogPieces.Content] = []
            var reserve = HeapReserve()
            while let piece = pieces.next(after: read.last?.summary.lineCount ?? 0) {
                reserve.willRead(piece.bytes.count)
                read.append(piece.read(by: &reader))
                guard collector.approximateSize > limit else { continue }
                do throws(Failure) {
                    try files.add(try collector.take().spilled())
                } catch {
                    pieces.stop(error)
                }
            }
            reader.flush()
            let all = read
            contents.withLock { $0 += all }
        }
        try pieces.finish()
        try checkJournals()
        var known = collector.take()
        take(contents.withLock { $0 }, problemsTo: &known)
        let spilled = files.files
        guard !spilled.isEmpty else { return .memory(known) }
        return .files((spilled + [try known.spilled()]).map { PartialFile($0) })
    }

    /// Notes what could not be read, by the lines of the logs: a piece does not know how many came before it.
    private mutating func take(_ contents: [LogPieces.Content], problemsTo known: inout CallReconstructor) {
        var linesBefore = 0
        var log = 0
        for content in contents.sorted(by: { $0.number < $1.number }) {
            if content.log != log { (log, linesBefore) = (content.log, 0) }
            if let hint = content.hint { hints.append("\(logs[log].name.printable): \(hint)") }
            let summary = content.summary
            foreignCount += summary.foreignCount
            problemCount += summary.problemCount
            let located = summary.problems.map { $0.moved(byLines: linesBefore, of: logs[log].name) }
            known.add(located, of: summary.problemCount)
            problems += located.prefix(Self.toldProblems - problems.count).map { "\($0)" }
            linesBefore += summary.lineCount
        }
    }

    /// Whether any line could not be read, or is not as it was written.
    var hasProblems: Bool { problemCount > 0 || hasDamage }

    /// The place as people and editors write it: `log.jsonl:7`.
    func name(of place: Place) -> String { "\(logs[place.log].name.printable):\(place.line)" }

    /// The name of the log, as it was given.
    func logName(of place: Place) -> String { logs[place.log].name }

    /// Says which lines could not be read, if any, and returns the status to end with.
    func reportProblems() -> ExitStatus {
        guard problemCount > 0 else { return hasDamage ? .data : .fine }
        for problem in hints + problems { warn(problem) }
        warn(Self.summary(ofProblems: problemCount, told: problems.count))
        return .data
    }

    /// How many lines could not be read, of which some have been told.
    static func summary(ofProblems count: Int, told: Int) -> String {
        let more = count - told
        let lines = count == 1 ? "1 line" : "\(count) lines"
        return "\(lines) could not be read\(more > 0 ? " (\(more) not shown)" : ""); all others were served"
    }
}
