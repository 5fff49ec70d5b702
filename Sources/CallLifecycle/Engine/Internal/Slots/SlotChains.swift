/// Slots in chains: each stands in one chain at most, and leaves it without anybody looking for it.
///
/// Whoever has a chain keeps its head. Eight bytes a slot.
struct SlotChains: Sendable {
    /// Numbers of slots plus one; 0 for none.
    private struct Links: Sendable {
        var previous: UInt32 = 0
        var next: UInt32 = 0
    }

    private var links: [Links] = []

    /// The slots of a chain, the one that came last first.
    func members(from head: Slot) -> some Sequence<Slot> { sequence(first: head) { next($0) } }

    /// Whether a slot is the only one of its chain.
    func isAlone(_ slot: Slot) -> Bool { links[slot.index].previous == 0 && links[slot.index].next == 0 }

    /// Puts a slot before the head of a chain, which it is from then on.
    mutating func insert(_ slot: Slot, before head: Slot?) {
        while links.count <= slot.index { links.append(Links()) }
        links[slot.index] = Links(previous: 0, next: head.map { $0.number + 1 } ?? 0)
        if let head { links[head.index].previous = slot.number + 1 }
    }

    /// Takes a slot out of its chain.
    ///
    /// - Returns: Whether it was the head, and what stood behind it.
    mutating func remove(_ slot: Slot) -> (isHead: Bool, next: Slot?) {
        let gone = links[slot.index]
        links[slot.index] = Links()
        if gone.previous > 0 { links[Int(gone.previous) - 1].next = gone.next }
        if gone.next > 0 { links[Int(gone.next) - 1].previous = gone.previous }
        return (gone.previous == 0, gone.next > 0 ? Slot(Int(gone.next) - 1) : nil)
    }

    private func next(_ slot: Slot) -> Slot? {
        let next = links[slot.index].next
        return next > 0 ? Slot(Int(next) - 1) : nil
    }
}
