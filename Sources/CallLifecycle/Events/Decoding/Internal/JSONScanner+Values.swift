// Values made of what was scanned, where the text itself is not enough.

extension JSONScanner {
    /// Steps over a value and makes it, for what is kept as JSON or not known beforehand.
    mutating func value(_ line: Span<UInt8>) throws(Failure) -> JSONValue {
        let start = index
        guard start < line.count else { return .null }
        switch line[start] {
        case UInt8(ascii: "{"): return .object(try object(line))
        case UInt8(ascii: "["):
            var values: [JSONValue] = []
            try array(line) { scanner throws(Failure) in values.append(try scanner.value(line)) }
            return .array(values)
        default: break
        }
        switch try skipValue(line) {
        case .string: return .string(line.text(start + 1..<index - 1))
        case .escapedString: return .string(Self.unescaped(line, start + 1..<index - 1).text)
        case .number: return .number(line.text(start..<index))
        case .bool: return .bool(line[start] == UInt8(ascii: "t"))
        case .null, .array, .object: return .null
        }
    }

    /// Steps over an object and makes it.
    mutating func object(_ line: Span<UInt8>) throws(Failure) -> JSONObject {
        var object = JSONObject()
        try self.object(line) { scanner throws(Failure) in
            let key = try scanner.key(line)
            object.append(Self.text(line, key), try scanner.value(line))
        }
        return object
    }

    /// The text of a string.
    static func text(_ line: Span<UInt8>, _ text: Text) -> String {
        text.isEscaped ? unescaped(line, text.range).text : line.text(text.range)
    }

    /// The UTF-8 of a string between its quotes that was scanned.
    static func unescaped(_ line: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if line[index] == UInt8(ascii: "\\") {
                bytes.append(
                    contentsOf: Unicode.UTF8.encode(escape(line, at: &index))
                        ?? Unicode.UTF8.encodedReplacementCharacter
                )
            } else {
                bytes.append(line[index])
                index += 1
            }
        }
        return bytes
    }

    /// Steps over an escape and says what it stands for.
    private static func escape(_ line: Span<UInt8>, at index: inout Int) -> Unicode.Scalar {
        let letter = line[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return unicodeEscape(line, at: &index)
        default: return Unicode.Scalar(letter)
        }
    }

    /// The character of `\uXXXX`, with its second half where it is a surrogate.
    ///
    /// JavaScript cuts texts inside a character and sends half of it. Half a character reads as U+FFFD: an error
    /// event must not be lost for the emoji in its message.
    private static func unicodeEscape(_ line: Span<UInt8>, at index: inout Int) -> Unicode.Scalar {
        let unit = codeUnit(line, at: index)
        index += 4
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), index + 6 <= line.count, line[index] == UInt8(ascii: "\\"),
            line[index + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let trail = codeUnit(line, at: index + 2)
        guard UTF16.isTrailSurrogate(trail) else { return "\u{FFFD}" }
        index += 6
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    /// What four hexadecimal digits stand for, which were scanned as such.
    private static func codeUnit(_ line: Span<UInt8>, at index: Int) -> UInt16 {
        var scanner = JSONScanner(at: index)
        return (try? scanner.hexadecimalDigits(line)) ?? 0xFFFD
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
