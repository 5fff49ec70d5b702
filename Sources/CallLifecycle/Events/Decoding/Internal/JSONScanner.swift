/// Steps through the JSON of one line, strictly by RFC 8259, and keeps nothing: it says where each value stands, what it
/// is, and at which byte a text is wrong.
///
/// Foundation's `JSONDecoder` would do but for five things that a log needs: it accepts trailing commas, names no byte
/// offset, does not tell text that was cut off from text that is wrong, has no depth bound of our choosing, and takes
/// twenty times as long. The tests hold the two against each other.
///
/// The line is passed to every step: a `Span` cannot be kept.
struct JSONScanner {
    /// Why a line is not one JSON object.
    struct Failure: Error, Equatable {
        enum Reason {
            case malformed
            case tooDeep
            case notUTF8
        }

        var reason: Reason
        var offset: Int
        var expected: String
        /// Whether the text ends where more was needed: what a crash leaves of a last line.
        var isCutOff = false
    }

    /// A string between its quotes.
    struct Text {
        var range: Range<Int>
        var isEscaped: Bool
    }

    /// How deep arrays and objects may nest; the line's own object counts as one.
    static let maximumDepth = 64

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private(set) var index = 0
    private var depth = 0

    /// A scanner that begins at a value of a line.
    init(at index: Int = 0) { self.index = index }

    /// Steps over a whole line, which may begin with a byte-order mark, and hands over its object.
    ///
    /// `object` is to step over it, with ``object(_:member:)``.
    static func line(
        _ line: Span<UInt8>,
        object: (inout JSONScanner) throws(Failure) -> Void
    ) throws(Failure) {
        var scanner = JSONScanner()
        do {
            try scanner.line(line, object)
        } catch {
            throw UTF8Check.firstInvalid(in: line) == nil ? error : Self.notUTF8(line)
        }
        guard UTF8Check.firstInvalid(in: line) == nil else { throw Self.notUTF8(line) }
    }

    private mutating func line(
        _ line: Span<UInt8>,
        _ object: (inout JSONScanner) throws(Failure) -> Void
    ) throws(Failure) {
        if UTF8Check.hasByteOrderMark(line) { index = Self.byteOrderMark.count }
        skipBlanks(line)
        guard peek(line) == UInt8(ascii: "{") else { throw failure(line, "“{”, one JSON object a line") }
        try object(&self)
        skipBlanks(line)
        guard index == line.count else { throw failure(line, "the end of the line after the object") }
    }

    /// A line cut off inside a character is cut off, if all before that character says so too.
    private static func notUTF8(_ line: Span<UInt8>) -> Failure {
        guard let invalid = UTF8Check.firstInvalid(in: line) else { preconditionFailure("the line is UTF-8") }
        var isCutOff = false
        if invalid.isIncomplete {
            var scanner = JSONScanner()
            let beginning = line.extracting(0..<invalid.index)
            do {
                try scanner.line(beginning) { scanner throws(Failure) in try scanner.skipObject(beginning) }
            } catch {
                isCutOff = error.isCutOff
            }
        }
        return Failure(reason: .notUTF8, offset: invalid.index, expected: "text in UTF-8", isCutOff: isCutOff)
    }
}

// MARK: - Values

extension JSONScanner {
    /// What a value is.
    enum Kind: UInt8 {
        case null
        case bool
        case number
        case string
        case escapedString
        case array
        case object
    }

    /// Steps over a value.
    @inline(__always)
    mutating func skipValue(_ line: Span<UInt8>) throws(Failure) -> Kind {
        guard peek(line) == UInt8(ascii: "\"") else {
            return try aside { scanner throws(Failure) in try scanner.skipOtherValue(line) }
        }
        return try string(line).isEscaped ? .escapedString : .string
    }

    /// Steps over a value that is no string.
    private mutating func skipOtherValue(_ line: Span<UInt8>) throws(Failure) -> Kind {
        guard let first = peek(line) else { throw failure(line, "a JSON value") }
        switch first {
        case UInt8(ascii: "{"):
            try skipObject(line)
            return .object
        case UInt8(ascii: "["):
            try array(line) { scanner throws(Failure) in _ = try scanner.skipValue(line) }
            return .array
        case UInt8(ascii: "t"):
            try literal(line, "true")
            return .bool
        case UInt8(ascii: "f"):
            try literal(line, "false")
            return .bool
        case UInt8(ascii: "n"):
            try literal(line, "null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try number(line)
            return .number
        default: throw failure(line, "a JSON value")
        }
    }

    mutating func skipObject(_ line: Span<UInt8>) throws(Failure) {
        try object(line) { scanner throws(Failure) in
            _ = try scanner.key(line)
            _ = try scanner.skipValue(line)
        }
    }

    /// Steps over an object; `member` is to step over each key, with ``key(_:)``, and its value.
    @inline(__always)
    mutating func object(
        _ line: Span<UInt8>,
        member: (inout JSONScanner) throws(Failure) -> Void
    ) throws(Failure) {
        try descend(line)
        var expectsMember = !skip(line, UInt8(ascii: "}"))
        while expectsMember {
            try member(&self)
            expectsMember = try separator(line, or: UInt8(ascii: "}"))
        }
        depth -= 1
    }

    /// Steps over a key and its colon.
    @inline(__always)
    mutating func key(_ line: Span<UInt8>) throws(Failure) -> Text {
        guard peek(line) == UInt8(ascii: "\"") else { throw failure(line, "a key in double quotes") }
        let key = try string(line)
        skipBlanks(line)
        guard skip(line, UInt8(ascii: ":")) else { throw failure(line, "“:” after the key") }
        skipBlanks(line)
        return key
    }

    /// Steps over a key and its colon, if the key is this name, without an escape or a blank behind it.
    @inline(__always)
    mutating func skipKey(_ name: NameTable.Name, _ line: Span<UInt8>) -> Bool {
        guard peek(line) == UInt8(ascii: "\""), name.stands(at: index + 1, of: line) else { return false }
        let colon = index + name.length + 2
        guard colon < line.count, line[colon] == UInt8(ascii: ":") else { return false }
        index = colon + 1
        skipBlanks(line)
        return true
    }

    /// Steps over an array; `value` is to step over each of its values.
    mutating func array(
        _ line: Span<UInt8>,
        value: (inout JSONScanner) throws(Failure) -> Void
    ) throws(Failure) {
        try descend(line)
        var expectsValue = !skip(line, UInt8(ascii: "]"))
        while expectsValue {
            try value(&self)
            expectsValue = try separator(line, or: UInt8(ascii: "]"))
        }
        depth -= 1
    }

    /// Steps over the bracket that opens an object or an array.
    @inline(__always)
    private mutating func descend(_ line: Span<UInt8>) throws(Failure) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw Failure(
                reason: .tooDeep,
                offset: index,
                expected: "at most \(Self.maximumDepth) levels of nesting"
            )
        }
        index += 1
        skipBlanks(line)
    }

    /// Steps over a comma and says that more follows, or over the closing bracket and says that nothing does.
    @inline(__always)
    private mutating func separator(_ line: Span<UInt8>, or closing: UInt8) throws(Failure) -> Bool {
        skipBlanks(line)
        if skip(line, UInt8(ascii: ",")) {
            skipBlanks(line)
            return true
        }
        guard skip(line, closing) else { throw failure(line, "“,” or “\(Character(Unicode.Scalar(closing)))”") }
        return false
    }

    mutating func literal(_ line: Span<UInt8>, _ word: StaticString) throws(Failure) {
        for byte in word.description.utf8 {
            guard skip(line, byte) else { throw failure(line, "“\(word)”") }
        }
    }

    mutating func number(_ line: Span<UInt8>) throws(Failure) {
        _ = skip(line, UInt8(ascii: "-"))
        if !skip(line, UInt8(ascii: "0")) { try digits(line) }
        if skip(line, UInt8(ascii: ".")) { try digits(line) }
        if skip(line, UInt8(ascii: "e")) || skip(line, UInt8(ascii: "E")) {
            _ = skip(line, UInt8(ascii: "+")) || skip(line, UInt8(ascii: "-"))
            try digits(line)
        }
    }

    private mutating func digits(_ line: Span<UInt8>) throws(Failure) {
        let start = index
        while let byte = peek(line), byte.isDigit { index += 1 }
        guard index > start else { throw failure(line, "a digit") }
    }
}

// MARK: - Strings

extension JSONScanner {
    /// Steps over a string.
    @inline(__always)
    mutating func string(_ line: Span<UInt8>) throws(Failure) -> Text {
        let start = index + 1
        index = line.endOfPlainText(from: start)
        guard index < line.count, line[index] == UInt8(ascii: "\"") else {
            return try aside { scanner throws(Failure) in try scanner.unusualString(line, from: start) }
        }
        index += 1
        return Text(range: start..<index - 1, isEscaped: false)
    }

    /// Steps over the rest of a string that is more than plain text.
    private mutating func unusualString(_ line: Span<UInt8>, from start: Int) throws(Failure) -> Text {
        var isEscaped = false
        while true {
            guard let byte = peek(line) else { throw failure(line, "“\"” at the end of the string") }
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return Text(range: start..<index - 1, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try skipEscape(line)
            default: throw failure(line, "no control character in a string")
            }
            index = line.endOfPlainText(from: index)
        }
    }

    private mutating func skipEscape(_ line: Span<UInt8>) throws(Failure) {
        index += 1
        switch peek(line) {
        case UInt8(ascii: "u"):
            index += 1
            _ = try hexadecimalDigits(line)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 1
        default: throw failure(line, "an escape after “\\”")
        }
    }

    /// Steps over four digits, and returns what they stand for.
    mutating func hexadecimalDigits(_ line: Span<UInt8>) throws(Failure) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = peek(line).flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw failure(line, "four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return value
    }
}

// MARK: - Bytes

extension JSONScanner {
    /// Does what is seldom done on a copy of the scanner.
    ///
    /// To call something with the scanner itself takes its address. As long as nothing does, the compiler keeps its place
    /// in the line in a register.
    @inline(__always)
    private mutating func aside<Result>(
        _ body: (inout JSONScanner) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var copy = self
        let result = try body(&copy)
        self = copy
        return result
    }

    @inline(__always)
    private func peek(_ line: Span<UInt8>) -> UInt8? { index < line.count ? line[index] : nil }

    @inline(__always)
    private mutating func skip(_ line: Span<UInt8>, _ byte: UInt8) -> Bool {
        guard peek(line) == byte else { return false }
        index += 1
        return true
    }

    @inline(__always)
    private mutating func skipBlanks(_ line: Span<UInt8>) {
        while let byte = peek(line), byte <= 0x20, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A {
            index += 1
        }
    }

    private func failure(_ line: Span<UInt8>, _ expected: String) -> Failure {
        Failure(reason: .malformed, offset: index, expected: expected, isCutOff: index == line.count)
    }
}
