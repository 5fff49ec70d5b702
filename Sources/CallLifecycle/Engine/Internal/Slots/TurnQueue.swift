/// Which entries of queues still count: each slot holds one ticket at a time, and a later one voids it.
struct Tickets: Sendable {
    /// Odd while a ticket is out.
    private var numbers: [UInt32] = []

    /// Whether a slot holds one.
    func isOut(to slot: Slot) -> Bool { slot.index < numbers.count && numbers[slot.index] % 2 == 1 }

    fileprivate func isValid(_ entry: TurnQueue.Entry) -> Bool { numbers[entry.slot.index] == entry.ticket }

    fileprivate mutating func issue(to slot: Slot) -> UInt32 {
        while numbers.count <= slot.index { numbers.append(0) }
        numbers[slot.index] &+= numbers[slot.index] % 2 == 0 ? 1 : 2
        return numbers[slot.index]
    }

    fileprivate mutating func withdraw(from slot: Slot) { numbers[slot.index] &+= 1 }
}

/// Slots by priority, least first: what is due next, what ended longest ago.
///
/// Stamps mostly come in order, so most entries only ever stand in a run that is appended to at its end and taken from
/// at its front; what comes early stands in a heap beside it. A slot that leaves voids its ticket and leaves its entry
/// behind, to be skipped when it comes up: so none ever needs to be found. Entries left behind never outnumber the
/// others by much. Of equal priorities the lesser session ID comes first: what a queue does next follows from what it
/// holds and not from its past, so a restored engine goes on exactly as the one before it would have.
///
/// The tickets are its owner's: several queues, in one of which at the most a slot stands, share them.
struct TurnQueue: Sendable {
    /// Sixteen bytes.
    struct Entry: Sendable {
        let priority: Int64
        let slot: Slot
        fileprivate let ticket: UInt32
    }

    /// An entry that did not come in order.
    ///
    /// It knows its ID: the order of the heap must stand when its slot has become another session's.
    private struct Straggler: HeapOrdered {
        let entry: Entry
        let id: CallSessionID

        static func < (left: Straggler, right: Straggler) -> Bool {
            guard left.entry.priority == right.entry.priority else { return left.entry.priority < right.entry.priority }
            return left.id < right.id
        }
    }

    private var run: [Entry] = []
    /// Where the run begins; what stands before is done with.
    private var front = 0
    private var heap = Heap<Straggler>()

    /// How many slots are in it.
    private(set) var count = 0

    /// How many entries there are, those that were left behind included.
    var entryCount: Int { run.count - front + heap.count }

    /// Puts a slot in that is in no queue with these tickets.
    ///
    /// O(1) for one that comes last, otherwise O(log n).
    ///
    /// - Parameters:
    ///   - slot: The slot.
    ///   - priority: Its priority.
    ///   - tickets: Of this queue and those that share them.
    ///   - names: Says whose a slot is; asked only of those that hold a ticket, and not changed.
    mutating func insert(_ slot: Slot, at priority: Int64, _ tickets: inout Tickets, names: inout some SlotNaming) {
        let entry = Entry(priority: priority, slot: slot, ticket: tickets.issue(to: slot))
        count += 1
        while run.count > front, let last = run.last, !tickets.isValid(last) { run.removeLast() }
        guard run.count > front, let last = run.last, !Self.precedes(last, entry, &names) else {
            run.append(entry)
            return
        }
        // An early one takes the last one with it: otherwise a single clock that is ahead would keep all others out of
        // the run.
        run.removeLast()
        heap.insert(Straggler(entry: last, id: names.id(of: last.slot)))
        heap.insert(Straggler(entry: entry, id: names.id(of: slot)))
    }

    /// Takes a slot out that is in it.
    ///
    /// O(1), but for letting go of what was left behind.
    mutating func remove(_ slot: Slot, _ tickets: inout Tickets) {
        tickets.withdraw(from: slot)
        count -= 1
        if entryCount > 2 * count + 32 { rebuild(tickets) }
    }

    /// What comes first.
    ///
    /// O(1), but for entries that were left behind.
    mutating func first(_ tickets: Tickets, names: inout some SlotNaming) -> Entry? {
        while let top = heap.first, !tickets.isValid(top.entry) { heap.removeFirst() }
        while front < run.count, !tickets.isValid(run[front]) { advance() }
        guard front < run.count else { return heap.first?.entry }
        guard let top = heap.first else { return run[front] }
        return Self.precedes(run[front], top.entry, &names) ? run[front] : top.entry
    }

    /// Takes out what comes first, unless its priority is above a limit.
    ///
    /// O(1) in order, otherwise O(log n).
    mutating func popFirst(
        upTo limit: Int64 = .max,
        _ tickets: inout Tickets,
        names: inout some SlotNaming
    ) -> Slot? {
        guard let first = first(tickets, names: &names), first.priority <= limit else { return nil }
        if heap.first?.entry.slot == first.slot { heap.removeFirst() } else { advance() }
        tickets.withdraw(from: first.slot)
        count -= 1
        return first.slot
    }

    private static func precedes(_ left: Entry, _ right: Entry, _ names: inout some SlotNaming) -> Bool {
        guard left.priority == right.priority else { return left.priority < right.priority }
        return names.id(of: left.slot) < names.id(of: right.slot)
    }

    /// Leaves the first entry of the run behind, and now and then forgets those that were.
    private mutating func advance() {
        front += 1
        guard front >= 32, 2 * front >= run.count else { return }
        run.removeFirst(front)
        front = 0
    }

    /// Keeps only the entries that count.
    ///
    /// O(n).
    private mutating func rebuild(_ tickets: Tickets) {
        run.removeFirst(front)
        front = 0
        run.removeAll { !tickets.isValid($0) }
        heap.removeAll { !tickets.isValid($0.entry) }
    }
}
