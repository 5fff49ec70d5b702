#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A log that grows, followed by its name: also when it is rotated away, truncated, or removed and made again.
///
/// It is looked at again and again rather than watched: `inotify` and `kqueue` say nothing of files on network file
/// systems and of some in containers, and what they do say has to be checked by looking all the same. To look costs two
/// system calls.
struct FollowedLog<Files: LogFiles> {
    /// What a look found.
    enum Finding: Equatable {
        /// The next bytes, and whether they stood there when following began.
        case piece([UInt8], isHistory: Bool)
        /// The file became shorter, or its contents others; the next bytes are from its beginning.
        case truncated
        /// Another file has its name; the next bytes are from that one's beginning.
        case replaced
        /// There is no such file any more, or none that can be read; said once. Looking on finds the next one.
        case gone(SystemError)
        /// Nothing new.
        case nothing
    }

    /// How many of the bytes before its place are remembered, to see whether they are still there.
    private static var memory: Int { 64 }

    let path: String
    private let files: Files
    private var file: Files.File
    private var identity: FileIdentity
    private var offset: Int64 = 0
    private var lastBytes: [UInt8] = []
    /// How much stood there when following began.
    private var historyEnd: Int64
    private var isGone = false

    /// Opens a log.
    init(_ path: String, in files: Files) throws(SystemError) {
        self.path = path
        self.files = files
        file = try files.open(path)
        let status = try file.status()
        identity = status.identity
        historyEnd = status.size
    }

    /// Whether what stood there when following began has yet to be read.
    var isInHistory: Bool { offset < historyEnd }

    /// Looks, once.
    ///
    /// - Parameter count: How many bytes to take at the most.
    /// - Returns: What there was. Anything but `nothing` and `gone` means that there may be more.
    /// - Throws: What reading failed with, but for what happens to files that are rotated.
    mutating func look(upTo count: Int) throws(SystemError) -> Finding {
        do throws(SystemError) {
            if let finding = try lookIntoFile(upTo: count) { return finding }
            return try lookForSuccessor()
        } catch {
            guard error.number == ESTALE else { throw error }
            // A file server has forgotten the file: what it is now called by that name is another.
            return try open() ? .replaced : .nothing
        }
    }

    /// What is new in the file that is open; `nil` at its end.
    private mutating func lookIntoFile(upTo count: Int) throws(SystemError) -> Finding? {
        let size = try file.status().size
        if size == offset { return nil }
        guard size > offset else { return startOver() }
        let wanted = isInHistory ? min(Int64(count), historyEnd - offset) : Int64(count)
        // The last bytes are read again with the new ones: what was truncated and has grown past the place where it was
        // read has others there.
        let piece = try file.read(
            upTo: lastBytes.count + Int(wanted),
            at: offset - Int64(lastBytes.count)
        )
        guard piece.starts(with: lastBytes) else { return startOver() }
        let news = Array(piece.dropFirst(lastBytes.count))
        guard !news.isEmpty else { return nil }
        let isHistory = isInHistory
        offset += Int64(news.count)
        lastBytes = Array(piece.suffix(Self.memory))
        return .piece(news, isHistory: isHistory)
    }

    /// What stands under the name, once all of the open file has been read.
    private mutating func lookForSuccessor() throws(SystemError) -> Finding {
        let status: FileStatus
        do throws(SystemError) {
            status = try files.status(of: path)
        } catch {
            return lose(error)
        }
        // An inode is not used again while its file is open, so that the same one is the same file.
        guard status.identity != identity else {
            isGone = false
            return .nothing
        }
        // As long as the new file is empty, its writer may still write into the old one: a rotation makes the file first
        // and tells the writer then.
        guard status.size > 0 else { return .nothing }
        // It has moved on. What it wrote into the old one before that is there by now.
        guard try file.status().size == offset else { return .piece([], isHistory: false) }
        return try open() ? .replaced : .nothing
    }

    private mutating func lose(_ error: SystemError) -> Finding {
        guard !isGone else { return .nothing }
        isGone = true
        return .gone(error)
    }

    /// Opens what now has the name, which need not be what had it a moment ago; `false` if there is nothing.
    private mutating func open() throws(SystemError) -> Bool {
        let successor: Files.File
        do throws(SystemError) { successor = try files.open(path) } catch { return false }
        let found = try successor.status().identity
        guard found != identity else {
            // It was renamed back.
            successor.closeFile()
            isGone = false
            return false
        }
        file.closeFile()
        (file, identity, isGone) = (successor, found, false)
        _ = startOver()
        return true
    }

    private mutating func startOver() -> Finding {
        offset = 0
        historyEnd = 0
        lastBytes = []
        return .truncated
    }
}
