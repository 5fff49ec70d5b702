extension String {
    /// The text as a terminal can show it without being steered: every control character, and every character that
    /// turns the writing direction or ends a line, as U+FFFD.
    package var printable: String {
        guard unicodeScalars.contains(where: \.steersTerminals) else { return self }
        var result = UnicodeScalarView()
        result.append(contentsOf: unicodeScalars.map { $0.steersTerminals ? "\u{FFFD}" : $0 })
        return String(result)
    }
}

extension Unicode.Scalar {
    /// Whether the character does something to a terminal or to its neighbours rather than being seen.
    var steersTerminals: Bool {
        switch self {
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}": true
        case "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default: false
        }
    }
}
