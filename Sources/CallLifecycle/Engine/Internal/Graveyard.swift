/// How long the tombstones of evicted sessions stand: each until its time or its turn has come.
///
/// The ledger has them; here they are known by their slots there.
struct Graveyard: Sendable {
    typealias Tombstones = SlotTable<CallTombstone>

    private let configuration: CallSessionEngine.Configuration
    private var queue = TurnQueue()
    private var turns = Tickets()
    private var expiries: [Int64] = []

    init(_ configuration: CallSessionEngine.Configuration) { self.configuration = configuration }

    /// When a tombstone expires, in milliseconds since 1970.
    func expiry(of slot: Slot) -> Int64 { expiries[slot.index] }

    /// Puts up a tombstone at some moment.
    mutating func bury(_ slot: Slot, at stamp: CallStamp, _ tombstones: inout Tombstones) {
        restore(slot, expiry: stamp.milliseconds(after: configuration.tombstoneRetention), &tombstones)
    }

    mutating func restore(_ slot: Slot, expiry: Int64, _ tombstones: inout Tombstones) {
        while expiries.count <= slot.index { expiries.append(0) }
        expiries[slot.index] = expiry
        queue.insert(slot, at: expiry, &turns, names: &tombstones)
    }

    mutating func nextExpiry(_ tombstones: inout Tombstones) -> Int64? {
        queue.first(turns, names: &tombstones)?.priority
    }

    /// Whether there are too many tombstones.
    var isCrowded: Bool { queue.count > max(0, configuration.maximumTombstones) }

    /// Lets go of one tombstone of which there are too many.
    mutating func crowdedOut(_ tombstones: inout Tombstones) -> Slot? {
        guard isCrowded else { return nil }
        return queue.popFirst(&turns, names: &tombstones)
    }

    /// Lets go of one tombstone that has stood for long enough.
    mutating func expired(at milliseconds: Int64, _ tombstones: inout Tombstones) -> Slot? {
        queue.popFirst(upTo: milliseconds, &turns, names: &tombstones)
    }
}
