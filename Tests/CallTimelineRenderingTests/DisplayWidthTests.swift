import Testing

@testable import CallTimelineRendering

@Suite("The columns that a text takes in a terminal")
struct DisplayWidthTests {
    @Test(
        "are those of what is drawn",
        arguments: [
            ("", 0), ("dial-out", 8), ("Zoë", 3), ("Zoe\u{308}", 3), ("東京", 4), ("ｱ", 1), ("Ａ", 2), ("한국", 4), ("☎", 1),
            ("☎\u{FE0F}", 2), ("📞", 2), ("👩‍💻", 2), ("🇩🇪", 2), ("→", 1), ("•••", 3), ("…", 1), ("नि", 1), ("שלום", 4),
            ("┄─━┤", 4), ("+1•••••0123", 11), ("•\u{301}•", 2), ("─\u{308}━", 2),
        ]
    )
    func counted(text: String, width: Int) { #expect(text.displayWidth == width) }

    @Test("are filled up from either side")
    func padded() {
        #expect("東京".padded(toWidth: 6) + "|" == "東京  |")
        #expect("東京".paddedLeft(toWidth: 6) == "  東京")
        #expect("dial-out".padded(toWidth: 3) == "dial-out")
    }

    @Test("are never more than there is room for, with a sign that something was cut off")
    func truncated() {
        #expect("dial-out".truncated(toWidth: 8) == "dial-out")
        #expect("dial-out".truncated(toWidth: 5) == "dial…")
        #expect("東京都".truncated(toWidth: 6) == "東京都")
        #expect("東京都".truncated(toWidth: 5) == "東京…")
        // Half of a wide character cannot be drawn.
        #expect("東京都".truncated(toWidth: 4) == "東…")
        #expect("東京都".truncated(toWidth: 0) == "")
    }
}
