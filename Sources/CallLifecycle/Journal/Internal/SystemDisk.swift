#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The machine's file system: all of the library's unsafe calls to it, each in one line.
///
/// The calls take pointers for the time of the call only, to memory of the given length.
struct SystemDisk: JournalDisk {
    func makeFolder(_ path: String) throws(DiskError) {
        var result = unsafe mkdir(path, 0o700)
        if result != 0, errno == ENOENT, let parent = Self.parent(of: path) {
            try makeFolder(parent)
            result = unsafe mkdir(path, 0o700)
        }
        guard result == 0 || errno == EEXIST else { throw .last("make", path) }
        // Or its name could be gone after a power failure, with all that is in it; also where whoever made it was killed
        // before it came to this.
        do throws(DiskError) {
            try syncFolder(Self.parent(of: path) ?? ".")
        } catch {
            // A folder that somebody else made for this process can stand in one that it may not read.
            if result == 0 || error.number != EACCES { throw error }
        }
    }

    private static func parent(of path: String) -> String? {
        var path = path[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    func names(in folder: String) throws(DiskError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw .last("list", folder) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            // Only this tells an error from the end.
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw .last("list", folder) }
        return names
    }

    func lock(_ path: String) throws(DiskError) -> (any JournalFile)? {
        let file = try SystemFile(path, O_RDWR | O_CREAT, doing: "lock")
        // Held by the open file: it goes with the process, however that ends.
        if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return file }
        guard errno == EWOULDBLOCK else { throw .last("lock", path) }
        return nil
    }

    func create(_ path: String) throws(DiskError) -> any JournalFile {
        try SystemFile(path, O_RDWR | O_CREAT | O_EXCL, doing: "create")
    }

    func open(_ path: String, forWriting: Bool) throws(DiskError) -> any JournalFile {
        try SystemFile(path, forWriting ? O_RDWR : O_RDONLY, doing: "open")
    }

    func rename(_ path: String, to newPath: String) throws(DiskError) {
        guard systemRename(path, newPath) == 0 else { throw .last("rename", path) }
    }

    func remove(_ path: String) throws(DiskError) {
        guard unsafe unlink(path) == 0 else { throw .last("remove", path) }
    }

    func syncFolder(_ path: String) throws(DiskError) {
        try SystemFile(path, O_RDONLY | O_DIRECTORY, doing: "open").sync()
    }
}

private final class SystemFile: JournalFile {
    let number: Int32
    private let path: String

    init(_ path: String, _ flags: Int32, doing operation: String) throws(DiskError) {
        self.path = path
        number = systemOpen(path, flags | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .last(operation, path) }
    }

    deinit { close(number) }

    var size: Int {
        get throws(DiskError) {
            var status = stat()
            guard unsafe fstat(number, &status) == 0 else { throw .last("measure", path) }
            return Int(status.st_size)
        }
    }

    func read(upTo count: Int, at offset: Int) throws(DiskError) -> [UInt8] {
        while true {
            var result = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                result = unsafe pread(number, buffer.baseAddress, count, off_t(offset))
                initialized = max(0, result)
            }
            if result >= 0 { return bytes }
            if errno != EINTR { throw .last("read", path) }
        }
    }

    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(DiskError) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe pwrite(number, $0.baseAddress, $0.count, off_t(offset))
            }
            if count > 0 { return count }
            if errno != EINTR || count == 0 { throw .last("write", path) }
        }
    }

    func truncate(to size: Int) throws(DiskError) {
        guard ftruncate(number, off_t(size)) == 0 else { throw .last("truncate", path) }
    }

    func sync() throws(DiskError) {
        #if canImport(Darwin)
        // Only this makes the drive write its own cache.
        if fcntl(number, F_FULLFSYNC) == 0 { return }
        #endif
        guard fsync(number) == 0 else { throw .last("sync", path) }
    }
}

private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    unsafe open(path, flags, mode)
}

private func systemRename(_ path: String, _ newPath: String) -> Int32 { unsafe rename(path, newPath) }

extension DiskError {
    fileprivate static func last(_ operation: String, _ path: String) -> DiskError {
        DiskError(operation: operation, path: path, number: errno)
    }
}

extension DiskError {
    /// Whether what was to be made is there already.
    var isAlreadyThere: Bool { number == EEXIST }
}

extension CallJournalError {
    init(_ error: DiskError) {
        let code: Code =
            switch error.number {
            case ENOSPC, EDQUOT, EFBIG: .noSpace
            case EACCES, EPERM, EROFS: .notPermitted
            default: .failed
            }
        let words = unsafe String(cString: strerror(error.number))
        self.init(
            code,
            "cannot \(error.operation) \(error.path.printable): \(words)",
            systemError: error.number
        )
    }
}
