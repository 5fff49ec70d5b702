import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Sorting by places")
struct BucketSortTests {
    private struct Element: Equatable {
        var key: Int
        var number: Int
    }

    @Test("makes the order that comparing makes", arguments: [0, 1, 2, 17, 1000, 5000], [1, 3, 64, 100_000])
    func order(count: Int, keys: Int) {
        var random = SeededGenerator(seed: UInt64(count + keys))
        let elements = (0..<count).map { Element(key: Int.random(in: 0..<keys, using: &random), number: $0) }
            .shuffled(
                using: &random
            )
        var sorting = BucketSort()
        // What was there before does not matter.
        var sorted = [Element(key: -1, number: -1)]
        for bits in [0, 1, 6, BucketSort.bits(for: count)] {
            let place = { (element: Element) in element.key << bits / keys }
            sorting.sort(elements, into: &sorted, bits: bits, place: place) {
                ($0.key, $0.number) < ($1.key, $1.number)
            }
            #expect(sorted == elements.sorted { ($0.key, $0.number) < ($1.key, $1.number) })
            for index in 0...(1 << bits) {
                #expect(sorting.start(of: index) == sorted.count { place($0) < index })
            }
        }
    }
}
