/// A few texts, each under a small number, in one piece of memory.
///
/// An engine keeps six or seven texts of every event. As a dictionary of strings these take ten allocations and a
/// kilobyte; packed they take one, and two reports of the same are compared as memory is.
///
/// Texts that are there stand in the order of their numbers, each as its length in bytes (LEB128) and its UTF-8.
struct PackedTexts: Sendable, Hashable {
    private(set) var bytes: [UInt8] = []
    /// One bit for each number that has a text.
    private(set) var present: UInt32 = 0

    /// No texts at all.
    init() {}

    /// Takes over what a writer has packed.
    @inline(__always)
    init(packed bytes: [UInt8], present: UInt32) {
        self.bytes = bytes
        self.present = present
    }

    /// Whether both are the same bytes.
    static func == (left: Self, right: Self) -> Bool {
        left.present == right.present && left.bytes.isSame(as: right.bytes)
    }

    /// Whether both are the same bytes in different memory.
    func isCopy(of other: PackedTexts) -> Bool {
        present == other.present && !bytes.sharesMemory(with: other.bytes) && bytes.isSame(as: other.bytes)
    }

    var isEmpty: Bool { present == 0 }

    /// How many bytes of memory they take, with what an array needs.
    var packedSize: Int { isEmpty ? 0 : 32 + bytes.capacity }

    /// The same in no more memory than they need.
    var trimmed: PackedTexts { PackedTexts(packed: bytes.span.array, present: present) }

    /// A number that means nothing: see ``CallAttributes/look``.
    var look: Int { bytes.count + Int(bytes.last ?? 0) }

    /// Whether they are what was packed elsewhere.
    func isPacked(as packed: Span<UInt8>, present: UInt32) -> Bool {
        self.present == present && bytes.span.isSame(as: packed)
    }

    /// Whether there is a text under a number.
    func contains(_ number: Int) -> Bool { present & (1 << number) != 0 }

    /// The text under a number, as its bytes.
    func bytes(of number: Int) -> ArraySlice<UInt8>? {
        guard contains(number) else { return nil }
        return bytes[place(of: number).text]
    }

    subscript(_ number: Int) -> String? {
        get { bytes(of: number).map { String(decoding: $0, as: UTF8.self) } }
        set { set(number, to: newValue.map { Array($0.utf8) }) }
    }

    mutating func set(_ number: Int, to text: [UInt8]?) {
        let (start, old) = place(of: number)
        var new: [UInt8] = []
        if let text { new.appendLengthPrefixed(text) }
        bytes.replaceSubrange(start..<old.upperBound, with: new)
        present = text == nil ? present & ~(1 << number) : present | (1 << number)
    }

    /// The texts of both; where both have one, the one that is chosen.
    func merged(
        with other: PackedTexts,
        choosing: (_ number: Int, ArraySlice<UInt8>, ArraySlice<UInt8>) -> ArraySlice<UInt8>
    ) -> PackedTexts {
        guard self != other, !other.isEmpty else { return self }
        guard !isEmpty else { return other }
        var result = PackedTexts()
        result.bytes.reserveCapacity(max(bytes.count, other.bytes.count))
        result.present = present | other.present
        var mine = bytes[...]
        var theirs = other.bytes[...]
        for number in 0..<UInt32.bitWidth where result.contains(number) {
            let left = contains(number) ? mine.takeLengthPrefixed() : nil
            let right = other.contains(number) ? theirs.takeLengthPrefixed() : nil
            switch (left, right) {
            case (let left?, let right?): result.bytes.appendLengthPrefixed(choosing(number, left, right))
            case (let text?, nil), (nil, let text?): result.bytes.appendLengthPrefixed(text)
            case (nil, nil): break
            }
        }
        return result
    }

    /// How many bytes the texts take, without their lengths.
    func size(of numbers: Range<Int>) -> Int {
        numbers.reduce(0) { $0 + (contains($1) ? place(of: $1).text.count : 0) }
    }

    /// Where a text stands, or would: with its length, and itself.
    private func place(of number: Int) -> (start: Int, text: Range<Int>) {
        let bytes = bytes.span
        var before = (present & (1 << number - 1)).nonzeroBitCount
        var index = 0
        while before > 0 {
            let length = bytes.length(at: &index)
            index += length
            before -= 1
        }
        let start = index
        guard contains(number) else { return (start, start..<start) }
        let length = bytes.length(at: &index)
        return (start, index..<index + length)
    }
}

extension Span<UInt8> {
    /// Reads a length, seven bits a byte, the least first, and steps over it.
    @inline(__always)
    func length(at index: inout Int) -> Int {
        var (length, shift) = (0, 0)
        while self[index] >= 0x80 {
            length |= Int(self[index] & 0x7F) << shift
            (shift, index) = (shift + 7, index + 1)
        }
        defer { index += 1 }
        return length | Int(self[index]) << shift
    }
}

extension [UInt8] {
    /// Appends a length, seven bits a byte, the least first.
    mutating func appendLength(_ length: Int) {
        var rest = length
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    mutating func appendLengthPrefixed(_ text: some Collection<UInt8>) {
        appendLength(text.count)
        append(contentsOf: text)
    }
}

extension ArraySlice<UInt8> {
    /// Steps over a length and what is so long; `nil` at the end.
    mutating func takeLengthPrefixed() -> ArraySlice<UInt8>? {
        var length = 0
        var shift = 0
        var index = startIndex
        while index < endIndex {
            let byte = self[index]
            length |= Int(byte & 0x7F) << shift
            shift += 7
            index += 1
            guard byte & 0x80 != 0 else {
                let text = self[index..<index + length]
                self = self[(index + length)...]
                return text
            }
        }
        return nil
    }
}

extension SIPHeaders {
    /// The headers that were packed.
    init(packed bytes: ArraySlice<UInt8>) {
        var rest = bytes
        var values: [String: String] = [:]
        while let name = rest.takeLengthPrefixed(), let value = rest.takeLengthPrefixed() {
            values[String(decoding: name, as: UTF8.self)] = String(decoding: value, as: UTF8.self)
        }
        self.init(values)
    }

    /// Names and values, by the byte order of the names, so that equal headers are equal bytes.
    var packed: [UInt8] {
        values.sorted { $0.key.precedesInByteOrder($1.key) }
            .reduce(into: []) { bytes, header in
                bytes.appendLengthPrefixed(header.key.utf8)
                bytes.appendLengthPrefixed(header.value.utf8)
            }
    }
}
