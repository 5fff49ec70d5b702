@testable import call_lifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Files in memory, with which a test does what log rotation does, and at the worst moments.
final class MemoryLogs: LogFiles {
    final class Node {
        fileprivate let identity: FileIdentity
        var bytes: [UInt8]
        fileprivate(set) var openCount = 0

        fileprivate init(_ number: UInt64, _ text: String) {
            identity = FileIdentity(device: 1, node: number)
            bytes = Array(text.utf8)
        }
    }

    struct File: LogFile {
        fileprivate let node: Node
        fileprivate let logs: MemoryLogs

        func status() throws(SystemError) -> FileStatus {
            if let number = logs.fileError { throw SystemError(number: number) }
            return FileStatus(identity: node.identity, size: Int64(node.bytes.count))
        }

        func read(upTo count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
            logs.beforeRead()
            return Array(node.bytes.dropFirst(Int(offset)).prefix(count))
        }

        func closeFile() { node.openCount -= 1 }
    }

    private var names: [String: Node] = [:]
    private var nodeCount: UInt64 = 0
    /// What looking a name up fails with.
    var nameError: Int32?
    /// What looking at an open file fails with.
    var fileError: Int32?
    /// What happens between a look at a name and opening it.
    var beforeOpen: () -> Void = {}
    /// What happens between a look at a file and reading it.
    var beforeRead: () -> Void = {}

    @discardableResult
    func make(_ path: String, _ text: String = "") -> Node {
        nodeCount += 1
        let node = Node(nodeCount, text)
        names[path] = node
        return node
    }

    func rename(_ path: String, to other: String) {
        names[other] = names[path]
        names[path] = nil
    }

    func remove(_ path: String) { names[path] = nil }

    func status(of path: String) throws(SystemError) -> FileStatus {
        if let nameError { throw SystemError(number: nameError) }
        guard let node = names[path] else { throw SystemError(number: ENOENT) }
        return FileStatus(identity: node.identity, size: Int64(node.bytes.count))
    }

    func open(_ path: String) throws(SystemError) -> File {
        beforeOpen()
        guard let node = names[path] else { throw SystemError(number: ENOENT) }
        node.openCount += 1
        return File(node: node, logs: self)
    }
}
