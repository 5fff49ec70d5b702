import CallLifecycleTesting

@testable import CallLifecycle

/// A disk in memory that fails when it is told to, and loses power.
///
/// What was not synced when the power fails may be there, in part, torn or as zeroes, or not at all: bytes of files by
/// `sync`, names of files by `syncFolder`, of which the unsynced ones survive up to some moment.
final class SimulatedDisk: JournalDisk {
    /// What goes wrong, and how often out of a thousand calls.
    struct Faults: Sendable {
        var errors = 0
        var shortWrites = 0
        /// After how many calls the power fails, from when on nothing works; `nil` for never.
        var callsUntilPowerFails: Int?

        static let none = Faults()
    }

    fileprivate struct Content {
        var bytes: [UInt8] = []
        var synced: [UInt8] = []
        /// What a failed sync has left in the cache only, as if it were on disk: no other sync writes it.
        var forsaken: Range<Int>?

        mutating func write(_ part: ArraySlice<UInt8>, at offset: Int) {
            bytes =
                bytes.prefix(offset) + Array(repeating: 0, count: max(0, offset - bytes.count)) + part
                + bytes.dropFirst(offset + part.count)
            if let range = forsaken, (offset..<offset + part.count).contains(range.lowerBound) {
                let rest = range.dropFirst(offset + part.count - range.lowerBound)
                forsaken = rest.isEmpty ? nil : rest.startIndex..<rest.endIndex
            }
        }

        mutating func sync() {
            synced = bytes
            for index in forsaken ?? 0..<0 where index < synced.count { synced[index] = 0 }
        }

        mutating func failSync() {
            let common = zip(bytes, synced).prefix { $0 == $1 }.count
            if common < bytes.count { forsaken = common..<bytes.count }
        }
    }

    fileprivate struct State {
        var random: SeededGenerator
        var faults = Faults.none
        var files: [Int: Content] = [:]
        var names: [String: Int] = [:]
        /// What the names were at the last sync, and after each change since.
        var pastNames: [[String: Int]] = [[:]]
        var nextFile = 0
        var locked = false
        var calls: [String: Int] = [:]
        var failing: Set<String> = []
        /// The bytes that cannot be read, of one file or of all.
        var unreadable: Range<Int>?
        var unreadablePath: String?

        mutating func fail(_ operation: String, _ path: String) throws(DiskError) {
            calls[operation, default: 0] += 1
            if let left = faults.callsUntilPowerFails {
                faults.callsUntilPowerFails = max(0, left - 1)
                if left == 0 { throw DiskError(operation: operation, path: path, number: 5) }
            }
            if failing.remove(operation) != nil { throw DiskError(operation: operation, path: path, number: 5) }
            // What cannot be read is damage: not to be had by the way.
            guard operation != "read", Int.random(in: 0..<1000, using: &random) < faults.errors else { return }
            // ENOSPC or EIO.
            let number: Int32 = Bool.random(using: &random) ? 28 : 5
            throw DiskError(operation: operation, path: path, number: number)
        }
    }

    fileprivate let state: Locked<State>

    convenience init(seed: UInt64) { self.init(State(random: SeededGenerator(seed: seed))) }

    private init(_ state: State) { self.state = Locked(state) }

    var faults: Faults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// How often something was done.
    func calls(_ operation: String) -> Int { state.withLock { $0.calls[operation, default: 0] } }

    /// Lets the next call of one kind fail.
    func failNext(_ operation: String) { state.withLock { _ = $0.failing.insert(operation) } }

    /// The bytes that cannot be read, of all files unless ``unreadablePath`` names one.
    var unreadable: Range<Int>? {
        get { state.withLock { $0.unreadable } }
        set { state.withLock { $0.unreadable = newValue } }
    }

    var unreadablePath: String? {
        get { state.withLock { $0.unreadablePath } }
        set { state.withLock { $0.unreadablePath = newValue } }
    }

    /// Whether a call that is to fail is still to come.
    func isFailing(_ operation: String) -> Bool { state.withLock { $0.failing.contains(operation) } }

    /// What a file holds; `nil` if there is none.
    subscript(path: String) -> [UInt8]? {
        get { state.withLock { state in state.names[path].flatMap { state.files[$0]?.bytes } } }
        set {
            state.withLock { state in
                guard let file = state.names[path] else { return }
                state.files[file] = Content(bytes: newValue ?? [], synced: newValue ?? [])
            }
        }
    }

    /// The names of the files in a folder, in order.
    func list(_ folder: String) -> [String] { ((try? names(in: folder)) ?? []).sorted() }

    /// The power fails and comes back: what was not synced is as it may be, and whoever had this disk is dead.
    ///
    /// - Returns: The disk as whoever comes next finds it.
    func losingPower() -> SimulatedDisk {
        losingProcess { next, state in
            next.names = state.pastNames.randomElement(using: &next.random) ?? [:]
            next.pastNames = [next.names]
            let reachable = Set(next.names.values)
            for (number, content) in state.files {
                next.files[number] = reachable.contains(number) ? next.survivor(of: content) : nil
            }
        }
    }

    /// Whoever had this disk is killed: what was not synced is still in the cache.
    ///
    /// - Returns: The disk as whoever comes next finds it.
    func losingProcess() -> SimulatedDisk { losingProcess { _, _ in } }

    private func losingProcess(_ change: (inout State, State) -> Void) -> SimulatedDisk {
        let next = state.withLock { state in
            state.faults.callsUntilPowerFails = 0
            var next = state
            next.faults = .none
            next.failing = []
            next.locked = false
            change(&next, state)
            return next
        }
        return SimulatedDisk(next)
    }
}

extension SimulatedDisk.State {
    /// What may be left of a file that was not synced.
    fileprivate mutating func survivor(of content: SimulatedDisk.Content) -> SimulatedDisk.Content {
        let common = zip(content.bytes, content.synced).prefix { $0 == $1 }.count
        var bytes: [UInt8]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes = content.synced
        case 1: bytes = content.bytes
        default:
            // Some of what was new, perhaps with a hole that never reached the disk.
            let length = Int.random(in: common...max(common, content.bytes.count), using: &random)
            bytes = Array(content.bytes.prefix(length))
            if length > common, Bool.random(using: &random) {
                let start = Int.random(in: common..<length, using: &random)
                for index in start..<Int.random(in: start...length, using: &random) { bytes[index] = 0 }
            }
        }
        return SimulatedDisk.Content(bytes: bytes, synced: bytes)
    }

    fileprivate mutating func changeNames(_ body: (inout [String: Int]) -> Void) {
        body(&names)
        pastNames.append(names)
    }
}

extension SimulatedDisk {
    func makeFolder(_ path: String) throws(DiskError) {}

    func names(in folder: String) throws(DiskError) -> [String] {
        try run("list", folder) { state in
            state.names.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
        }
    }

    func lock(_ path: String) throws(DiskError) -> (any JournalFile)? {
        try run("lock", path) { state in
            guard !state.locked else { return nil }
            state.locked = true
            return SimulatedFile(self, -1, path)
        }
    }

    func create(_ path: String) throws(DiskError) -> any JournalFile {
        let number: Int? = try run("create", path) { state in
            guard state.names[path] == nil else { return nil }
            state.nextFile += 1
            let number = state.nextFile
            state.files[number] = Content()
            state.changeNames { $0[path] = number }
            return number
        }
        guard let number else { throw DiskError(operation: "create", path: path, number: 17) }
        return SimulatedFile(self, number, path)
    }

    func open(_ path: String, forWriting: Bool) throws(DiskError) -> any JournalFile {
        let number = try run("open", path) { $0.names[path] }
        guard let number else { throw DiskError(operation: "open", path: path, number: 2) }
        return SimulatedFile(self, number, path)
    }

    func rename(_ path: String, to newPath: String) throws(DiskError) {
        try run("rename", path) { state in
            state.changeNames { names in names[newPath] = names.removeValue(forKey: path) }
        }
    }

    func remove(_ path: String) throws(DiskError) {
        let wasThere = try run("remove", path) { state in
            let wasThere = state.names[path] != nil
            state.changeNames { $0[path] = nil }
            return wasThere
        }
        if !wasThere { throw DiskError(operation: "remove", path: path, number: 2) }
    }

    func syncFolder(_ path: String) throws(DiskError) {
        try run("syncFolder", path) { $0.pastNames = [$0.names] }
    }

    fileprivate func run<Result: Sendable>(
        _ operation: String,
        _ path: String,
        _ body: (inout State) throws(DiskError) -> Result
    ) throws(DiskError) -> Result {
        try state.withLock { state throws(DiskError) in
            try state.fail(operation, path)
            return try body(&state)
        }
    }
}

private final class SimulatedFile: JournalFile {
    private let disk: SimulatedDisk
    private let number: Int
    private let path: String

    init(_ disk: SimulatedDisk, _ number: Int, _ path: String) {
        self.disk = disk
        self.number = number
        self.path = path
    }

    deinit { if number == -1 { disk.state.withLock { $0.locked = false } } }

    var size: Int {
        get throws(DiskError) { try disk.run("measure", path) { $0.files[number]?.bytes.count ?? 0 } }
    }

    func read(upTo count: Int, at offset: Int) throws(DiskError) -> [UInt8] {
        try disk.run("read", path) { state throws(DiskError) in
            if state.unreadablePath ?? path == path, state.unreadable?.overlaps(offset..<offset + count) == true {
                throw DiskError(operation: "read", path: path, number: 5)
            }
            return Array(state.files[number]?.bytes.dropFirst(offset).prefix(count) ?? [])
        }
    }

    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(DiskError) -> Int {
        // A write that fails may have written something.
        let isWhole = disk.state.withLock { Int.random(in: 0..<1000, using: &$0.random) >= $0.faults.shortWrites }
        let part = isWhole ? bytes : bytes.prefix(max(1, bytes.count / 2))
        disk.state.withLock { state in
            guard state.faults.callsUntilPowerFails != 0 else { return }
            state.files[number]?.write(part, at: offset)
        }
        return try disk.run("write", path) { _ in part.count }
    }

    func truncate(to size: Int) throws(DiskError) {
        try disk.run("truncate", path) { state in
            let bytes = state.files[number]?.bytes ?? []
            state.files[number]?.bytes = bytes.prefix(size) + Array(repeating: 0, count: max(0, size - bytes.count))
        }
    }

    func sync() throws(DiskError) {
        do throws(DiskError) {
            try disk.run("sync", path) { state in state.files[number]?.sync() ?? () }
        } catch {
            disk.state.withLock { state in state.files[number]?.failSync() ?? () }
            throw error
        }
    }
}
