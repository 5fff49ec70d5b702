/// How long something took in many calls.
public struct CallDurationDistribution: Sendable, Hashable {
    /// The bounds of the histogram's classes in seconds; the last class has none.
    ///
    /// Steps of about two from a second to an hour: ringing and talking both spread over several of them.
    public static let bounds: [Int64] = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600]

    /// The durations in milliseconds, the shortest first; never empty.
    private let sorted: [Int64]

    /// The mean in milliseconds, rounded to the nearest.
    public let meanMilliseconds: Int64

    /// How far any of the durations may be off either way, in milliseconds.
    public let uncertaintyMilliseconds: Int64

    /// The distribution of some durations; `nil` without any.
    init?(_ durations: [CallDuration]) {
        guard !durations.isEmpty else { return nil }
        sorted = durations.map(\.milliseconds).sorted()
        meanMilliseconds = Int64((Double(sorted.reduce(0, +)) / Double(sorted.count)).rounded())
        uncertaintyMilliseconds = durations.map(\.uncertaintyMilliseconds).max() ?? 0
    }

    /// How many durations there are.
    public var count: Int { sorted.count }

    /// The shortest, in milliseconds.
    public var minimumMilliseconds: Int64 { sorted[0] }

    /// The longest, in milliseconds.
    public var maximumMilliseconds: Int64 { sorted[sorted.count - 1] }

    /// The shortest of the durations such that at least so many per cent of all are no longer: a percentile by nearest
    /// rank, which is always a duration that occurred.
    ///
    /// - Parameter percent: From 0 to 100; what is outside counts as the nearer of them.
    /// - Returns: Milliseconds.
    public func percentileMilliseconds(_ percent: Int) -> Int64 {
        let percent = min(max(percent, 0), 100)
        let rank = (percent * count + 99) / 100
        return sorted[max(rank, 1) - 1]
    }

    /// How many durations are in each class: longer than the bound before, up to its own; the last above all bounds.
    public var histogram: [Int] {
        var counts = Array(repeating: 0, count: Self.bounds.count + 1)
        for milliseconds in sorted {
            counts[Self.bounds.firstIndex { milliseconds <= $0 * 1000 } ?? Self.bounds.count] += 1
        }
        return counts
    }
}
