#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// Comparisons by byte, which no locale and no version of Unicode changes.

extension UInt8 {
    /// Whether the byte is one of the digits 0 to 9.
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension [UInt8] {
    /// Whether both are the same bytes: as memory is compared, and `==` goes byte by byte.
    func isSame(as other: [UInt8]) -> Bool { span.isSame(as: other.span) }

    /// Whether both are one array.
    func sharesMemory(with other: [UInt8]) -> Bool {
        unsafe withUnsafeBufferPointer { mine in
            unsafe other.withUnsafeBufferPointer { unsafe mine.baseAddress == $0.baseAddress }
        }
    }
}

extension String {
    /// Whether this text comes first in the order of UTF-8 bytes.
    func precedesInByteOrder(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Whether both are the same bytes; `==` also holds for canonically equivalent ones.
    ///
    /// Every look-up of a session comes here, and `utf8.elementsEqual` goes byte by byte: a third of the cost of an event.
    func isSameBytes(as other: String) -> Bool {
        let isSame: Bool?? = unsafe utf8.withContiguousStorageIfAvailable { mine in
            unsafe other.utf8.withContiguousStorageIfAvailable { theirs in
                guard mine.count == theirs.count else { return false }
                guard let left = mine.baseAddress, let right = theirs.baseAddress else { return true }
                return unsafe memcmp(left, right, mine.count) == 0
            }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
