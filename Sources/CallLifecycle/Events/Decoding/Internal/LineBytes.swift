#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// The one place of the decoder that looks past `Span`'s own subscript, and why: a line is read eight bytes at a time,
// which took a third of the time of one byte at a time, and texts are made from where they stand, without a copy
// between. Every function checks its bounds itself.

extension Span<UInt8> {
    /// The eight bytes from a place on, the first one lowest; `nil` where fewer are left.
    @inline(__always)
    func word(at index: Int) -> UInt64? {
        guard index &+ 8 <= count, index >= 0 else { return nil }
        let word = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// Up to eight bytes from a place on, the first one lowest, and zeros for those that are beyond `limit`.
    @inline(__always)
    func word(at index: Int, limit: Int) -> UInt64 {
        let length = limit &- index
        guard length > 0 else { return 0 }
        if let word = word(at: index) { return length >= 8 ? word : word & (1 &<< UInt64(8 &* length) &- 1) }
        return (index..<Swift.min(limit, index &+ 8, count)).reversed().reduce(0) { $0 &<< 8 | UInt64(self[$1]) }
    }

    /// Where plain text from a place on ends: at a quote, a backslash, a control character or the end of the line.
    @inline(__always)
    func endOfPlainText(from start: Int) -> Int {
        var index = Swift.max(start, 0)
        while index &+ 16 <= count {
            let chunk = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: SIMD16<UInt8>.self)
            // Constants of their own: as literals in the expression they were compared one by one.
            let (quote, backslash) = (SIMD16<UInt8>(repeating: 0x22), SIMD16<UInt8>(repeating: 0x5C))
            let blank = SIMD16<UInt8>(repeating: 0x20)
            let ends = (chunk .== quote) .| (chunk .== backslash) .| (chunk .< blank)
            let halves = unsafe unsafeBitCast(ends, to: SIMD2<UInt64>.self)
            let (low, high) = (UInt64(littleEndian: halves[0]), UInt64(littleEndian: halves[1]))
            if low != 0 { return index &+ low.trailingZeroBitCount / 8 }
            if high != 0 { return index &+ 8 &+ high.trailingZeroBitCount / 8 }
            index &+= 16
        }
        while index < count, self[index] >= 0x20, self[index] != 0x22, self[index] != 0x5C { index &+= 1 }
        return index
    }

    /// Whether the line has no byte past ASCII.
    var isASCII: Bool {
        var all = SIMD2<UInt64>(repeating: 0)
        var index = 0
        while index &+ 16 <= count {
            all |= unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: SIMD2<UInt64>.self)
            index &+= 16
        }
        var rest: UInt8 = 0
        while index < count {
            rest |= self[index]
            index &+= 1
        }
        return rest < 0x80 && (all[0] | all[1]) & UInt64.highBits == 0
    }

    /// The text between two places, whose bytes are known to be UTF-8.
    package func text(_ range: Range<Int>) -> String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0[range], as: UTF8.self) }
    }

    /// Appends the bytes between two places.
    package func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
        unsafe withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0[range]) }
    }

    /// A copy of the bytes.
    var array: [UInt8] { unsafe withUnsafeBufferPointer { unsafe Array($0) } }

    /// Whether both are the same bytes.
    func isSame(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBufferPointer { mine in
            unsafe other.withUnsafeBufferPointer { theirs in
                guard let left = mine.baseAddress, let right = theirs.baseAddress else { return true }
                return unsafe memcmp(left, right, mine.count) == 0
            }
        }
    }

    /// Where the next line feed stands; `nil` where there is none.
    func lineFeed(from index: Int) -> Int? {
        unsafe withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, index < buffer.count else { return nil }
            guard let found = unsafe memchr(base + index, 0x0A, buffer.count - index) else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }
}

/// Copies pieces of a line one behind the other, each with its length before it.
@safe struct LinePacker: ~Copyable {
    fileprivate let source: UnsafeBufferPointer<UInt8>
    fileprivate let target: UnsafeMutableBufferPointer<UInt8>
    fileprivate var count = 0

    /// Appends a length, seven bits a byte, the least first.
    mutating func append(length: Int) {
        var rest = length
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// Appends the bytes between two places of the line.
    mutating func append(_ range: Range<Int>) {
        append(length: range.count)
        let (room, length) = unsafe (target.count - count, source.count)
        precondition(range.lowerBound >= 0 && range.upperBound <= length && range.count <= room)
        guard let from = unsafe source.baseAddress, let to = unsafe target.baseAddress else { return }
        unsafe memcpy(to + count, from + range.lowerBound, range.count)
        count += range.count
    }

    /// Appends a text that is not in the line as it is.
    mutating func append(_ text: [UInt8]) {
        append(length: text.count)
        for byte in text { append(byte) }
    }

    private mutating func append(_ byte: UInt8) {
        precondition(count < (unsafe target.count))
        unsafe target[count] = byte
        count += 1
    }
}

extension Span<UInt8> {
    /// No fewer bytes than what a line tells takes when it is packed: a text has two quotes and a key in the line, and
    /// a length of at most three bytes when it is packed; an escape is no shorter than what it stands for.
    var packedBound: Int { count }

    /// Pieces of the line in memory of their own, as much as they take, and what `write` returns.
    @inline(__always)
    func packed<Result>(_ write: (inout LinePacker) -> Result) -> ([UInt8], Result) {
        unsafe withUnsafeBufferPointer { source in
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: packedBound) { target in
                var packer = unsafe LinePacker(source: source, target: target)
                let result = write(&packer)
                return unsafe ([UInt8](target[..<packer.count]), result)
            }
        }
    }
}

extension UTF8Writer {
    /// Packs pieces of a line behind what has been written, and returns what `write` returns.
    @inline(__always)
    mutating func pack<Result>(_ line: Span<UInt8>, _ write: (inout LinePacker) -> Result) -> Result {
        let bound = line.packedBound
        reserve(bound)
        return unsafe line.withUnsafeBufferPointer { source in
            let target = unsafe UnsafeMutableBufferPointer(start: memory + count, count: bound)
            var packer = unsafe LinePacker(source: source, target: target)
            let result = write(&packer)
            count += packer.count
            return result
        }
    }
}

/// Eight bytes at once.
extension UInt64 {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080
}
