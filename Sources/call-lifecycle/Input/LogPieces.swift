import CallLifecycle

/// Logs in pieces of whole lines, which several threads take as they come to need them.
///
/// Whoever takes a piece reads it: while one thread decodes, another reads on, and no more is held than a piece for
/// each of them.
final class LogPieces: Sendable {
    /// Some lines of a log.
    struct Piece: Sendable {
        /// Its place among all pieces.
        var number: Int
        var log: Int
        var bytes: [UInt8]
        var isFirst: Bool
        /// Whether the log ends here, so that a last line may have no end.
        var isLast: Bool
    }

    /// What was in a piece beside events; lines are counted from its beginning.
    struct Content: Sendable {
        var number: Int
        var log: Int
        var summary: CallLogCollector.Summary
        /// What is probably wrong with the whole log.
        var hint: String?
    }

    fileprivate struct State: Sendable {
        var progress: Progress
        var number = 0
        var log = 0
        var file: FileDescriptor?
        /// The beginning of a line whose end was not read yet.
        var rest: [UInt8] = []
        /// Whether the line was too long, and is left out up to its end.
        var isSkipping = false
        var isFirst = true
        var failure: Failure?
    }

    private let logs: [Log]
    /// How many bytes a piece has: few enough that they are still near the processor when they are decoded.
    private static let size = 1 << 18
    private let state: Locked<State>

    /// Logs in pieces.
    ///
    /// - Parameters:
    ///   - logs: The logs.
    ///   - progress: Is told how far reading has come.
    init(_ logs: [Log], _ progress: Progress) {
        self.logs = logs
        state = Locked(State(progress: progress))
    }

    /// The next piece, for whoever has read so many lines since the last; `nil` if there is no more.
    func next(after lines: Int) -> Piece? {
        state.withLock { state in
            guard state.failure == nil else { return nil }
            do throws(Failure) {
                return try read(&state, after: lines)
            } catch {
                state.failure = error
                return nil
            }
        }
    }

    /// Has nobody read on.
    func stop(_ failure: Failure) { state.withLock { $0.failure = $0.failure ?? failure } }

    /// Says what could not be read, when all are done.
    func finish() throws(Failure) {
        let failure = state.withLock { state in
            state.progress.finish()
            return state.failure
        }
        if let failure { throw failure }
    }

    private func read(_ state: inout State, after lines: Int) throws(Failure) -> Piece? {
        state.progress.advance(bytes: 0, lines: lines)
        while state.log < logs.count {
            let log = logs[state.log]
            let file = try open(log, &state)
            let before = state.rest.count
            var bytes: [UInt8]
            do {
                bytes = try file.read(Self.size, behind: state.rest)
            } catch {
                throw Failure(status: .ioError, message: "\(log.name.printable): \(error.message)")
            }
            state.progress.advance(bytes: bytes.count - before, lines: 0)
            let isLast = bytes.count == before
            state.rest = isLast ? [] : Self.removeUnfinishedLine(from: &bytes, isSkipping: &state.isSkipping)
            defer { if isLast { state.begin(state.log + 1, closing: log.path == nil ? nil : file) } }
            if bytes.isEmpty && !isLast { continue }
            defer { (state.number, state.isFirst) = (state.number + 1, false) }
            return Piece(number: state.number, log: state.log, bytes: bytes, isFirst: state.isFirst, isLast: isLast)
        }
        return nil
    }

    private func open(_ log: Log, _ state: inout State) throws(Failure) -> FileDescriptor {
        if let file = state.file { return file }
        let file = if let file = try log.open(FileDescriptor.reading) { file } else { FileDescriptor.standardInput }
        state.file = file
        return file
    }

    /// Takes off the line that has no end yet.
    ///
    /// Of one that is too long to be an event only as much is kept as shows that, and the rest is left out.
    private static func removeUnfinishedLine(from bytes: inout [UInt8], isSkipping: inout Bool) -> [UInt8] {
        if isSkipping {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
                bytes = []
                return []
            }
            isSkipping = false
            bytes.removeSubrange(...end)
        }
        let start = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let rest = Array(bytes[start...])
        bytes.removeSubrange(start...)
        guard rest.count > CallEventDecoder.maximumLength + 1 else { return rest }
        isSkipping = true
        bytes += rest.prefix(CallEventDecoder.maximumLength + 2)
        bytes.append(UInt8(ascii: "\n"))
        return []
    }
}

extension LogPieces.State {
    /// Goes on with another log.
    fileprivate mutating func begin(_ log: Int, closing file: FileDescriptor?) {
        file?.closeFile()
        self.log = log
        self.file = nil
        isSkipping = false
        isFirst = true
    }
}

extension LogPieces.Piece {
    /// Reads the lines, and has what they report collected.
    func read(by reader: inout CallLogCollector.Reader) -> LogPieces.Content {
        let summary = reader.read(bytes, isLast: isLast)
        return LogPieces.Content(number: number, log: log, summary: summary, hint: isFirst ? Log.hint(for: bytes) : nil)
    }
}
