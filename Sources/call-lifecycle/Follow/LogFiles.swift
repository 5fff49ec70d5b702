#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What tells a file from every other that exists at the time, whatever it is called.
struct FileIdentity: Hashable {
    var device: UInt64
    var node: UInt64
}

/// What a file is and how long.
struct FileStatus: Equatable {
    var identity: FileIdentity
    var size: Int64
}

/// A log that is open.
protocol LogFile {
    func status() throws(SystemError) -> FileStatus

    /// Reads up to a number of bytes from a place on; none at the end.
    func read(upTo count: Int, at offset: Int64) throws(SystemError) -> [UInt8]

    func closeFile()
}

/// Where logs are looked up by their names.
protocol LogFiles {
    associatedtype File: LogFile

    /// What stands under a name now.
    func status(of path: String) throws(SystemError) -> FileStatus

    func open(_ path: String) throws(SystemError) -> File
}

/// The system's files.
struct SystemLogFiles: LogFiles {
    func status(of path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .last }
        // A log that has become a folder, or a pipe, is one that is gone.
        guard status.isRegular else { throw SystemError(number: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ENOTSUP) }
        return FileStatus(status)
    }

    func open(_ path: String) throws(SystemError) -> FileDescriptor { try .reading(path) }
}

extension FileDescriptor: LogFile {
    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .last }
        return FileStatus(status)
    }

    func read(upTo count: Int, at offset: Int64) throws(SystemError) -> [UInt8] { try read(count, at: Int(offset)) }
}

extension FileStatus {
    fileprivate init(_ status: stat) {
        identity = FileIdentity(
            device: UInt64(truncatingIfNeeded: status.st_dev),
            node: UInt64(truncatingIfNeeded: status.st_ino)
        )
        size = Int64(status.st_size)
    }
}

extension stat {
    fileprivate var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
}
