/// An array whose elements stay where they are while more are appended.
///
/// One that is in one piece moves all of them when it grows, needs the memory twice while it does, and then keeps room for
/// up to as many again. Here, a segment is added.
struct SegmentedArray<Element> {
    private var segments: [[Element]] = []
    private(set) var count = 0

    private static var bits: Int { 8 }
    /// How many elements a segment has; the last one may have fewer.
    static var segmentSize: Int { 1 << bits }

    mutating func append(_ element: consuming Element) {
        let segment = count >> Self.bits
        if segment == segments.count {
            segments.append([])
            // The first may stay the only one, with few elements.
            if segment > 0 { segments[segment].reserveCapacity(Self.segmentSize) }
        }
        segments[segment].append(element)
        count += 1
    }
}

extension SegmentedArray: Sendable where Element: Sendable {}

extension SegmentedArray: RandomAccessCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(index: Int) -> Element {
        _read { yield segments[index >> Self.bits][index & (Self.segmentSize - 1)] }
        _modify { yield &segments[index >> Self.bits][index & (Self.segmentSize - 1)] }
    }
}
