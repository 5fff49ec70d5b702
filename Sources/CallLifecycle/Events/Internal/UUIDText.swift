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
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        for place in 0..<Self.length {
            let byte = line[range.lowerBound + place]
            if Self.isDash(place) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = Self.digit(byte) else { return nil }
                halves.high = halves.high << 4 | halves.low >> 60
                halves.low = halves.low << 4 | UInt64(digit)
            }
        }
        (high, low) = halves
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

    private static func isDash(_ place: Int) -> Bool { place == 8 || place == 13 || place == 18 || place == 23 }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
