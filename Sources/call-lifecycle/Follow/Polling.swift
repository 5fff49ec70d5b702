#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Files that are waited for together.
struct Polling {
    /// The files, and for each whether to wait until there is something to read; the others are watched for their ends.
    private var entries: [pollfd] = []

    /// Waits for a file until there is something to read, or its end.
    mutating func awaitInput(_ file: FileDescriptor) {
        entries.append(pollfd(fd: file.number, events: Int16(POLLIN), revents: 0))
    }

    /// Waits for nobody to read what is written to a file any more.
    mutating func awaitClosing(_ file: FileDescriptor) {
        entries.append(pollfd(fd: file.number, events: 0, revents: 0))
    }

    /// Waits until one of the files has something to say, some time has passed, or a signal came.
    mutating func wait(milliseconds: Int32) {
        let count = nfds_t(entries.count)
        if unsafe poll(&entries, count, milliseconds) < 0 {
            for index in entries.indices { entries[index].revents = 0 }
        }
    }

    /// Whether there is something to read, or the end.
    func hasInput(_ file: FileDescriptor) -> Bool {
        entries.contains { $0.fd == file.number && $0.events != 0 && $0.revents != 0 }
    }

    /// Whether nobody reads any more what is written to a file.
    func isClosed(_ file: FileDescriptor) -> Bool {
        entries.contains { $0.fd == file.number && $0.events == 0 && Int32($0.revents) & (POLLERR | POLLHUP) != 0 }
    }
}

extension FileDescriptor {
    /// Opens a pipe or a terminal for reading, without waiting for a writer.
    static func readingWithoutWaiting(_ path: String) throws(SystemError) -> FileDescriptor {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard number >= 0 else { throw .last }
        return FileDescriptor(number: number)
    }
}

extension SystemError {
    /// Whether there is only nothing to read yet.
    var isNothingYet: Bool { number == EAGAIN || number == EWOULDBLOCK }
}
