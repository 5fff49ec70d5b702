/// Something that has an order among its like, of which no two that matter are equal.
protocol HeapOrdered: Sendable {
    static func < (left: Self, right: Self) -> Bool
}

/// A binary heap: what is least comes first.
struct Heap<Element: HeapOrdered>: Sendable {
    private var elements: [Element] = []

    var count: Int { elements.count }

    /// The least element.
    ///
    /// O(1).
    var first: Element? { elements.first }

    /// Puts an element in.
    ///
    /// O(log n), and O(1) for one that comes last.
    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[child] < elements[(child - 1) / 2] {
            elements.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out the least element, which must be there.
    ///
    /// O(log n).
    mutating func removeFirst() {
        let last = elements.removeLast()
        guard !elements.isEmpty else { return }
        elements[0] = last
        siftDown(0)
    }

    /// Takes out all that meet a condition.
    ///
    /// O(n), which whoever comes then waits for: so the rest is not sorted.
    mutating func removeAll(where isGone: (Element) -> Bool) {
        elements.removeAll(where: isGone)
        for parent in (0..<elements.count / 2).reversed() { siftDown(parent) }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            guard left < elements.count else { return }
            let least = right < elements.count && elements[right] < elements[left] ? right : left
            guard elements[least] < elements[parent] else { return }
            elements.swapAt(parent, least)
            parent = least
        }
    }
}
