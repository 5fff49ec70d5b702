import CallLifecycleTesting

@testable import CallLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The machine's disk, of which some calls fail or write only part of what they should.
final class FaultyDisk: JournalDisk {
    private let disk = SystemDisk()
    private let random: Locked<SeededGenerator>

    init(seed: UInt64) { random = Locked(SeededGenerator(seed: seed)) }

    /// One time in a hundred.
    fileprivate func isUnlucky() -> Bool { random.withLock { Int.random(in: 0..<100, using: &$0) == 0 } }

    /// One time in two.
    fileprivate func tossesHeads() -> Bool { random.withLock { Bool.random(using: &$0) } }

    fileprivate func fail(_ operation: String, _ path: String) throws(DiskError) {
        // ENOSPC or EIO.
        if isUnlucky() { throw DiskError(operation: operation, path: path, number: tossesHeads() ? 28 : 5) }
    }

    func makeFolder(_ path: String) throws(DiskError) { try disk.makeFolder(path) }

    func names(in folder: String) throws(DiskError) -> [String] { try disk.names(in: folder) }

    func lock(_ path: String) throws(DiskError) -> (any JournalFile)? { try disk.lock(path) }

    func create(_ path: String) throws(DiskError) -> any JournalFile {
        try fail("create", path)
        return FaultyFile(try disk.create(path), self, path)
    }

    func open(_ path: String, forWriting: Bool) throws(DiskError) -> any JournalFile {
        FaultyFile(try disk.open(path, forWriting: forWriting), self, path)
    }

    func rename(_ path: String, to newPath: String) throws(DiskError) {
        try fail("rename", path)
        try disk.rename(path, to: newPath)
    }

    func remove(_ path: String) throws(DiskError) {
        try fail("remove", path)
        try disk.remove(path)
    }

    func syncFolder(_ path: String) throws(DiskError) {
        try fail("sync", path)
        try disk.syncFolder(path)
    }
}

private final class FaultyFile: JournalFile {
    private let file: any JournalFile
    private let disk: FaultyDisk
    private let path: String

    init(_ file: any JournalFile, _ disk: FaultyDisk, _ path: String) {
        self.file = file
        self.disk = disk
        self.path = path
    }

    var size: Int { get throws(DiskError) { try file.size } }

    func read(upTo count: Int, at offset: Int) throws(DiskError) -> [UInt8] {
        try file.read(upTo: count, at: offset)
    }

    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(DiskError) -> Int {
        let part = disk.isUnlucky() ? bytes.prefix(max(1, bytes.count / 2)) : bytes
        let count = try file.write(part, at: offset)
        // A process can die while a part is written only; the kernel seldom lets it on its own.
        if part.count < bytes.count, disk.tossesHeads() { kill(getpid(), SIGKILL) }
        try disk.fail("write", path)
        return count
    }

    func truncate(to size: Int) throws(DiskError) {
        try disk.fail("truncate", path)
        try file.truncate(to: size)
    }

    func sync() throws(DiskError) {
        try disk.fail("sync", path)
        try file.sync()
    }
}
