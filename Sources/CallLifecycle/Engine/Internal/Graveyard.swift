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
    mutating func bury(_ slot: Slot, at stamp: CallStamp, _ tombstones: Tombstones) {
        restore(slot, expiry: stamp.milliseconds(after: configuration.tombstoneRetention), tombstones)
    }

    mutating func restore(_ slot: Slot, expiry: Int64, _ tombstones: Tombstones) {
        while expiries.count <= slot.index { expiries.append(0) }
        expiries[slot.index] = expiry
        queue.insert(slot, at: expiry, &turns) { tombstones.id(of: $0) }
    }

    mutating func nextExpiry(_ tombstones: Tombstones) -> Int64? {
        queue.first(turns) { tombstones.id(of: $0) }?.priority
    }

    /// Lets go of one tombstone of which there are too many.
    mutating func crowdedOut(_ tombstones: Tombstones) -> Slot? {
        guard queue.count > max(0, configuration.maximumTombstones) else { return nil }
        return queue.popFirst(&turns) { tombstones.id(of: $0) }
    }

    /// Lets go of one tombstone that has stood for long enough.
    mutating func expired(at milliseconds: Int64, _ tombstones: Tombstones) -> Slot? {
        queue.popFirst(upTo: milliseconds, &turns) { tombstones.id(of: $0) }
    }
}
