/// Whether a line is UTF-8.
enum UTF8Check {
    /// The first byte that is not UTF-8, and whether it begins a character whose end is missing.
    static func firstInvalid(in line: Span<UInt8>) -> (index: Int, isIncomplete: Bool)? {
        guard !line.isASCII else { return nil }
        var index = 0
        while index < line.count {
            if let word = line.word(at: index), word & UInt64.highBits == 0 {
                index += 8
                continue
            }
            guard let length = characterLength(in: line, at: index) else {
                return (index, isIncomplete(line, at: index))
            }
            index += length
        }
        return nil
    }

    /// Whether a line begins with a byte-order mark.
    static func hasByteOrderMark(_ line: Span<UInt8>) -> Bool {
        let mark = JSONScanner.byteOrderMark
        return line.count >= mark.count && mark.indices.allSatisfy { line[$0] == mark[$0] }
    }

    /// The length of the character that begins at a byte; `nil` where none does (Unicode 16, table 3-7).
    private static func characterLength(in line: Span<UInt8>, at index: Int) -> Int? {
        let lead = line[index]
        guard lead >= 0x80 else { return 1 }
        guard let (length, second) = shape(lead), index + length <= line.count, second.contains(line[index + 1]) else {
            return nil
        }
        return (2..<length).allSatisfy { (0x80...0xBF).contains(line[index + $0]) } ? length : nil
    }

    /// Whether everything from a byte to the end of the line begins one character.
    private static func isIncomplete(_ line: Span<UInt8>, at index: Int) -> Bool {
        let present = line.count - index
        guard let (length, second) = shape(line[index]), present < length else { return false }
        guard present > 1 else { return true }
        return second.contains(line[index + 1]) && (2..<present).allSatisfy { (0x80...0xBF).contains(line[index + $0]) }
    }

    /// How many bytes a character has that begins with this one, and what its second byte may be.
    private static func shape(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}
