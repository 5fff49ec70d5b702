/// A place in a table whose entries do not move: what stands there is found without hashing anything.
///
/// It is used again once what stands there has gone.
struct Slot: Sendable, Hashable {
    let number: UInt32

    init(_ index: Int) { number = UInt32(index) }

    fileprivate init(number: UInt32) { self.number = number }

    /// Where it is in an array that has something for each slot.
    var index: Int { Int(number) }
}

/// Half a hash, kept beside what was hashed so that nothing is hashed twice.
struct ShortHash: Sendable, Equatable {
    fileprivate let bits: UInt32

    /// Takes half a hash that is known.
    init(bits: UInt32) { self.bits = bits }

    /// The hash of a session ID.
    init(_ id: CallSessionID) { self.init(bits: SessionHash(id).bits) }

    init(_ value: some Hashable) { bits = UInt32(truncatingIfNeeded: value.hashValue) }
}

/// Slots by the hashes of their names: a hash table that holds no names.
///
/// The names stand in the table that has the slots, where whoever looks for one compares them. So an entry takes 8
/// bytes however long its name is, growing hashes nothing, and of one look-up only the last step, the name itself, is
/// likely to miss the processor's caches. Open addressing with linear probing, at most three quarters full; what is
/// taken out leaves no mark.
struct SlotIndex: Sendable {
    /// The hash in the upper half and the slot plus one in the lower; 0 where nothing is.
    private var entries: [UInt64] = []
    private(set) var count = 0

    private var mask: Int { entries.count - 1 }

    /// The slot of a hash that somebody looks for.
    ///
    /// O(1).
    func first(_ hash: ShortHash, where isMeant: (Slot) -> Bool) -> Slot? {
        guard count > 0 else { return nil }
        var place = Self.home(hash, mask)
        while entries[place] != 0 {
            if Self.hash(entries[place]) == hash, isMeant(Self.slot(entries[place])) {
                return Self.slot(entries[place])
            }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Puts a slot in, which must not be there.
    ///
    /// O(1), but for growing.
    mutating func insert(_ slot: Slot, _ hash: ShortHash) {
        if (count + 1) * 4 > entries.count * 3 { grow() }
        Self.put(Self.entry(slot, hash), into: &entries)
        count += 1
    }

    /// Takes a slot out, if it is there.
    ///
    /// O(1).
    mutating func remove(_ slot: Slot, _ hash: ShortHash) {
        guard var hole = place(of: slot, hash) else { return }
        count -= 1
        // What stands behind moves up, unless that would put it before its home.
        var next = (hole + 1) & mask
        while entries[next] != 0 {
            let home = Self.home(Self.hash(entries[next]), mask)
            if (next - home) & mask >= (next - hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        entries[hole] = 0
    }

    /// Puts another slot where one is.
    mutating func replace(_ slot: Slot, by other: Slot, _ hash: ShortHash) {
        guard let place = place(of: slot, hash) else { return }
        entries[place] = Self.entry(other, hash)
    }

    private func place(of slot: Slot, _ hash: ShortHash) -> Int? {
        guard count > 0 else { return nil }
        let entry = Self.entry(slot, hash)
        var place = Self.home(hash, mask)
        while entries[place] != entry {
            if entries[place] == 0 { return nil }
            place = (place + 1) & mask
        }
        return place
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: max(16, entries.count * 2))
        for entry in entries where entry != 0 { Self.put(entry, into: &larger) }
        entries = larger
    }

    private static func put(_ entry: UInt64, into entries: inout [UInt64]) {
        let mask = entries.count - 1
        var place = home(hash(entry), mask)
        while entries[place] != 0 { place = (place + 1) & mask }
        entries[place] = entry
    }

    private static func home(_ hash: ShortHash, _ mask: Int) -> Int { Int(hash.bits) & mask }

    private static func entry(_ slot: Slot, _ hash: ShortHash) -> UInt64 {
        UInt64(hash.bits) << 32 | UInt64(slot.number + 1)
    }

    private static func hash(_ entry: UInt64) -> ShortHash { ShortHash(bits: UInt32(entry >> 32)) }

    private static func slot(_ entry: UInt64) -> Slot {
        Slot(number: UInt32(truncatingIfNeeded: entry) - 1)
    }
}
