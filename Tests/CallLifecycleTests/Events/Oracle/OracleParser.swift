@testable import CallLifecycle

/// Reads one JSON object as the library did before it was fast: byte by byte, into a tree.
///
/// Slow and simple, and written another way, so that the two are held against each other.
struct OracleParser {
    typealias Failure = JSONScanner.Failure

    /// How deep arrays and objects may nest; the line's own object counts as one.
    static let maximumDepth = 64

    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private var depth = 0

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.index = bytes.startIndex
    }

    /// Parses a whole line, which may begin with a byte-order mark.
    static func object(from line: ArraySlice<UInt8>) throws(Failure) -> OracleObject {
        guard let invalid = firstInvalidUTF8(in: line) else { return try parse(line, lineStart: line.startIndex) }
        // A line cut off inside a character is cut off, if all before that character says so too.
        var isCutOff = false
        if invalid.isIncomplete {
            do {
                _ = try parse(line[..<invalid.index], lineStart: line.startIndex)
            } catch {
                isCutOff = error.isCutOff
            }
        }
        throw Failure(
            reason: .notUTF8,
            offset: invalid.index - line.startIndex,
            expected: "text in UTF-8",
            isCutOff: isCutOff
        )
    }

    private static func parse(_ text: ArraySlice<UInt8>, lineStart: Int) throws(Failure) -> OracleObject {
        var parser = OracleParser(text)
        if text.starts(with: byteOrderMark) { parser.index += byteOrderMark.count }
        parser.skipBlanks()
        guard parser.peek == UInt8(ascii: "{") else { throw parser.failure("“{”, one JSON object a line") }
        let object = try parser.object()
        parser.skipBlanks()
        guard parser.peek == nil else { throw parser.failure("the end of the line after the object") }
        return object
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

// MARK: - Values

extension OracleParser {
    private mutating func value() throws(Failure) -> OracleValue {
        switch peek {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || byte.isDigit: return .number(try number())
        default: throw failure("a JSON value")
        }
    }

    private mutating func object() throws(Failure) -> OracleObject {
        try descend()
        var object = OracleObject()
        var expectsMember = !skip(UInt8(ascii: "}"))
        while expectsMember {
            guard peek == UInt8(ascii: "\"") else { throw failure("a key in double quotes") }
            let key = try string()
            skipBlanks()
            guard skip(UInt8(ascii: ":")) else { throw failure("“:” after the key") }
            skipBlanks()
            let offset = index - bytes.startIndex
            object.append(key, try value(), offset: offset)
            expectsMember = try separator(or: UInt8(ascii: "}"))
        }
        depth -= 1
        return object
    }

    private mutating func array() throws(Failure) -> [OracleValue] {
        try descend()
        var values: [OracleValue] = []
        var expectsValue = !skip(UInt8(ascii: "]"))
        while expectsValue {
            values.append(try value())
            expectsValue = try separator(or: UInt8(ascii: "]"))
        }
        depth -= 1
        return values
    }

    /// Steps over the bracket that opens an object or an array.
    private mutating func descend() throws(Failure) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw Failure(
                reason: .tooDeep,
                offset: index - bytes.startIndex,
                expected: "at most \(Self.maximumDepth) levels of nesting"
            )
        }
        index += 1
        skipBlanks()
    }

    /// Steps over a comma and says that more follows, or over the closing bracket and says that nothing does.
    private mutating func separator(or closing: UInt8) throws(Failure) -> Bool {
        skipBlanks()
        if skip(closing) { return false }
        guard skip(UInt8(ascii: ",")) else {
            throw failure("“,” or “\(Character(Unicode.Scalar(closing)))”")
        }
        skipBlanks()
        return true
    }

    private mutating func literal(_ word: StaticString, _ value: OracleValue) throws(Failure) -> OracleValue {
        for byte in word.description.utf8 {
            guard skip(byte) else { throw failure("“\(word)”") }
        }
        return value
    }

    private mutating func number() throws(Failure) -> String {
        let start = index
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try digits() }
        if skip(UInt8(ascii: ".")) { try digits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            _ = skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-"))
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws(Failure) {
        let start = index
        while let byte = peek, byte.isDigit { index += 1 }
        guard index > start else { throw failure("a digit") }
    }
}

// MARK: - Strings

extension OracleParser {
    private mutating func string() throws(Failure) -> String {
        index += 1
        var text = ""
        var runStart = index
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                text += String(decoding: bytes[runStart..<index], as: UTF8.self)
                index += 1
                return text
            case UInt8(ascii: "\\"):
                text += String(decoding: bytes[runStart..<index], as: UTF8.self)
                text.unicodeScalars.append(try escape())
                runStart = index
            case 0..<0x20: throw failure("no control character in a string")
            default: index += 1
            }
        }
        throw failure("“\"” at the end of the string")
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        index += 1
        guard let byte = peek else { throw failure("an escape after “\\”") }
        let plain: Unicode.Scalar
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = Unicode.Scalar(byte)
        case UInt8(ascii: "b"): plain = "\u{8}"
        case UInt8(ascii: "f"): plain = "\u{C}"
        case UInt8(ascii: "n"): plain = "\n"
        case UInt8(ascii: "r"): plain = "\r"
        case UInt8(ascii: "t"): plain = "\t"
        case UInt8(ascii: "u"):
            index += 1
            return try unicodeEscape()
        default: throw failure("an escape after “\\”")
        }
        index += 1
        return plain
    }

    /// The character of `\uXXXX`, with its second half where it is a surrogate.
    ///
    /// JavaScript cuts texts inside a character and sends half of it. Half a character reads as U+FFFD: an error
    /// event must not be lost for the emoji in its message.
    private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
        let unit = try hexadecimalDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let afterUnit = index
        if UTF16.isLeadSurrogate(UInt16(unit)), skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) {
            let trail = try hexadecimalDigits()
            if UTF16.isTrailSurrogate(UInt16(trail)) {
                return UTF16.decode(UTF16.EncodedScalar([UInt16(unit), UInt16(trail)]))
            }
        }
        index = afterUnit
        return "\u{FFFD}"
    }

    private mutating func hexadecimalDigits() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}

// MARK: - Bytes

extension OracleParser {
    private var peek: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A { index += 1 }
    }

    private func failure(_ expected: String) -> Failure {
        Failure(
            reason: .malformed,
            offset: index - bytes.startIndex,
            expected: expected,
            isCutOff: index == bytes.endIndex
        )
    }

    /// The first byte that is not UTF-8, and whether it begins a character whose end is missing.
    private static func firstInvalidUTF8(in line: ArraySlice<UInt8>) -> (index: Int, isIncomplete: Bool)? {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = line.makeIterator()
        var index = line.startIndex
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): index += scalar.count
            case .error(let length):
                let leadsCharacter = (0xC2...0xF4).contains(line[index])
                return (index, leadsCharacter && index + length == line.endIndex)
            case .emptyInput: return nil
            }
        }
    }
}
