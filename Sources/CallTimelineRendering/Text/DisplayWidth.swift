/// How many columns of a terminal a text takes.
///
/// Unicode promises no such number. This is what terminals agree on: two columns for what East Asian Width (UAX #11)
/// calls wide or fullwidth and for emoji, none for what combines with a character before it, one for all else.
extension String {
    /// The columns that the text takes.
    package var displayWidth: Int {
        // Nearly every text is ASCII, where a byte is a column, and most others are masked, or drawn as lines.
        if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
        var columns = 0
        for scalar in unicodeScalars {
            guard scalar.isAloneInOneColumn else { return reduce(0) { $0 + $1.displayWidth } }
            columns += 1
        }
        return columns
    }

    /// The text with blanks behind it, up to a width.
    package func padded(toWidth width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }

    /// The text with blanks before it, up to a width.
    package func paddedLeft(toWidth width: Int) -> String {
        String(repeating: " ", count: max(0, width - displayWidth)) + self
    }

    /// The text cut to a width, with an ellipsis in place of what does not fit.
    package func truncated(toWidth width: Int) -> String {
        guard displayWidth > width else { return self }
        guard width > 0 else { return "" }
        var taken = 0
        return prefix { character in
            taken += character.displayWidth
            return taken < width
        } + "…"
    }
}

extension String {
    /// The text in lines of no more than a width, broken between words; a word that is longer is broken within.
    package func wrapped(toWidth width: Int) -> [String] {
        let width = max(width, 1)
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            if !line.isEmpty, line.displayWidth + 1 + String(word).displayWidth <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            for character in word {
                if !line.isEmpty, (line + String(character)).displayWidth > width {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}

extension Character {
    fileprivate var displayWidth: Int {
        // A wide character stays so whatever combines with it, and U+FE0F asks for an emoji.
        unicodeScalars.contains("\u{FE0F}") ? 2 : unicodeScalars.map(\.displayWidth).max() ?? 0
    }
}

extension Unicode.Scalar {
    /// Whether one look tells that the character takes one column, and is no part of one with those beside it.
    fileprivate var isAloneInOneColumn: Bool {
        switch self {
        // ASCII, dashes and bullets, and what boxes are drawn of.
        case " "..."~", "\u{2010}"..."\u{2027}", "\u{2500}"..."\u{257F}": true
        default: false
        }
    }

    fileprivate var displayWidth: Int {
        guard value >= 0x300 else { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return properties.isEmojiPresentation || Self.isWide(value) ? 2 : 1
        }
    }

    /// Whether the code point is wide or fullwidth; neighbouring blocks are drawn together, with what is unassigned in
    /// them.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F,  // Hangul initial consonants
            0x2E80...0x303E, 0x3041...0xA4CF,  // radicals, kana, ideographs, Yi
            0xA960...0xA97F, 0xAC00...0xD7A3,  // Hangul
            0xF900...0xFAFF,  // compatibility ideographs
            0xFE10...0xFE19, 0xFE30...0xFE6F,  // vertical and small forms
            0xFF01...0xFF60, 0xFFE0...0xFFE6,  // fullwidth forms
            0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,  // Tangut, Khitan, kana
            0x1F200...0x1F2FF,  // enclosed ideographs
            0x20000...0x3FFFD:  // ideographs
            true
        default: false
        }
    }
}
