extension CallJournal {
    /// When ``append(_:)`` returns, and with it every `ingest` of a ``DurableCallEngine``.
    public enum Durability: Sendable, Hashable {
        /// When the entries are on disk: they survive the process, the system and a power failure.
        ///
        /// Many callers share one sync, so a busy engine waits no longer than an idle one.
        case everyEvent

        /// When the entries are with the system, which puts them on disk at the latest this long afterwards.
        ///
        /// They survive the process; a system that crashes may take the last interval with it.
        case interval(Duration)

        /// When the entries are with the system, which puts them on disk when it likes to, often within half a minute.
        ///
        /// They survive the process.
        case none
    }

    /// How safely entries are kept, in what portions, and for how long.
    public struct Configuration: Sendable {
        /// What an acknowledgement promises.
        ///
        /// ``Durability/everyEvent`` by default: Daily does not deliver again what was acknowledged.
        public var durability = Durability.everyEvent

        /// How large a segment grows, in bytes, before a new one is begun.
        ///
        /// 64 MiB by default: a few hundred thousand events, and a few seconds to replay.
        public var maximumSegmentSize = 64 << 20

        /// How old a segment grows before a new one is begun, and how long evicted sessions stay before a compaction
        /// drops them.
        ///
        /// One day by default.
        public var maximumSegmentAge: Duration = .seconds(86_400)

        /// How many checkpoints before the latest are kept, with all entries since.
        ///
        /// They are what ``DurableCallEngine/transitions(after:bufferingNewest:)`` resumes from, and what is read where the latest
        /// checkpoint is damaged. 1 by default, so an evicted session's data is gone after two compactions.
        public var keptHistory = 1

        /// What time it is.
        ///
        /// Only ages of segments depend on it.
        var now: @Sendable () -> CallStamp = { .now }

        /// Every event on disk, in segments of 64 MiB or a day.
        public init() {}
    }
}
