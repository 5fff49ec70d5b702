/// How much of a journal no checkpoint has yet.
struct JournalLoad: Sendable {
    private static let retryInterval: Duration = .seconds(60)

    private var bytes: Int
    /// When the first of it came.
    private var since: CallStamp?
    private var notBefore: CallStamp?
    var checkpointSize: Int
    /// Whether a failure has left it in doubt what is on disk: a checkpoint writes it all again.
    var isInDoubt = false

    init(_ found: JournalWriter.Found) {
        bytes = found.uncheckedSize
        since = found.uncheckedSize > 0 ? found.uncheckedSince : nil
        checkpointSize = found.checkpointSize
    }

    mutating func add(_ size: Int, at now: CallStamp) {
        bytes += size
        since = since ?? now
    }

    func isDue(at now: CallStamp, _ configuration: CallJournal.Configuration) -> Bool {
        guard let since, notBefore.map({ $0 <= now }) ?? true else { return false }
        let age = now.millisecondsSince1970 - since.millisecondsSince1970
        return isInDoubt || bytes >= max(configuration.maximumSegmentSize, checkpointSize)
            || age >= configuration.maximumSegmentAge.milliseconds
    }

    /// Counts anew from here on; returns what there was.
    mutating func begin() -> JournalLoad {
        let before = self
        (bytes, since, isInDoubt) = (0, nil, false)
        return before
    }

    /// Counts what there was once more, since it could not be compacted.
    mutating func takeBack(_ before: JournalLoad, at now: CallStamp) {
        bytes += before.bytes
        since = before.since ?? since
        isInDoubt = isInDoubt || before.isInDoubt
        notBefore = now.advanced(by: Self.retryInterval)
    }
}
