/// A UUID as RFC 9562, section 4, writes it in lower case, in the 16 bytes that it stands for.
///
/// In the order of its text: the digits rise as their values do, and the dashes stand at the same places.
struct UUIDText: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    /// How many characters it has.
    static let length = 36

    /// The UUID that a text is; `nil` for any other text, one with an upper-case digit too.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes.span, 0..<bytes.count)
    }

    /// The UUID between two places of a line.
    init?(_ line: Span<UInt8>, _ range: Range<Int>) {
        guard range.count == Self.length else { return nil }
        let start = range.lowerBound
        guard Self.dashes.allSatisfy({ line[start + $0] == UInt8(ascii: "-") }) else { return nil }
        func word(_ place: Int, _ count: Int) -> UInt64 { line.word(at: start + place, limit: start + place + count) }
        guard let first = word(0, 8).hexadecimalValue,
            let second = (word(9, 4) | word(14, 4) << 32).hexadecimalValue,
            let third = (word(19, 4) | word(24, 4) << 32).hexadecimalValue,
            let fourth = word(28, 8).hexadecimalValue
        else { return nil }
        high = UInt64(first) << 32 | UInt64(second)
        low = UInt64(third) << 32 | UInt64(fourth)
    }

    /// The UUID of its two halves.
    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(to bytes: inout [UInt8]) {
        for (half, dashes) in [(high, (8, 12)), (low, (0, 4))] {
            for nibble in 0..<16 {
                if nibble == dashes.0 || nibble == dashes.1 { bytes.append(UInt8(ascii: "-")) }
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * nibble)) & 0xF
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }

    /// Writes the text as a JSON string.
    func writeJSON(to writer: inout UTF8Writer) {
        let dash = UInt8(ascii: "-")
        writer.literal("\"")
        writer.hexadecimal(UInt32(truncatingIfNeeded: high >> 32))
        writer.byte(dash)
        writer.hexadecimal(UInt32(truncatingIfNeeded: high))
        writer.insert(dash, beforeLast: 4)
        writer.byte(dash)
        writer.hexadecimal(UInt32(truncatingIfNeeded: low >> 32))
        writer.insert(dash, beforeLast: 4)
        writer.hexadecimal(UInt32(truncatingIfNeeded: low))
        writer.literal("\"")
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// Bits that differ between UUIDs of every version, also those that begin with a time.
    var mixedBits: UInt64 { (low ^ high) &* 0x9E37_79B9_7F4A_7C15 >> 32 }

    private static let dashes = [8, 13, 18, 23]
}

extension UInt64 {
    /// What eight characters stand for that are hexadecimal digits in lower case, the first one in the lowest byte;
    /// `nil` where one of them is something else.
    ///
    /// All eight at once: a UUID is in every event, and digit by digit it took an eighth of the decoder's time.
    fileprivate var hexadecimalValue: UInt32? {
        let letters = (self >> 6) & Self.ones
        let nibbles = self & (Self.ones &* 0x0F)
        // Digits are 30 to 39, letters 61 to 66.
        let isOther =
            (self & (Self.ones &* 0xF0)) ^ (Self.ones &* 0x30 &+ letters &* 0x30)
            | (nibbles &+ Self.ones &* 6 &+ letters &* 3) & (Self.ones &* 0x10)
            | (letters &* 0x10) & ~(nibbles &+ Self.ones &* 0x0F)
        guard isOther == 0 else { return nil }
        let values = nibbles &+ letters &* 9
        let bytes = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF
        let pairs = (bytes << 8 | bytes >> 16) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: pairs << 16 | pairs >> 32)
    }
}
