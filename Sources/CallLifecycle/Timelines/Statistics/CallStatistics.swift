/// What the calls of a log come to as a fleet: ratios with their counts, durations, and how many calls there were at once.
///
/// Everything is a function of the timelines, so a filtered log has the figures of what passed the filter. The figures
/// are spelt out by their names in the field; those whose definition Daily's events cannot meet, such as post-dial
/// delay and the network effectiveness ratio, are not there.
///
/// Calls that are open or of which events were lost, and failures that belong to no call, bias every ratio: they are
/// counted beside.
public struct CallStatistics: Sendable, Hashable {
    /// The figures of some of the calls, and which these are.
    public struct Group<Key: Hashable & Sendable>: Sendable, Hashable {
        /// What the calls have in common.
        public let key: Key

        /// Their figures.
        public let figures: CallFigures
    }

    /// From the first to the last moment that the events of the calls tell of; `nil` without any.
    public let span: ClosedRange<CallStamp>?

    /// The figures of all calls.
    public let total: CallFigures

    /// Those of each direction that occurs, dial-in first.
    public let byDirection: [Group<CallDirection>]

    /// Those of each provider, in byte order; calls of which no event told the provider come last, as `nil`.
    public let byProvider: [Group<CallProvider?>]

    /// Those of the calls that began in each hour of UTC in which any did, the first first.
    ///
    /// A key is the hour's start. The peak is that of these calls, also if it came later.
    public let byHour: [Group<CallStamp>]

    /// The hour in which the most calls began; the first of several.
    public var busiestHour: Group<CallStamp>? {
        byHour.reduce(nil) { busiest, hour in
            hour.figures.attempts > busiest?.figures.attempts ?? 0 ? hour : busiest
        }
    }

    /// The figures of what was reconstructed.
    ///
    /// O(n log n) in the number of calls.
    public init(_ calls: CallReconstruction) {
        span = calls.span
        let end = calls.end
        let records = calls.timelines.map { CallRecord($0, endOfLog: end) } + calls.unattributed.map(CallRecord.init)
        total = CallFigures(records)
        byDirection = Self.groups(records, by: \.direction) { $0.rawValue < $1.rawValue }
        byProvider = Self.groups(records, by: \.provider) { left, right in
            guard let left else { return false }
            return right.map { left < $0 } ?? true
        }
        byHour = Self.groups(records, by: \.hour) { $0 < $1 }
    }

    private static func groups<Key: Hashable>(
        _ records: [CallRecord],
        by key: (CallRecord) -> Key,
        _ precedes: (Key, Key) -> Bool
    ) -> [Group<Key>] {
        Dictionary(grouping: records, by: key).map { Group(key: $0.key, figures: CallFigures($0.value)) }
            .sorted { precedes($0.key, $1.key) }
    }
}
