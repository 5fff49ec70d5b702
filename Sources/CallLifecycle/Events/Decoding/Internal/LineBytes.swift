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

    /// The text between two places, whose bytes are known to be UTF-8.
    func text(_ range: Range<Int>) -> String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0[range], as: UTF8.self) }
    }

    /// Appends the bytes between two places.
    func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
        unsafe withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0[range]) }
    }

    /// Whether the bytes between two places are those of a text.
    func equals(_ text: StaticString, at range: Range<Int>) -> Bool {
        guard text.utf8CodeUnitCount == range.count, range.lowerBound >= 0, range.upperBound <= count else {
            return false
        }
        return unsafe withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return range.isEmpty }
            return unsafe memcmp(base + range.lowerBound, text.utf8Start, range.count) == 0
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

    private mutating func append(_ byte: UInt8) {
        precondition(count < (unsafe target.count))
        unsafe target[count] = byte
        count += 1
    }
}

extension Span<UInt8> {
    /// Pieces of the line in memory of their own, of which `length` bytes are needed.
    func packed(_ length: Int, _ write: (inout LinePacker) -> Void) -> [UInt8] {
        // An array of nothing has the memory that all empty arrays share, to which its count would be written.
        guard length > 0 else { return [] }
        return unsafe withUnsafeBufferPointer { source in
            unsafe [UInt8](unsafeUninitializedCapacity: length) { target, count in
                var packer = unsafe LinePacker(source: source, target: target)
                write(&packer)
                count = packer.count
            }
        }
    }
}

/// Eight bytes at once.
///
/// The tests for a byte are the classic ones (Mycroft): the lowest byte that is marked is one that was looked for.
extension UInt64 {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Marks the bytes that are zero.
    @inline(__always)
    var zeroBytes: UInt64 { (self &- Self.ones) & ~self & Self.highBits }

    /// Marks what ends a run of plain characters in a JSON string: a quote, a backslash, a control character.
    @inline(__always)
    var endsOfPlainText: UInt64 {
        let controls = (self &- Self.ones &* 0x20) & ~self & Self.highBits
        return (self ^ (Self.ones &* 0x22)).zeroBytes | (self ^ (Self.ones &* 0x5C)).zeroBytes | controls
    }
}
