/// Personal data that tests send through every output, and look for behind it: none of it occurs anywhere else.
package enum Mark {
    /// A phone number, of which a mask may show the `1` and the last four digits.
    package static let number = "+1\(national)"

    /// The user of a SIP URI; a mask may show its first letter, as of every name here.
    package static let user = "zaphodbeeble"

    /// A SIP URI with the user.
    package static let uri = "sip:\(user)@h2g2.example"

    /// A SIP URI at which a room takes calls.
    package static let endpoint = "sip:magratheadesk@sip.daily.co"

    /// The name that a caller shows.
    package static let name = "Slartibartfast"

    /// The user that an application gave to a participant.
    package static let userID = "trillianmcm"

    /// What a header, a parameter or a key press tells.
    package static let secret = "vogonpoetry"

    private static let national = "8642097531"

    /// The number and the user, as one text.
    package static let text = "\(number) \(uri)"

    /// What of the personal data can be read in a text, also in other digits, with anything between them, in other
    /// letters' case, or written as numbers of bytes.
    package static func leaks(in text: String) -> [String] {
        let bytes = text.utf8.split { !(48...57).contains($0) }.map { UInt8(Substring($0)) ?? 0 }
        return readable(in: text) + readable(in: String(decoding: bytes, as: UTF8.self)).map { "\($0), as bytes" }
    }

    private static func readable(in text: String) -> [String] {
        let folded = text.lowercased()
        let digits = String(String.UnicodeScalarView(text.unicodeScalars.compactMap(Self.digit)))
        return hiddenWords.filter { folded.contains($0) } + hiddenDigits.filter { digits.contains($0) }
    }

    /// The digit that a character of any script stands for.
    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        if scalar.isASCII { return ("0"..."9").contains(scalar) ? scalar : nil }
        let value = scalar.properties.numericValue.flatMap { UInt8(exactly: $0) }
        return value.flatMap { $0 < 10 ? Unicode.Scalar(48 + $0) : nil }
    }

    /// Each name without its first letter.
    private static let hiddenWords = [user, "magratheadesk", name, userID, secret].map { $0.dropFirst().lowercased() }

    /// Each five digits of the number that are not all among its last four.
    private static let hiddenDigits = (0...5).map { String(national.dropFirst($0).prefix(5)) }
}

extension Mark {
    /// Texts that tell the number, each in another notation.
    package static let numberNotations: [String] =
        separators.map { ["864", "209", "7531"].joined(separator: $0) }
        + digits.map { zero in String(String.UnicodeScalarView(national.compactMap { scalar($0, from: zero) })) }
        + [
            number, national, "1\(national)", "001\(national)", "+1 (864) 209-7531", "(864)209-7531", "(864) 209 7531",
            "+1-864-209-7531", "1 864 20 97 531", "tel:\(number)", "tel:+1-864-209-7531;phone-context=h2g2.example",
            "TEL:864-209-7531;ext=42", "sip:\(number)@h2g2.example;user=phone", "sips:\(national)", "to=\(number)&x=1",
            "%2B1\(national)", "sip%3A%2B1\(national)%40h2g2.example", "%2B1%20864%20209%207531", "<\(number)>",
            "\"\(number)\"", "'\(number)'", "\(number)x42", "\(number),,42#", "call\(national)_1", "a@\(number)",
            "⁸⁶⁴²⁰⁹⁷⁵³¹", "864.209.75.31",
        ]

    private static let separators = [
        "", " ", "-", ".", "/", "_", " - ", "\u{A0}", "\u{202F}", "\t", "\u{2011}", "\u{2212}", "\u{200B}", "\u{AD}",
        "·",
    ]

    /// The zeros of other scripts: Arabic, Devanagari, full width, mathematical bold.
    private static let digits: [Unicode.Scalar] = ["\u{660}", "\u{6F0}", "\u{966}", "\u{FF10}", "\u{1D7CE}"]

    private static func scalar(_ digit: Character, from zero: Unicode.Scalar) -> Unicode.Scalar? {
        digit.wholeNumberValue.flatMap { Unicode.Scalar(zero.value + UInt32($0)) }
    }

    /// Texts that tell the user, each in another notation.
    package static let userNotations: [String] = [
        uri, "sips:\(user)@h2g2.example", "SIP:\(user.uppercased())@h2g2.example", "<\(uri)>", "(\(uri))", "[\(uri)]",
        "'\(uri)'", "\"\(uri)\"", "\"\(name)\" <\(uri)>", "\"\(name)\"<\(uri)>", "sip:\(user):\(secret)@h2g2.example",
        "sip:\(user);tag=\(secret)@h2g2.example", "sip:\(user)", "sip://\(user)@h2g2.example",
        "sip: \(user)@h2g2.example",
        "sip%3A\(user)%40h2g2.example", "sip:%7A\(user.dropFirst())@h2g2.example", "\(user)@h2g2.example",
        "mailto:\(user)@h2g2.example", "to=\(uri)", "from:\(uri),to:\(uri)", "\"\(user) \(secret)\"@h2g2.example",
        "\(uri);transport=tcp?P-Asserted-Identity=\(secret)", "sip:h2g2.example?P-Asserted-Identity=\(secret)",
        "\(uri)|\(uri)", "sip:\(user)@h2g2.example@h2g2.example", "tel:\(user)",
    ]

    /// Every notation.
    package static let notations = numberNotations + userNotations
}
