/// A UUID as RFC 9562, section 4, writes it in lower case, in the 16 bytes that it stands for.
///
/// In the order of its text: the digits rise as their values do, and the dashes stand at the same places.
struct UUIDText: Sendable, Hashable, Comparable {
    let high: UInt64
    let low: UInt64

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
        guard let head = line.word(at: start), let second = line.word(at: start + 9),
            let third = line.word(at: start + 14), let fourth = line.word(at: start + 19),
            let fifth = line.word(at: start + 24), let tail = line.word(at: start + 28)
        else { return nil }
        // The fifth character of the words between is a dash, or of the digits that follow in the last word.
        let dash = UInt64(UInt8(ascii: "-"))
        guard line[start + 8] == UInt8(ascii: "-"), (second >> 32) & 0xFF == dash, (third >> 32) & 0xFF == dash,
            (fourth >> 32) & 0xFF == dash, let first = head.hexadecimalValue,
            let second = second.joined(third).hexadecimalValue, let third = fourth.joined(fifth).hexadecimalValue,
            let fourth = tail.hexadecimalValue
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
        let (second, third) = (UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: low >> 32))
        writer.byte(UInt8(ascii: "\""))
        writer.word(UInt32(truncatingIfNeeded: high >> 32).hexadecimalDigits, count: 8)
        for half in [second.hexadecimalDigits, third.hexadecimalDigits] {
            writer.word(half << 8 | UInt64(UInt8(ascii: "-")), count: 5)
            writer.word((half >> 32) << 8 | UInt64(UInt8(ascii: "-")), count: 5)
        }
        writer.word(UInt32(truncatingIfNeeded: low).hexadecimalDigits, count: 8)
        writer.byte(UInt8(ascii: "\""))
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension UInt32 {
    /// Eight digits of lower-case hexadecimal, the first one in the lowest byte.
    fileprivate var hexadecimalDigits: UInt64 {
        // Each half byte to a byte of its own, all at once; a letter is 39 past what would be behind the 9.
        var digits = UInt64(self)
        digits = (digits | digits << 16) & 0x0000_FFFF_0000_FFFF
        digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits | digits << 4) & (UInt64.ones &* 0x0F)
        let letters = ((digits &+ UInt64.ones &* 6) >> 4) & UInt64.ones
        return (digits &+ UInt64.ones &* 0x30 &+ letters &* 39).byteSwapped
    }
}

extension UInt64 {
    /// The first four characters of this word and of another.
    @inline(__always)
    fileprivate func joined(_ other: UInt64) -> UInt64 { self & 0xFFFF_FFFF | other << 32 }

    /// What eight characters stand for that are hexadecimal digits in lower case, the first one in the lowest byte;
    /// `nil` where one of them is something else.
    ///
    /// All eight at once: a UUID is in every event, and digit by digit it took an eighth of the decoder's time.
    @inline(__always)
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
