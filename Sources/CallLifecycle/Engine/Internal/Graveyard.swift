/// The tombstones of evicted sessions, each until its time or its turn has come.
struct Graveyard: Sendable {
    private let configuration: CallSessionEngine.Configuration
    private(set) var tombstones: [CallSessionID: CallTombstone] = [:]
    private var expiries = PriorityQueue<CallSessionID>()

    init(_ configuration: CallSessionEngine.Configuration) { self.configuration = configuration }

    var count: Int { tombstones.count }

    subscript(id: CallSessionID) -> CallTombstone? { tombstones[id] }

    /// When the tombstone of a session expires, in milliseconds since 1970.
    func expiry(of id: CallSessionID) -> Int64? { expiries[id] }

    /// Puts up a tombstone at some moment.
    mutating func bury(_ tombstone: CallTombstone, at stamp: CallStamp) {
        restore(tombstone, expiry: stamp.milliseconds(after: configuration.tombstoneRetention))
    }

    mutating func restore(_ tombstone: CallTombstone, expiry: Int64) {
        tombstones[tombstone.sessionID] = tombstone
        expiries.set(tombstone.sessionID, to: expiry)
    }

    mutating func nextExpiry() -> Int64? { expiries.leastPriority() }

    /// Takes away one tombstone of which there are too many.
    mutating func crowdedOut() -> CallTombstone? {
        guard expiries.count > max(0, configuration.maximumTombstones) else { return nil }
        return expiries.popFirst().flatMap { tombstones.removeValue(forKey: $0) }
    }

    /// Takes away one tombstone that has stood for long enough.
    mutating func expired(at milliseconds: Int64) -> CallTombstone? {
        expiries.popFirst(upTo: milliseconds).flatMap { tombstones.removeValue(forKey: $0) }
    }
}
