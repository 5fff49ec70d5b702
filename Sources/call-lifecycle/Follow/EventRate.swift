/// How many events a second there were of late.
struct EventRate {
    /// Over how long it is taken.
    private static let window: Duration = .seconds(10)

    private var samples: [(at: ContinuousClock.Instant, count: Int)] = []

    /// Notes how many events there have been in all.
    mutating func note(_ count: Int, at instant: ContinuousClock.Instant) {
        samples.append((instant, count))
        // One that is older than the window is kept, to count from.
        while samples.count > 2, instant - samples[1].at >= Self.window { samples.removeFirst() }
    }

    /// Events a second; zero until there has been time for some.
    var perSecond: Double {
        guard let first = samples.first, let last = samples.last, last.at > first.at else { return 0 }
        return Double(last.count - first.count) / ((last.at - first.at) / .seconds(1))
    }
}
