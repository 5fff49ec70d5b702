/// The one place that knows how personal data is masked.
///
/// Phone numbers, the user part of SIP URIs and mail addresses, names and header values are personal. What stays is
/// enough to tell two parties apart on a screen: a country code's first digit and the last digits of a number, the
/// first letter of a user, the host. The number of bullets says nothing about the length. Where a text is ambiguous,
/// rather too much is masked than too little.
public enum PersonalData {
    package static let bullets = "•••••"

    /// A running text, such as an error message, with every phone number and every SIP or mail user in it masked.
    ///
    /// A phone number is a run of seven digits or more, whatever blanks, dots, dashes, slashes or parentheses stand
    /// between them. A UUID and an IPv4 address are none. A quoted name before `<` and the headers of a URI are masked
    /// too, and percent-encoded characters are read as what they stand for. Cost is linear in the length of the text.
    public static func masked(_ text: String) -> String {
        text.surelyHoldsNothingPersonal ? text : maskedThoroughly(text)
    }

    /// The same for a text that may hold something personal, or that nobody has looked at.
    static func maskedThoroughly(_ text: String) -> String {
        var result: [Unicode.Scalar] = []
        var rest = percentDecoded(text)[...]
        while let first = rest.first {
            if first == "\"", let quoted = rest.quotedName {
                result += maskedName(quoted.dropFirst())
                rest = rest[quoted.endIndex...].dropFirst()
            } else if first.endsWord {
                result.append(first)
                rest = rest.dropFirst()
            } else {
                let word = rest.prefix { !$0.endsWord }
                result += maskedUser(ofWord: word) ?? Array(word)
                rest = rest[word.endIndex...]
            }
        }
        return String(scalars: maskedNumbers(result))
    }

    /// A text that is an address as a whole, masked: a SIP or `tel:` URI, perhaps behind a name, a phone number, or a
    /// name alone.
    ///
    /// Parameters and headers of a URI are left out.
    public static func maskedAddress(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)[...]
        guard let open = scalars.firstIndex(of: "<") else {
            let isURI = scalars.schemeLength != nil || scalars.contains("@")
            return String(scalars: isURI ? maskedURI(scalars) : maskedName(scalars))
        }
        let name = scalars[..<open].filter { $0 != "\"" && !$0.isBlank }
        let uri = maskedURI(scalars[open...].dropFirst().prefix { $0 != ">" })
        return String(scalars: (name.isEmpty ? [] : maskedName(name[...]) + [" "]) + ["<"] + uri + [">"])
    }

    /// A text with every phone number in it masked, and users left alone: for identifiers that may hold a number.
    static func maskedNumbers(_ text: String) -> String {
        text.surelyHoldsNothingPersonal ? text : String(scalars: maskedNumbers(percentDecoded(text)))
    }

    // MARK: Parts

    /// The text with `sip%3Aann%40example.com` read as `sip:ann@example.com`, but without new ends of words: a user may
    /// hold `%20`.
    private static func percentDecoded(_ text: String) -> [Unicode.Scalar] {
        let scalars = Array(text.unicodeScalars)
        guard scalars.contains("%") else { return scalars }
        var result: [Unicode.Scalar] = []
        var rest = scalars[...]
        while let first = rest.popFirst() {
            let isEncoded = first == "%" && rest.startsWithTwoHexDigits
            let code = isEncoded ? UInt8(String(scalars: rest.prefix(2)), radix: 16) : nil
            if let code, (0x21...0x7E).contains(code), !Unicode.Scalar(code).endsWord {
                result.append(Unicode.Scalar(code))
                rest = rest.dropFirst(2)
            } else {
                result.append(first)
            }
        }
        return result
    }

    private static func maskedNumbers(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var index = 0
        while index < scalars.count {
            let rest = scalars[index...]
            let length: Int
            if let plain = rest.uuidLength ?? rest.dottedQuadLength {
                result += rest.prefix(plain)
                length = plain
            } else if rest.first?.isDigit == true || rest.first == "+" {
                let run = rest.numberRun
                result += run.count(where: \.isDigit) >= 7 ? masked(number: run) : Array(run)
                length = run.count
            } else {
                // A whole word's letters at once, so that a UUID is only looked for where one can begin.
                let letters = rest.prefix { $0.isLetter && !$0.isDigit }
                result += letters.isEmpty ? rest.prefix(1) : letters
                length = max(1, letters.count)
            }
            index += length
        }
        return result
    }

    /// A word with the user of its address masked: all from the scheme, or the start, to the last `@`.
    private static func maskedUser(ofWord word: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
        let scheme = word.indices.first { word[$0...].schemeLength != nil }
        let userStart = scheme.map { $0 + (word[$0...].schemeLength ?? 0) } ?? word.startIndex
        guard let at = word.lastIndex(of: "@") else {
            guard scheme != nil else { return nil }
            let user = word[userStart...].prefix { $0 != ";" && $0 != "?" && $0 != ")" }
            return Array(word[..<userStart]) + maskedName(user) + withoutHeaders(word[user.endIndex...])
        }
        // What stands before the scheme may be another address: `a@b|sip:c@d`.
        let kept =
            scheme.map { word[..<$0].contains("@") ? word[..<word.startIndex] : word[..<userStart] }
            ?? word.prefix { !$0.isLetter && !$0.isDigit && $0 != "+" && $0 != "@" }
        let user = word[kept.endIndex..<max(at, kept.endIndex)]
        guard !user.isEmpty else { return nil }
        return Array(kept) + maskedName(user) + withoutHeaders(word[at...])
    }

    /// What follows the user of a URI, with everything behind a `?` masked: headers hold names and numbers.
    private static func withoutHeaders(_ rest: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        guard let mark = rest.firstIndex(of: "?"), mark + 1 < rest.endIndex else { return Array(rest) }
        return Array(rest[...mark]) + bullets.unicodeScalars
    }

    private static func maskedURI(_ uri: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        let userStart = uri.startIndex + (uri.schemeLength ?? 0)
        let userEnd = max(userStart, uri.lastIndex(of: "@") ?? uri.endIndex)
        let host = uri[userEnd...].prefix { $0 != ";" && $0 != "?" && !$0.endsWord }
        return Array(uri[..<userStart]) + maskedName(uri[userStart..<userEnd]) + maskedNumbers(Array(host))
    }

    private static func maskedName(_ name: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        let run = name.numberRun
        if run.count == name.count, run.count(where: \.isDigit) >= 7 { return masked(number: run) }
        let isLetterOfMany = name.count > 1 && name.first?.isLetter == true
        return Array(name.prefix(isLetterOfMany ? 1 : 0)) + bullets.unicodeScalars
    }

    private static func masked(number: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        let digits = number.filter(\.isDigit)
        let kept = digits.suffix(digits.count >= 10 ? 4 : 2)
        let country = number.first == "+" ? ["+"] + digits.prefix(1) : []
        return country + bullets.unicodeScalars + kept
    }
}

extension String {
    /// Whether one look at each of its bytes tells that nothing would be masked.
    var surelyHoldsNothingPersonal: Bool {
        unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.span.surelyHoldsNothingPersonal } ?? false
    }
}

extension Span<UInt8> {
    /// Whether one look at each byte of a text tells that nothing would be masked, as is so of nearly every message.
    ///
    /// A number has seven digits or more, an address an `@` or the colon of a scheme; a name stands in quotes, and any of
    /// them may be percent-encoded. Text that is not ASCII is looked at thoroughly.
    package var surelyHoldsNothingPersonal: Bool {
        var digits = 0
        var last: UInt8 = 0
        for index in indices {
            let byte = self[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if digits == 7 { return false }
            case UInt8(ascii: ":"):
                // `sip:`, `sips:`, `tel:`, in either case.
                if [0x70, 0x73, 0x6C].contains(last | 0x20) { return false }
            case UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "\""), 0x80...: return false
            default: break
            }
            last = byte
        }
        return true
    }
}

extension Unicode.Scalar {
    /// Whether the character is a digit of any script, superscripts and circled ones included.
    fileprivate var isDigit: Bool {
        isASCII
            ? ("0"..."9").contains(self) : properties.numericType == .decimal || properties.numericType == .digit
    }

    fileprivate var isLetter: Bool {
        isASCII ? ("a"..."z").contains(self) || ("A"..."Z").contains(self) : properties.isAlphabetic
    }

    fileprivate var isBlank: Bool {
        isASCII ? self == " " || ("\t"..."\r").contains(self) : properties.isWhitespace
    }

    /// Whether the character stands between words, and never inside an address.
    fileprivate var endsWord: Bool {
        switch self {
        case "<", ">", "\"", ",", "|", "[", "]", "{", "}": true
        default: isBlank
        }
    }

    /// Whether the character may stand between the digits of a phone number.
    fileprivate var separatesDigits: Bool {
        if isASCII {
            return switch self {
            case "-", "_", ".", "(", ")", "/", "+": true
            default: isBlank
            }
        }
        switch properties.generalCategory {
        // Format characters cannot be seen: a soft hyphen, a zero-width space.
        case .dashPunctuation, .connectorPunctuation, .spaceSeparator, .format: return true
        default: return isBlank || self == "·" || self == "\u{2212}"
        }
    }

    fileprivate var isHexDigit: Bool {
        ("0"..."9").contains(self) || ("a"..."f").contains(self) || ("A"..."F").contains(self)
    }
}

extension ArraySlice<Unicode.Scalar> {
    /// The length of `sip:`, `sips:` or `tel:` where the text begins with it.
    fileprivate var schemeLength: Int? {
        guard first == "s" || first == "S" || first == "t" || first == "T" else { return nil }
        let text = String(scalars: prefix(5)).lowercased()
        return ["sips:", "sip:", "tel:"].first { text.hasPrefix($0) }?.count
    }

    /// The opening quote and the text behind it, if the closing quote is followed by `@` or `<`: `"alice smith"@host`,
    /// `"Alice Smith" <sip:alice@host>`.
    fileprivate var quotedName: ArraySlice<Unicode.Scalar>? {
        guard let closing = dropFirst().firstIndex(of: "\"") else { return nil }
        let behind = self[closing...].dropFirst()
        guard behind.first == "@" || behind.first(where: { $0 != " " }) == "<" else { return nil }
        return self[..<closing]
    }

    /// The digits that the text begins with, with up to three separators at a time between them.
    ///
    /// What is still percent-encoded separates, too: `%20`.
    fileprivate var numberRun: ArraySlice<Unicode.Scalar> {
        var end = startIndex
        var index = startIndex
        var separators = 0
        while index < endIndex {
            if self[index].isDigit {
                end = index + 1
                index = end
                separators = 0
                continue
            }
            let isEncoded = self[index] == "%" && self[(index + 1)...].startsWithTwoHexDigits
            guard isEncoded || self[index].separatesDigits, separators < 3 else { break }
            separators += 1
            index += isEncoded ? 3 : 1
        }
        return end == startIndex ? prefix(1) : self[..<end]
    }

    fileprivate var startsWithTwoHexDigits: Bool { count >= 2 && prefix(2).allSatisfy(\.isHexDigit) }

    /// 36 if the text begins with a UUID as RFC 9562 writes it.
    fileprivate var uuidLength: Int? {
        guard count >= 36, first?.isHexDigit == true else { return nil }
        for offset in 0..<36 {
            let scalar = self[startIndex + offset]
            let isDash = [8, 13, 18, 23].contains(offset)
            guard isDash ? scalar == "-" : scalar.isHexDigit else { return nil }
        }
        return 36
    }

    /// The length of the IPv4 address that the text begins with.
    fileprivate var dottedQuadLength: Int? {
        var index = startIndex
        for part in 0..<4 {
            let digits = self[index...].prefix(4).prefix { ("0"..."9").contains($0) }
            guard (1...3).contains(digits.count), UInt8(String(scalars: digits)) != nil else { return nil }
            index = digits.endIndex
            guard part < 3 else { break }
            guard index < endIndex, self[index] == "." else { return nil }
            index += 1
        }
        // More digits behind it make it something else.
        let behind = self[index...].prefix(2)
        if behind.first?.isDigit == true || behind.first == "." && behind.last?.isDigit == true { return nil }
        return index - startIndex
    }
}

extension String {
    fileprivate init(scalars: some Sequence<Unicode.Scalar>) {
        var view = UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}
