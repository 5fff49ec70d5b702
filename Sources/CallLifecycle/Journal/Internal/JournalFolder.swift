/// The files of a journal by their names.
///
/// `calls-N.jsonl` is the segment whose first entry has the number N, and `checkpoint-N.jsonl` holds what the entries up
/// to N amounted to. Numbers are padded, so that names sort as numbers do.
struct JournalFolder: Sendable {
    let path: String
    let disk: any JournalDisk

    static let lockName = "lock"
    /// What is still being written, and means nothing to anybody.
    static let partialSuffix = ".partial"
    private static let asideSuffix = ".torn"

    private static let segmentPrefix = "calls-"
    private static let checkpointPrefix = "checkpoint-"
    private static let suffix = ".jsonl"

    /// The numbers of the segments and checkpoints, in order, and the names of what is unfinished.
    struct Listing: Sendable {
        var segments: [UInt64] = []
        var checkpoints: [UInt64] = []
        var unfinished: [String] = []
    }

    func list() throws(DiskError) -> Listing {
        var listing = Listing()
        for name in try disk.names(in: path) {
            if let number = Self.number(name, Self.segmentPrefix) { listing.segments.append(number) }
            if let number = Self.number(name, Self.checkpointPrefix) { listing.checkpoints.append(number) }
            if name.hasSuffix(Self.partialSuffix) { listing.unfinished.append(name) }
        }
        listing.segments.sort()
        listing.checkpoints.sort()
        return listing
    }

    static func segmentName(_ number: UInt64) -> String { name(segmentPrefix, number) }

    static func checkpointName(_ position: UInt64) -> String { name(checkpointPrefix, position) }

    func path(of name: String) -> String { path + "/" + name }

    /// Gives what is no part of the journal any more a name that nothing else has, for a look at it.
    func setAside(_ name: String) throws(DiskError) {
        let names = Set(try disk.names(in: path))
        var aside = name + Self.asideSuffix
        var count = 1
        while names.contains(aside) {
            count += 1
            aside = "\(name)\(Self.asideSuffix).\(count)"
        }
        try disk.rename(path(of: name), to: path(of: aside))
    }

    func remove(_ name: String) throws(DiskError) { try disk.remove(path(of: name)) }

    func sync() throws(DiskError) { try disk.syncFolder(path) }

    private static func name(_ prefix: String, _ number: UInt64) -> String {
        let digits = "\(number)"
        return prefix + String(repeating: "0", count: 20 - digits.count) + digits + suffix
    }

    private static func number(_ name: String, _ prefix: String) -> UInt64? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
        guard digits.count == 20, digits.utf8.allSatisfy(\.isDigit), let number = UInt64(digits) else { return nil }
        return number < JournalLine.numberLimit ? number : nil
    }
}
