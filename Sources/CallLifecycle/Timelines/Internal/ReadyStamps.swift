/// What a log says of when endpoints were ready.
///
/// Put in order only now and then, so that the order in which it was told does not matter to the cost.
struct ReadyStamps: Sendable {
    private var stamps: [(endpoint: SIPEndpoint, stamp: CallStamp)] = []
    private var settledCount = 0

    var isEmpty: Bool { stamps.isEmpty }

    mutating func add(_ endpoint: SIPEndpoint, _ stamp: CallStamp) {
        stamps.append((endpoint, stamp))
        if stamps.count > 2 * settledCount + 4096 { settle() }
    }

    mutating func merge(_ other: ReadyStamps) {
        for ready in other.stamps { add(ready.endpoint, ready.stamp) }
    }

    /// What was told more than once is kept once.
    private mutating func settle() {
        let endpoints = endpoints
        stamps = endpoints.all.flatMap { endpoint in endpoints.stamps(of: endpoint).map { (endpoint, $0) } }
        settledCount = stamps.count
    }

    /// The endpoints, each with its stamps.
    var endpoints: CallEndpoints { CallEndpoints(stamps) }

    /// Every stamp once, by endpoint and time.
    var settled: [(endpoint: SIPEndpoint, stamp: CallStamp)] {
        var copy = self
        copy.settle()
        return copy.stamps
    }
}
