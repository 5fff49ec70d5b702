import CallLifecycle

/// One of the logs that are followed: a file by its name, or standard input or another pipe up to its end.
struct FollowedInput {
    /// What reading on brought.
    enum News {
        /// A line, and where it is from.
        case line(CallLogReader.Line, Origin)
        /// Something about the log itself, to be told to the person.
        case remark(String)
    }

    /// Where a line is from, on which it depends what is told of it.
    enum Origin {
        /// It stood in a file when following began.
        case history
        /// It came to a file since.
        case growth
        /// It came through a pipe, of which nobody knows what is old.
        case pipe
    }

    /// How many bytes are read at a time.
    private static let pieceSize = 1 << 16

    /// The log's name, as a person wrote it.
    let name: String
    /// The file, if it is one.
    private var log: FollowedLog<SystemLogFiles>?
    /// The pipe, if it is one: what to wait for until there may be more; at a file one has to look.
    private(set) var pipe: FileDescriptor?
    private var reader = CallLogReader()

    /// Opens a log; `-` is standard input.
    init(_ operand: String) throws(Failure) {
        guard operand != "-" else {
            name = "standard input"
            pipe = .standardInput
            return
        }
        name = operand
        guard !isFolder(operand) else {
            throw Failure(status: .noInput, message: "\(operand.printable): a folder; follow reads files")
        }
        do throws(SystemError) {
            try checkReadable(operand)
            if fileSize(operand) != nil {
                log = try FollowedLog(operand, in: SystemLogFiles())
            } else {
                pipe = try .readingWithoutWaiting(operand)
            }
        } catch {
            throw Failure(status: .noInput, message: "\(operand.printable): \(error.message)")
        }
    }

    /// Whether nothing more can come.
    var hasEnded: Bool { log == nil && pipe == nil }

    /// Whether what stood there when following began has yet to be read.
    var isInHistory: Bool { log?.isInHistory ?? false }

    /// Reads on by one piece; a pipe only once it has something, as this waits for it otherwise.
    ///
    /// - Parameters:
    ///   - now: The stamp of events that carry none.
    ///   - body: Takes each line whose end has come, and remarks.
    /// - Returns: Whether there may be more at once.
    /// - Throws: What reading failed with.
    mutating func readOn(at now: CallStamp, _ body: (News) -> Void) throws(Failure) -> Bool {
        reader.receivedAt = now
        do throws(SystemError) {
            if let pipe { return try readOn(pipe, body) }
            guard let finding = try log?.look(upTo: Self.pieceSize) else { return false }
            return take(finding, body)
        } catch {
            if error.isNothingYet { return false }
            throw Failure(status: .ioError, message: "\(name.printable): \(error.message)")
        }
    }

    private mutating func readOn(_ pipe: FileDescriptor, _ body: (News) -> Void) throws(SystemError) -> Bool {
        let piece = try pipe.read(upTo: Self.pieceSize)
        reader.read(piece) { body(.line($0, .pipe)) }
        guard piece.isEmpty else { return piece.count == Self.pieceSize }
        finishLine(.pipe, body)
        if pipe.number != FileDescriptor.standardInput.number { pipe.closeFile() }
        self.pipe = nil
        return false
    }

    private mutating func take(
        _ finding: FollowedLog<SystemLogFiles>.Finding,
        _ body: (News) -> Void
    ) -> Bool {
        switch finding {
        case .piece(let bytes, let isHistory):
            reader.read(bytes) { body(.line($0, isHistory ? .history : .growth)) }
            return true
        case .truncated:
            finishLine(.growth, body)
            body(.remark("\(name.printable): truncated; reading it from its beginning"))
            return true
        case .replaced:
            finishLine(.growth, body)
            body(.remark("\(name.printable): replaced; reading the new file from its beginning"))
            return true
        case .gone(let error):
            body(.remark("\(name.printable): \(error.message); waiting for it to come back"))
            return false
        case .nothing: return false
        }
    }

    /// Takes a last line without an end, now that none will come.
    private mutating func finishLine(_ origin: Origin, _ body: (News) -> Void) {
        reader.finish { body(.line($0, origin)) }
    }
}
