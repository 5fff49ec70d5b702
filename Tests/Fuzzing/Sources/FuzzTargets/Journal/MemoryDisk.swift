import Synchronization

@testable import CallLifecycle

/// A disk in memory that gives its bytes in small pieces, so that every line is read across their ends.
final class MemoryDisk: JournalDisk {
    private let content: Mutex<[String: [UInt8]]>
    private let pieceLength: Int

    init(_ files: [String: [UInt8]], pieceLength: Int) {
        content = Mutex(files)
        self.pieceLength = pieceLength
    }

    /// What every file holds, by its path.
    var files: [String: [UInt8]] { content.withLock { $0 } }

    func makeFolder(_ path: String) throws(DiskError) {}

    func names(in folder: String) throws(DiskError) -> [String] {
        files.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
    }

    func lock(_ path: String) throws(DiskError) -> (any JournalFile)? { MemoryFile(self, path) }

    func create(_ path: String) throws(DiskError) -> any JournalFile {
        guard files[path] == nil else { throw DiskError(operation: "create", path: path, number: 17) }
        change(path) { $0 = [] }
        return MemoryFile(self, path)
    }

    func open(_ path: String, forWriting: Bool) throws(DiskError) -> any JournalFile {
        guard files[path] != nil else { throw DiskError(operation: "open", path: path, number: 2) }
        return MemoryFile(self, path)
    }

    func rename(_ path: String, to newPath: String) throws(DiskError) {
        let bytes = files[path]
        change(path) { $0 = nil }
        change(newPath) { $0 = bytes }
    }

    func remove(_ path: String) throws(DiskError) {
        guard files[path] != nil else { throw DiskError(operation: "remove", path: path, number: 2) }
        change(path) { $0 = nil }
    }

    func syncFolder(_ path: String) throws(DiskError) {}

    fileprivate func read(_ path: String, _ count: Int, _ offset: Int) -> [UInt8] {
        content.withLock { Array($0[path]?.dropFirst(offset).prefix(min(count, pieceLength)) ?? []) }
    }

    fileprivate func change(_ path: String, _ body: (inout [UInt8]?) -> Void) {
        content.withLock { body(&$0[path]) }
    }
}

/// A file by its name: none of these is renamed or removed while it is open.
private final class MemoryFile: JournalFile {
    private let disk: MemoryDisk
    private let path: String

    init(_ disk: MemoryDisk, _ path: String) { (self.disk, self.path) = (disk, path) }

    var size: Int { get throws(DiskError) { disk.files[path]?.count ?? 0 } }

    func read(upTo count: Int, at offset: Int) throws(DiskError) -> [UInt8] { disk.read(path, count, offset) }

    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(DiskError) -> Int {
        disk.change(path) { content in
            let old = content ?? []
            let hole = Array(repeating: UInt8(0), count: max(0, offset - old.count))
            content = old.prefix(offset) + hole + bytes + old.dropFirst(offset + bytes.count)
        }
        return bytes.count
    }

    func truncate(to size: Int) throws(DiskError) { disk.change(path) { $0 = $0.map { Array($0.prefix(size)) } } }

    func sync() throws(DiskError) {}
}
