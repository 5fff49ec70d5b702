/// What a journal asks of a file system, and all that it asks: so that tests can let each of it fail.
protocol JournalDisk: Sendable {
    /// Makes a folder that only its owner may enter, and those above it, unless it is there.
    func makeFolder(_ path: String) throws(DiskError)

    /// The names of the files in a folder, in no particular order.
    func names(in folder: String) throws(DiskError) -> [String]

    /// Opens a file of which nobody else may hold the lock; it is held until the file is released, or its process dies.
    ///
    /// `nil` where somebody has it.
    func lock(_ path: String) throws(DiskError) -> (any JournalFile)?

    /// Makes a new, empty file that only its owner may read; it must not exist.
    func create(_ path: String) throws(DiskError) -> any JournalFile

    /// Opens a file that exists.
    func open(_ path: String, forWriting: Bool) throws(DiskError) -> any JournalFile

    func rename(_ path: String, to newPath: String) throws(DiskError)

    func remove(_ path: String) throws(DiskError)

    /// Makes sure that the names of a folder's files survive a power failure.
    func syncFolder(_ path: String) throws(DiskError)
}

/// An open file of a journal; closed when it is released.
protocol JournalFile: AnyObject, Sendable {
    var size: Int { get throws(DiskError) }

    /// Up to a number of bytes from a place; none at the file's end.
    func read(upTo count: Int, at offset: Int) throws(DiskError) -> [UInt8]

    /// Writes some of the bytes, at least one, at a place; returns how many.
    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(DiskError) -> Int

    func truncate(to size: Int) throws(DiskError)

    /// Makes sure that the file's content survives a power failure.
    func sync() throws(DiskError)
}

extension JournalFile {
    /// Writes all of the bytes at a place.
    func writeAll(_ bytes: [UInt8], at offset: Int) throws(DiskError) {
        var rest = bytes[...]
        while !rest.isEmpty { rest = rest.dropFirst(try write(rest, at: offset + rest.startIndex)) }
    }
}

/// What a file system complained of.
struct DiskError: Error, Hashable {
    /// What was being done, such as "write".
    var operation: String
    var path: String
    /// The system's error number.
    var number: Int32
}
