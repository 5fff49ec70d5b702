// Comparisons by byte, which no locale and no version of Unicode changes.

extension UInt8 {
    /// Whether the byte is one of the digits 0 to 9.
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension String {
    /// Whether this text comes first in the order of UTF-8 bytes.
    func precedesInByteOrder(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Whether both are the same bytes; `==` also holds for canonically equivalent ones.
    func isSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
