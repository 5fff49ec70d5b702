/// Sorts many elements whose keys are spread over a range, in a time that grows as their number does.
///
/// Each is counted to one of about as many places as there are elements, and the few that meet there are compared. In the
/// worst case, all of them meet, and it takes as long as any sort.
struct BucketSort {
    private var ends: [UInt32] = []

    /// How many bits of a key tell the place of one of some elements, so that few meet in one.
    ///
    /// At most a million places: their counts have to be near while all elements are counted.
    static func bits(for count: Int) -> Int { min(Int.bitWidth - count.leadingZeroBitCount, 20) }

    /// Sorts elements into other memory.
    ///
    /// - Parameters:
    ///   - elements: Up to four billion of them.
    ///   - sorted: Is replaced by them in their order; its memory is used again.
    ///   - bits: There are two to the power of that many places.
    ///   - place: Where an element belongs. It never decreases from one to the next in the order.
    ///   - precedes: The order, in which no two elements are equal.
    mutating func sort<Element>(
        _ elements: [Element],
        into sorted: inout [Element],
        bits: Int,
        place: (Element) -> Int,
        by precedes: (Element, Element) -> Bool
    ) {
        // Counted one place further on, so that each place's sum is where it begins.
        ends.removeAll(keepingCapacity: true)
        ends.append(contentsOf: repeatElement(0, count: 1 << bits + 1))
        for element in elements { ends[place(element) + 1] += 1 }
        for index in 1..<ends.count { ends[index] += ends[index - 1] }
        sorted.removeAll(keepingCapacity: true)
        // Only for the room: each is written over.
        sorted.append(contentsOf: elements)
        for element in elements {
            let place = place(element)
            sorted[Int(ends[place])] = element
            ends[place] += 1
        }
        var start = 0
        for place in 0..<(1 << bits) {
            let end = Int(ends[place])
            if end - start > 1 { Self.sort(&sorted, start..<end, by: precedes) }
            start = end
        }
    }

    /// Where the elements of a place begin, since the last sort.
    func start(of place: Int) -> Int { place == 0 ? 0 : Int(ends[place - 1]) }

    private static func sort<Element>(
        _ elements: inout [Element],
        _ range: Range<Int>,
        by precedes: (Element, Element) -> Bool
    ) {
        guard range.count <= 16 else {
            elements[range].sort(by: precedes)
            return
        }
        for end in range.dropFirst() {
            var place = end
            while place > range.lowerBound, precedes(elements[place], elements[place - 1]) {
                elements.swapAt(place, place - 1)
                place -= 1
            }
        }
    }
}
