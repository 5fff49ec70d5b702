/// How much of a journal no checkpoint has yet.
struct JournalLoad: Sendable {
    private static let retryInterval: Duration = .seconds(60)

    private var bytes: Int
    /// When the first of it came.
    private var since: CallStamp?
    private var retryAt: CallStamp?
    private var checkpointSize: Int
    /// The number of the last entry that is kept.
    private var position: UInt64
    /// Up to which number a failure has left it in doubt what is on disk: a checkpoint writes it all again.
    private var inDoubt: UInt64?

    init(position: UInt64, checkpointSize: Int, uncheckedSize: Int, uncheckedSince: CallStamp?) {
        self.position = position
        self.checkpointSize = checkpointSize
        bytes = uncheckedSize
        since = uncheckedSize > 0 ? uncheckedSince : nil
    }

    mutating func add(_ size: Int, upTo position: UInt64, at now: CallStamp) {
        self.position = position
        bytes += size
        since = since ?? now
    }

    /// Notes that nobody knows whether everything so far is on disk.
    mutating func doubt(at now: CallStamp) {
        inDoubt = position
        since = since ?? now
    }

    func isDue(at now: CallStamp, _ configuration: CallJournal.Configuration) -> Bool {
        guard let since else { return false }
        // A clock that was set back must not keep it waiting.
        if let retryAt, now < retryAt, now.advanced(by: Self.retryInterval) >= retryAt { return false }
        let age = now.millisecondsSince1970 - since.millisecondsSince1970
        return inDoubt != nil || bytes >= max(configuration.maximumSegmentSize, checkpointSize)
            || age >= configuration.maximumSegmentAge.milliseconds
    }

    /// Counts anew, from a checkpoint's position on; returns what there was.
    mutating func begin(_ checkpoint: UInt64, at now: CallStamp) -> JournalLoad {
        let before = self
        // How large the few entries are that came since is not worth knowing; that there are some is.
        (bytes, since, retryAt) = (0, position > checkpoint ? now : nil, nil)
        return before
    }

    /// Notes that a checkpoint is on disk.
    mutating func finish(_ checkpoint: UInt64, size: Int) {
        checkpointSize = size
        if let doubtful = inDoubt, doubtful <= checkpoint { inDoubt = nil }
    }

    /// Counts what there was once more, since it could not be compacted.
    mutating func takeBack(_ before: JournalLoad, at now: CallStamp) {
        bytes += before.bytes
        since = before.since ?? since
        retryAt = now.advanced(by: Self.retryInterval)
    }
}
