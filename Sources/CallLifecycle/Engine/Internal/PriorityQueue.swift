/// What a queue can hold: something that has an order of its own among those of one priority.
protocol QueueKey: Hashable, Sendable {
    func precedesInQueue(_ other: Self) -> Bool
}

extension QueueKey where Self: Comparable {
    func precedesInQueue(_ other: Self) -> Bool { self < other }
}

extension CallSessionID: QueueKey {}
extension CallClaimID: QueueKey {}

/// Keys by priority, least first: what is due next, what ended longest ago.
///
/// A binary heap in which a key that was moved or removed leaves its old entry behind, to be skipped when it comes up:
/// so no entry ever needs to be found, and no key hashed, while the heap is sifted. Entries left behind never outnumber
/// the keys by much. Of equal priorities the lesser key comes first: what a queue does next follows from what it holds
/// and not from its past, so a restored engine goes on exactly as the one before it would have.
struct PriorityQueue<Key: QueueKey>: Sendable {
    private struct Entry: HeapOrdered {
        let priority: Int64
        let arrival: UInt64
        let key: Key

        static func < (left: Entry, right: Entry) -> Bool {
            guard left.priority == right.priority else { return left.priority < right.priority }
            return left.key.precedesInQueue(right.key)
        }
    }

    private var heap = Heap<Entry>()
    /// The one entry of each key that counts.
    private var current: [Key: (priority: Int64, arrival: UInt64)] = [:]
    private var arrivals: UInt64 = 0

    /// How many keys there are.
    var count: Int { current.count }

    /// How many entries there are, those that were left behind included.
    var entryCount: Int { heap.count }

    /// The priority of a key.
    subscript(key: Key) -> Int64? { current[key]?.priority }

    /// Puts a key in, or moves it.
    ///
    /// O(log n), and O(1) for one that comes last.
    mutating func set(_ key: Key, to priority: Int64) {
        if current[key]?.priority == priority { return }
        arrivals += 1
        current[key] = (priority, arrivals)
        heap.insert(Entry(priority: priority, arrival: arrivals, key: key))
        forgetStale()
    }

    /// Takes a key out, if it is there.
    ///
    /// O(1).
    mutating func remove(_ key: Key) {
        if current.removeValue(forKey: key) != nil { forgetStale() }
    }

    /// The least priority.
    ///
    /// O(1) but for entries that were left behind.
    mutating func leastPriority() -> Int64? {
        dropStale()
        return heap.first?.priority
    }

    /// The key with the least priority.
    ///
    /// O(1) but for entries that were left behind.
    mutating func first() -> Key? {
        dropStale()
        return heap.first?.key
    }

    /// Takes out the key with the least priority, unless that is above a limit.
    ///
    /// O(log n).
    mutating func popFirst(upTo limit: Int64 = .max) -> Key? {
        dropStale()
        guard let first = heap.first, first.priority <= limit else { return nil }
        current[first.key] = nil
        heap.removeFirst()
        return first.key
    }

    private mutating func dropStale() {
        while let first = heap.first, current[first.key]?.arrival != first.arrival { heap.removeFirst() }
    }

    /// Keeps only the entries that count, once the others outnumber them.
    private mutating func forgetStale() {
        guard heap.count > 2 * current.count + 32 else { return }
        heap.removeAll { current[$0.key]?.arrival != $0.arrival }
    }
}
