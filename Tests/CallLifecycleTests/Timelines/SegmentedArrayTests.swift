import Testing

@testable import CallLifecycle

@Suite("An array in segments")
struct SegmentedArrayTests {
    /// Sizes around the ends of segments.
    private static let sizes = [0, 1, 255, 256, 257, 1000, 1024]

    @Test("holds what was appended, at its place", arguments: sizes)
    func append(count: Int) {
        var array = SegmentedArray<Int>()
        for number in 0..<count { array.append(number) }
        #expect(array.count == count)
        #expect(Array(array) == Array(0..<count))
        #expect(array.indices.allSatisfy { array[$0] == $0 })
    }

    @Test("changes one element where it stands, and no copy")
    func change() {
        var array = SegmentedArray<[Int]>()
        for number in 0..<1000 { array.append([number]) }
        let copy = array
        for index in array.indices { array[index].append(-index) }
        #expect(array.indices.allSatisfy { array[$0] == [$0, -$0] })
        #expect(copy.indices.allSatisfy { copy[$0] == [$0] })
    }

    private func address(of element: inout Int) -> UInt {
        unsafe withUnsafePointer(to: &element) { UInt(bitPattern: $0) }
    }

    @Test("moves no element for another")
    func stability() {
        var array = SegmentedArray<Int>()
        for number in 0..<(2 * SegmentedArray<Int>.segmentSize) { array.append(number) }
        // A full segment and a later one, whose room is there before its elements.
        let places = [0, SegmentedArray<Int>.segmentSize + 1]
        let before = places.map { place in address(of: &array[place]) }
        for number in 0..<10_000 { array.append(number) }
        let after = places.map { place in address(of: &array[place]) }
        #expect(before == after)
    }
}
