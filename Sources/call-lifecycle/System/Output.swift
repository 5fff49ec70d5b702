import CallLifecycle

/// Where a command writes its results: standard output, in large pieces.
final class Output {
    private let file: FileDescriptor
    private var buffer: [UInt8] = []

    init(_ file: FileDescriptor = .standardOutput) { self.file = file }

    /// Whether colours will be seen and are wanted (https://no-color.org).
    var wantsColour: Bool {
        file.isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }

    /// How many columns the results have room for; `nil` where there is no terminal, and no limit.
    var width: Int? { file.terminalWidth }

    func line(_ text: String) throws(Failure) { try write(text + "\n") }

    func write(_ text: String) throws(Failure) {
        buffer += text.utf8
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Writes bytes: a large piece as it is, a small one together with others.
    func write(_ bytes: Span<UInt8>) throws(Failure) {
        guard bytes.count >= 1 << 14 else {
            bytes.append(0..<bytes.count, to: &buffer)
            if buffer.count >= 1 << 16 { try flush() }
            return
        }
        try flush()
        do {
            try file.write(bytes)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Writes what has not been written yet.
    ///
    /// Every command does so before it ends.
    func flush() throws(Failure) {
        do {
            try file.write(buffer)
        } catch {
            throw Self.failure(error)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ error: SystemError) -> Failure {
        error.isClosedPipe
            ? Failure(status: .fine) : Failure(status: .ioError, message: "cannot write: \(error.message)")
    }
}

/// Says something to the person, past the results.
///
/// Nothing can be done where even that fails.
func warn(_ text: String) {
    try? FileDescriptor.standardError.write(Array("call-lifecycle: \(text)\n".utf8))
}
