/// The most calls that there were at once, and when that was.
public struct CallConcurrency: Sendable, Hashable {
    /// How many calls.
    public let count: Int

    /// When there were first that many.
    public let at: CallStamp

    /// The peak of some calls, each from its first event up to its end; `nil` without any.
    ///
    /// One that ends in the moment in which another begins is not at once with it. O(n log n).
    init?(_ stays: [Range<Int64>]) {
        let starts = stays.map(\.lowerBound).sorted()
        // One of no length is there in its moment.
        let ends = stays.map { max($0.upperBound, $0.lowerBound + 1) }.sorted()
        guard var peakStart = starts.first else { return nil }
        var ended = 0
        var peak = 0
        for (begun, start) in starts.enumerated() {
            while ends[ended] <= start { ended += 1 }
            let count = begun + 1 - ended
            if count > peak { (peak, peakStart) = (count, start) }
        }
        guard let at = CallStamp(millisecondsSince1970: peakStart) else { return nil }
        count = peak
        self.at = at
    }
}
