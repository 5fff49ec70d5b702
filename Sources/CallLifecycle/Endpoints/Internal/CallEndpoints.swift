/// When each SIP endpoint said that it can take a call.
///
/// `dialin-ready` belongs to an endpoint, not to a session: one endpoint serves many calls in turn.
struct CallEndpoints: Sendable, Hashable {
    /// The ready stamps of each endpoint, earliest first, one a millisecond.
    private var stamps: [SIPEndpoint: [CallStamp]] = [:]
    private var spellings: [SIPEndpoint: SIPEndpoint] = [:]

    /// How many stamps of an endpoint are kept, the latest.
    private let maximumStamps: Int

    /// How many stamps were forgotten, since an endpoint had later ones enough.
    private(set) var forgottenStamps = 0

    init(maximumStamps: Int = .max) { self.maximumStamps = max(1, maximumStamps) }

    /// The endpoints of a log: sorted once, so that its order does not matter to the cost either.
    init(_ readies: [(endpoint: SIPEndpoint, stamp: CallStamp)]) {
        self.init()
        for ready in readies.sorted(by: { $0.stamp < $1.stamp }) { _ = insert(ready.endpoint, readyAt: ready.stamp) }
    }

    /// The endpoints that were ready at least once, in byte order; of several spellings the lesser.
    var all: [SIPEndpoint] { spellings.values.sorted { $0.rawValue.precedesInByteOrder($1.rawValue) } }

    /// Notes that an endpoint was ready; `false` if that was known, or is older than all that is kept.
    ///
    /// O(1) in order.
    mutating func insert(_ endpoint: SIPEndpoint, readyAt stamp: CallStamp) -> Bool {
        let spelling = spellings[endpoint] ?? endpoint
        spellings[endpoint] = endpoint.rawValue.precedesInByteOrder(spelling.rawValue) ? endpoint : spelling
        var known = stamps[endpoint, default: []]
        stamps[endpoint] = nil
        defer { stamps[endpoint] = known }
        let index = Self.count(in: known, notAfter: stamp)
        if index > 0, known[index - 1].millisecondsSince1970 == stamp.millisecondsSince1970 {
            known[index - 1] = known[index - 1].refined(to: stamp.resolution)
            return false
        }
        if known.count == maximumStamps {
            forgottenStamps += 1
            guard index > 0 else { return false }
            known.insert(stamp, at: index)
            known.removeFirst()
        } else {
            known.insert(stamp, at: index)
        }
        return true
    }

    /// Whether it is known that an endpoint was ready, as it is spelled, at a moment, no less finely.
    func holds(_ endpoint: SIPEndpoint, readyAt stamp: CallStamp) -> Bool {
        guard let known = stamps[endpoint], let spelling = spellings[endpoint],
            !endpoint.rawValue.precedesInByteOrder(spelling.rawValue)
        else { return false }
        let index = Self.count(in: known, notAfter: stamp)
        guard index > 0, known[index - 1].millisecondsSince1970 == stamp.millisecondsSince1970 else { return false }
        return known[index - 1].resolution.milliseconds <= stamp.resolution.milliseconds
    }

    /// Forgets an endpoint; returns its spelling.
    mutating func remove(_ endpoint: SIPEndpoint) -> SIPEndpoint? {
        stamps[endpoint] = nil
        return spellings.removeValue(forKey: endpoint)
    }

    /// The stamps of an endpoint, earliest first; empty if it was never ready.
    func stamps(of endpoint: SIPEndpoint) -> [CallStamp] { stamps[endpoint] ?? [] }

    /// The endpoint as it is written, of several spellings the lesser; `nil` if it was never ready.
    func spelling(of endpoint: SIPEndpoint) -> SIPEndpoint? { spellings[endpoint] }

    /// The latest ready stamp of an endpoint.
    func latestReady(of endpoint: SIPEndpoint) -> CallStamp? { stamps[endpoint]?.last }

    /// The latest ready stamp of an endpoint that is not after another stamp.
    ///
    /// O(log n).
    func latestReady(of endpoint: SIPEndpoint, notAfter stamp: CallStamp) -> CallStamp? {
        guard let known = stamps[endpoint] else { return nil }
        let count = Self.count(in: known, notAfter: stamp)
        return count > 0 ? known[count - 1] : nil
    }

    /// What is known of one endpoint, and nothing of others.
    func limited(to endpoint: SIPEndpoint?) -> CallEndpoints {
        var one = CallEndpoints()
        if let endpoint { one.stamps[endpoint] = stamps[endpoint] }
        return one
    }

    /// When the endpoint of a dial-in session was last ready before the session connected.
    func readyAt(_ session: CallSession) -> CallStamp? {
        guard session.direction == .dialIn, let connected = session.stamp(of: .connected),
            let endpoint = session.sipEndpoint
        else { return nil }
        return latestReady(of: endpoint, notAfter: connected)
    }

    /// How many of some sorted stamps are not after another one.
    private static func count(in stamps: [CallStamp], notAfter stamp: CallStamp) -> Int {
        // New stamps are mostly the latest.
        if let last = stamps.last, last.millisecondsSince1970 <= stamp.millisecondsSince1970 { return stamps.count }
        var low = 0
        var high = stamps.count
        while low < high {
            let middle = (low + high) / 2
            if stamps[middle].millisecondsSince1970 <= stamp.millisecondsSince1970 {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
