#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// The few system calls that the command needs. Foundation would bring ICU with it for them.

/// What a system call failed with.
struct SystemError: Error, Equatable {
    var number: Int32

    static var last: SystemError { SystemError(number: errno) }

    /// The system's own words for it.
    var message: String { unsafe String(cString: strerror(number)) }

    var isClosedPipe: Bool { number == EPIPE }
}

/// An open file.
struct FileDescriptor {
    var number: Int32

    static let standardInput = FileDescriptor(number: 0)
    static let standardOutput = FileDescriptor(number: 1)
    static let standardError = FileDescriptor(number: 2)

    /// Opens a file for reading.
    static func reading(_ path: String) throws(SystemError) -> FileDescriptor {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw .last }
        return FileDescriptor(number: number)
    }

    /// Whether the file is a terminal.
    var isTerminal: Bool { isatty(number) == 1 }

    /// How many columns the terminal has; `nil` if the file is none, or does not know.
    var terminalWidth: Int? { terminalSize?.columns }

    /// Reads up to a number of bytes; none at the end.
    func read(upTo count: Int) throws(SystemError) -> [UInt8] {
        try unsafe read(upTo: count, behind: [], untilFull: false) { unsafe systemRead(number, $0, $1) }
    }

    /// Reads a number of bytes and puts them behind others; fewer, or none, only at the end.
    func read(_ count: Int, behind beginning: [UInt8]) throws(SystemError) -> [UInt8] {
        try unsafe read(upTo: count, behind: beginning, untilFull: true) { unsafe systemRead(number, $0, $1) }
    }

    /// Reads a number of bytes from a place of the file on; fewer, or none, only at its end.
    ///
    /// Several threads may do so at the same time.
    func read(_ count: Int, at place: Int) throws(SystemError) -> [UInt8] {
        var place = place
        return try unsafe read(upTo: count, behind: [], untilFull: true) { bytes, count in
            let result = unsafe pread(number, bytes, count, off_t(place))
            place += max(0, result)
            return result
        }
    }

    private func read(
        upTo count: Int,
        behind beginning: [UInt8],
        untilFull: Bool,
        _ systemRead: (UnsafeMutableRawPointer?, Int) -> Int
    ) throws(SystemError) -> [UInt8] {
        let start = beginning.count
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: start + count) { buffer, initialized in
            _ = unsafe buffer.initialize(fromContentsOf: beginning)
            var done = 0
            while true {
                let rest = unsafe buffer.baseAddress.map { unsafe $0 + start + done }
                let result = unsafe systemRead(rest, count - done)
                if result < 0, errno == EINTR { continue }
                if result < 0 { failure = .last }
                done += max(0, result)
                if result <= 0 || done == count || !untilFull { break }
            }
            initialized = start + done
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of the bytes.
    func write(_ bytes: [UInt8]) throws(SystemError) { try write(bytes.span) }

    /// Writes all of the bytes.
    func write(_ bytes: Span<UInt8>) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe systemWrite(number, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
            }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw .last
            }
        }
    }

    /// How many bytes the file has; `nil` if it is none whose bytes stand at places, such as a pipe.
    var fileSize: Int? {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { return nil }
        return size(of: status)
    }

    func closeFile() { close(number) }
}

private func systemRead(_ number: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(number, bytes, count)
}

private func systemWrite(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(number, bytes, count)
}

/// Says why a file cannot be read, without opening it: opening a named pipe twice would cut off its writer.
func checkReadable(_ path: String) throws(SystemError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, unsafe access(path, R_OK) == 0 else { throw .last }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError(number: EISDIR) }
}

/// Whether there is a folder of a name.
func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// How many bytes a file has; `nil` if it is none, such as a pipe.
func fileSize(_ path: String) -> Int? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return size(of: status)
}

private func size(of status: stat) -> Int? { status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil }

/// How many processors the process may use at once: those that it was not kept from, as by `taskset`.
///
/// Linux tells in a file; the call for it is not among those that Swift sees.
func processorCount() -> Int {
    allowedProcessors() ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}

/// The number of processors in `/proc/self/status`, which has a line such as `Cpus_allowed: 0000000f,ffffffff`.
private func allowedProcessors() -> Int? {
    guard let file = try? FileDescriptor.reading("/proc/self/status") else { return nil }
    defer { file.closeFile() }
    guard let bytes = try? file.read(upTo: 1 << 14) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let mask = lines.first(where: { $0.hasPrefix("Cpus_allowed:") })?.dropFirst(13) else { return nil }
    let count = mask.reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return count > 0 ? count : nil
}

/// How many bytes of memory the machine has.
func physicalMemory() -> Int { Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE))) }

/// Lets a write to a closed pipe fail rather than end the process.
func ignoreClosedPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
}

/// A variable of the environment.
func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
}

/// Ends the process.
func exitProcess(_ status: ExitStatus) -> Never { exit(status.rawValue) }
