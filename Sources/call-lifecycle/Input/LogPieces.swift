import CallLifecycle

/// Logs in pieces of whole lines, which several threads take as they come to need them.
///
/// Whoever takes a piece reads it: while one thread decodes, another reads on, and no more is held than a piece for
/// each of them. Of a file, each thread reads a stretch of its own; of a pipe, what comes next.
final class LogPieces: Sendable {
    /// Some lines of a log.
    struct Piece: Sendable {
        /// Its place among all pieces.
        var number: Int
        var log: Int
        var bytes: [UInt8] = []
        /// Where its lines stand among the bytes.
        var lines = 0..<0
        var isFirst: Bool
        /// Whether the log ends here, so that a last line may have no end.
        var isLast = false
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
        /// The log, once it is open.
        var source: Source?
        var isFirst = true
        var failure: Failure?
    }

    /// An open log.
    fileprivate enum Source: Sendable {
        /// A file, of which so much is being read.
        case file(LogStretch.File, taken: Int)
        case stream(LogStream)
    }

    private let logs: [Log]
    private let size: Int
    private let state: Locked<State>

    /// Logs in pieces.
    ///
    /// - Parameters:
    ///   - logs: The logs.
    ///   - progress: Is told how far reading has come.
    ///   - size: About how many bytes a piece has: few enough that they are still near the processor when they are decoded.
    init(_ logs: [Log], _ progress: Progress, size: Int = 1 << 18) {
        self.logs = logs
        self.size = size
        state = Locked(State(progress: progress))
    }

    /// The next piece, for whoever has read so many lines since the last; `nil` if there is no more.
    func next(after lines: Int) -> Piece? {
        let taken: (Piece, LogStretch?)? = state.withLock { state in
            guard state.failure == nil else { return nil }
            state.progress.advance(bytes: 0, lines: lines)
            do throws(Failure) {
                return try take(&state)
            } catch {
                state.failure = error
                return nil
            }
        }
        guard var piece = taken?.0 else { return nil }
        guard let stretch = taken?.1 else { return piece }
        do throws(Failure) {
            (piece.bytes, piece.lines, piece.isLast) = try reading(piece.log, stretch.read)
        } catch {
            stop(error)
            return nil
        }
        return piece
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

    /// Takes a piece: as it has been read, or with the stretch where it is still to be read.
    private func take(_ state: inout State) throws(Failure) -> (Piece, LogStretch?)? {
        while state.log < logs.count {
            var piece = Piece(number: state.number, log: state.log, isFirst: state.isFirst)
            let source = if let source = state.source { source } else { try open(logs[state.log]) }
            switch source {
            case .file(let file, let taken):
                let end = min(taken + size, file.size)
                state.progress.advance(bytes: end - taken, lines: 0)
                state.source = .file(file, taken: end)
                state.note(isLast: end == file.size)
                return (piece, LogStretch(file: file, range: taken..<end))
            case .stream(var stream):
                state.source = nil
                let before = stream.pending
                piece.bytes = try reading(state.log) { () throws(SystemError) in try stream.read(size) }
                piece.isLast = stream.isAtEnd
                piece.lines = piece.bytes.indices
                state.progress.advance(bytes: piece.bytes.count + stream.pending - before, lines: 0)
                state.source = .stream(stream)
                if piece.bytes.isEmpty && !piece.isLast { continue }
                if piece.isLast && logs[state.log].path != nil { stream.file.closeFile() }
                state.note(isLast: piece.isLast)
                return (piece, nil)
            }
        }
        return nil
    }

    private func open(_ log: Log) throws(Failure) -> Source {
        guard let file = try log.open(FileDescriptor.reading) else { return .stream(LogStream(.standardInput)) }
        return LogStretch.File(file).map { .file($0, taken: 0) } ?? .stream(LogStream(file))
    }

    private func reading<Result>(_ log: Int, _ body: () throws(SystemError) -> Result) throws(Failure) -> Result {
        do throws(SystemError) {
            return try body()
        } catch {
            throw Failure(status: .ioError, message: "\(logs[log].name.printable): \(error.message)")
        }
    }
}

extension LogPieces.State {
    /// Notes that a piece was taken, and goes on with another log behind the last one.
    fileprivate mutating func note(isLast: Bool) {
        number += 1
        isFirst = isLast
        guard isLast else { return }
        log += 1
        source = nil
    }
}

extension LogPieces.Piece {
    /// Reads the lines, and has what they report collected.
    func read(by reader: inout CallLogCollector.Reader) -> LogPieces.Content {
        let summary = reader.read(bytes.span.extracting(lines), isLast: isLast)
        return LogPieces.Content(number: number, log: log, summary: summary, hint: isFirst ? Log.hint(for: bytes) : nil)
    }
}
