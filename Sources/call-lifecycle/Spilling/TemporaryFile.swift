import CallLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file for what does not fit into memory, in the folder of `TMPDIR`.
///
/// It has no name by the time that anything is written to it: nobody else can open it, and it goes when nobody here has it
/// any more, or the process ends.
final class TemporaryFile: Sendable {
    private let file: FileDescriptor

    private init() throws(Failure) {
        let folder = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var name = Array("\(folder)/call-lifecycle.XXXXXX".utf8CString)
        let number = unsafe name.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe mkstemp($0) } ?? -1
        }
        guard number >= 0 else { throw Self.failure(.last, "cannot make a file in \(folder.printable)") }
        _ = unsafe name.withUnsafeBufferPointer { unsafe $0.baseAddress.map { unsafe unlink($0) } }
        file = FileDescriptor(number: number)
    }

    deinit { file.closeFile() }

    private func write(_ bytes: Span<UInt8>) throws(Failure) {
        do {
            try file.write(bytes)
        } catch {
            throw Self.failure(error, "cannot write a temporary file")
        }
    }

    /// Reads on; no bytes at the end.
    func read() throws(Failure) -> [UInt8] {
        do {
            return try file.read(upTo: 1 << 16)
        } catch {
            throw Self.failure(error, "cannot read a temporary file")
        }
    }

    private static func failure(_ error: SystemError, _ what: String) -> Failure {
        Failure(status: .ioError, message: "\(what): \(error.message)")
    }

    /// Writes a file, in large pieces.
    struct Writer: ~Copyable {
        private let file: TemporaryFile
        private var bytes: [UInt8] = []

        init() throws(Failure) { file = try TemporaryFile() }

        mutating func append(_ more: some Sequence<UInt8>) throws(Failure) {
            bytes += more
            guard bytes.count >= 1 << 18 else { return }
            try file.write(bytes.span)
            bytes.removeAll(keepingCapacity: true)
        }

        /// The file, to be read from its beginning.
        consuming func finish() throws(Failure) -> TemporaryFile {
            try file.write(bytes.span)
            lseek(file.file.number, 0, SEEK_SET)
            return file
        }
    }
}
