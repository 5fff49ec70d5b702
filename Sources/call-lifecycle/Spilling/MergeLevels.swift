import CallLifecycle

/// Temporary files, of which some are merged into one whenever there are as many of their size as are read side by side.
///
/// So few are open, and little memory is needed to read them, however much has been written: what is written is written
/// again as often as there are levels, and these grow as the logarithm of it does. Several threads may add to it.
final class MergeLevels: Sendable {
    /// How many files are merged at once.
    static let width = 16

    /// The files of each level: those of the next hold what ``width`` of the one before held.
    private let levels = Locked<[[TemporaryFile]]>([])
    private let merge: @Sendable ([TemporaryFile]) throws(Failure) -> TemporaryFile

    /// None yet, and how some become one.
    init(_ merge: @escaping @Sendable ([TemporaryFile]) throws(Failure) -> TemporaryFile) { self.merge = merge }

    /// All files, once no thread adds any more.
    var files: [TemporaryFile] { levels.withLock { $0.flatMap(\.self) } }

    /// Takes a file, and merges some where there are enough.
    func add(_ file: TemporaryFile) throws(Failure) {
        var (file, level) = (file, 0)
        while let some = put(file, at: level) {
            file = try merge(some)
            level += 1
        }
    }

    /// Puts a file where it belongs, or takes it out with all that are there.
    private func put(_ file: TemporaryFile, at level: Int) -> [TemporaryFile]? {
        levels.withLock { levels in
            if level == levels.count { levels.append([]) }
            levels[level].append(file)
            guard levels[level].count == Self.width else { return nil }
            defer { levels[level] = [] }
            return levels[level]
        }
    }
}
