import CallLifecycleTesting
import Foundation
import Testing

@testable import CallLifecycle

@Suite("Personal data")
struct PersonalDataTests {
    @Test(
        "is masked in running text",
        arguments: [
            ("call to +14155550123 failed", "call to +1•••••0123 failed"),
            ("call to +1 (415) 555-0123.", "call to +1•••••0123."),
            ("415-555-0123", "•••••0123"),
            ("555 0123 busy", "•••••23 busy"),
            ("from sip:alice@example.com;user=phone", "from sip:a•••••@example.com;user=phone"),
            ("<sips:+14155550123@pstn.example.com>", "<sips:+1•••••0123@pstn.example.com>"),
            ("mail bob.smith@example.com", "mail b•••••@example.com"),
            ("tel:+14155550123", "tel:+1•••••0123"),
            ("(+14155550123)", "(+1•••••0123)"),
            ("session 7d208e2a-520b-4a8d-a2c9-3a36dfa0d342", "session 7d208e2a-520b-4a8d-a2c9-3a36dfa0d342"),
            ("session 12345678-1234-1234-1234-123456789abc", "session 12345678-1234-1234-1234-123456789abc"),
            ("code 486 after 30 s", "code 486 after 30 s"),
            ("Dialin codec did not match, using fallback.", "Dialin codec did not match, using fallback."),
            ("415 - 555 - 0123", "•••••0123"), ("415/555/0123", "•••••0123"),
            ("415\u{2011}555\u{A0}0123\u{9}x", "•••••0123\u{9}x"), ("+14155550123x12", "+1•••••0123x12"),
            ("call14155550123_1", "call•••••1231"), ("leg-14155550123", "leg-•••••0123"),
            ("user=alice@h&to=+14155550123", "u•••••@h&to=+1•••••0123"), ("a@+14155550123", "•••••@+1•••••0123"),
            ("alice@a.com|sip:bob@b.com", "a•••••@a.com|sip:b•••••@b.com"), ("sip:a@b@h", "sip:a•••••@h"),
            ("sip:o'brien@h", "sip:o•••••@h"), ("sip:alice;day=tuesday@atlanta.com", "sip:a•••••@atlanta.com"),
            ("to sip:alice;d=1", "to sip:a•••••;d=1"), ("from \"alice smith\"@host", "from a•••••@host"),
            ("(sip:alice@h)", "(sip:a•••••@h)"), ("[sip:alice@a]->[sip:bob@b]", "[sip:a•••••@a]->[sip:b•••••@b]"),
            ("session 12345678-abcd-4123-8abc-1234567890ab", "session 12345678-abcd-4123-8abc-1234567890ab"),
            ("peer 192.168.100.200 timed out", "peer 192.168.100.200 timed out"),
            ("864\u{2212}209\u{2212}7531", "•••••7531"), ("864\u{AD}209\u{200B}7531", "•••••7531"),
            ("⁸⁶⁴²⁰⁹⁷⁵³¹", "•••••⁷⁵³¹"), ("dial 864.209.75.31", "dial •••••7531"),
            ("sip%3Aalice%40h", "sip:a•••••@h"), ("%2B1%20864%20209%207531", "+1•••••7531"),
            ("sip:john%20van%20smith@h", "sip:j•••••@h"), ("at 50% of 20%20s", "at 50% of 20%20s"),
            ("from \"Bob Jones\" <sip:bob@h>", "from B••••• <sip:b•••••@h>"), ("say \"no\" now", "say \"no\" now"),
            ("sip:alice@h;transport=tcp?P-Id=bob", "sip:a•••••@h;transport=tcp?•••••"),
            ("was it alice@h?", "was it a•••••@h?"),
            ("+1 415 555\n0123", "+1•••••0123"), ("415\r\n555\u{2028}0123", "•••••0123"),
            ("", ""), ("+", "+"), ("a@", "•••••@"), ("@b", "@b"), ("((((", "(((("),
        ]
    )
    func text(text: String, expected: String) {
        #expect(PersonalData.masked(text) == expected)
    }

    /// Messages of all kinds, and pieces that numbers and addresses are made of.
    private static let pieces = [
        "sip:", "SIPS:", "tel:", "TEL:", "tip:", "p:", "step: ", "http://", "\u{17F}ip:", "+1", "415", "555", "0123",
        "7",
        "10.0.0.1", "7d208e2a-520b-4a8d-a2c9-3a36dfa0d342", "\u{661}", " ", "-", ".", "_", "(", ")", "/", ",", "\u{AD}",
        "\u{A0}", "@", "%40", "%20", "\"", "<", ">", ";d=1", "?x", "alice", "example.com", "é", "東京", "\u{1B}",
        "\u{7F}",
    ]

    @Test("is masked alike by one look at each byte and by reading thoroughly, in texts put together by chance")
    func lookingAhead() {
        var generator = SeededGenerator(seed: 7)
        var untouched = 0
        for _ in 0..<50_000 {
            let count = Int.random(in: 0...7, using: &generator)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
            let thorough = PersonalData.maskedThoroughly(text)
            #expect(PersonalData.masked(text).utf8.elementsEqual(thorough.utf8), "\(text.debugDescription)")
            guard text.surelyHoldsNothingPersonal else { continue }
            untouched += 1
            #expect(thorough.utf8.elementsEqual(text.utf8), "\(text.debugDescription)")
        }
        // Both kinds of text are among them.
        #expect((5000...45_000).contains(untouched))
    }

    @Test("is masked alike in the messages of recorded calls, with any byte of them changed")
    func mutatedMessages() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures")
        let log =
            try Data(contentsOf: folder.appending(path: "recorded-calls.jsonl"))
            + Data(contentsOf: folder.appending(path: "documented-events.jsonl"))
        let messages = Set(
            CallTimeline.reconstruct(jsonLines: log).timelines
                .flatMap { $0.session.steps.compactMap(\.event.message?.rawValue) }
        )
        #expect(!messages.isEmpty)
        for message in messages.sorted() {
            for place in message.utf8.indices {
                for change in Self.pieces {
                    let text = message[..<place] + change + message[place...].dropFirst()
                    let thorough = PersonalData.maskedThoroughly(String(text))
                    #expect(PersonalData.masked(String(text)).utf8.elementsEqual(thorough.utf8))
                }
            }
        }
    }

    @Test("is told by a character's properties, of ASCII as of all others")
    func ascii() {
        // What short cuts for ASCII decide is what Unicode says: here in a place where each of them decides.
        for code in UInt8(0)..<0x80 where !["@", "<"].contains(Unicode.Scalar(code)) {
            let scalar = Unicode.Scalar(code)
            let character = Character(scalar)
            let category = scalar.properties.generalCategory
            let separates =
                [.dashPunctuation, .connectorPunctuation, .spaceSeparator, .format].contains(category)
                || scalar.properties.isWhitespace || ".()/+".unicodeScalars.contains(scalar)
            let isDigit = scalar.properties.numericType == .decimal
            let masked = PersonalData.maskedThoroughly("415\(character)5550")
            #expect(masked.contains(PersonalData.bullets) == (separates || isDigit), "\(code)")
            let ends = scalar.properties.isWhitespace || "<>\",|[]{}".unicodeScalars.contains(scalar)
            let user = PersonalData.maskedThoroughly("x\(character)bob@h")
            #expect(user.hasPrefix("x\(character)b•") == ends, "\(code)")
            let named = PersonalData.maskedAddress("\(character)bc")
            #expect((named.unicodeScalars.first == scalar) == scalar.properties.isAlphabetic, "\(code)")
        }
    }

    @Test(
        "is masked in addresses",
        arguments: [
            ("+14155550123", "+1•••••0123"), ("sip:room-name@sip.daily.co", "sip:r•••••@sip.daily.co"),
            ("Alice", "A•••••"), ("Sipho Dlamini", "S•••••"), ("user_123", "u•••••"),
            (
                "\"Bob Jones\" <sip:+14155550123@pstn.example.com;user=phone>",
                "B••••• <sip:+1•••••0123@pstn.example.com>"
            ),
            ("<sip:bob@h?P-Id=alice>", "<sip:b•••••@h>"), ("tel:+14155550123", "tel:+1•••••0123"),
            ("sip:alice", "sip:a•••••"), ("sip:alice@10.0.0.1:5060", "sip:a•••••@10.0.0.1:5060"), ("A", "•••••"),
            ("911", "•••••"), ("", "•••••"), ("anonymous", "a•••••"),
        ]
    )
    func address(text: String, expected: String) {
        #expect(PersonalData.maskedAddress(text) == expected)
    }

    @Test(
        "is masked at a cost that is linear in the text",
        arguments: ["a.", "1 ", "sip:", "a@", "+1-", "\"", "4155550123", "%41", "%20", "\"a\" ", "?"]
    )
    func linear(piece: String) {
        let clock = ContinuousClock()
        func time(_ count: Int) -> Duration {
            let text = String(repeating: piece, count: count)
            return (0..<3).map { _ in clock.measure { _ = PersonalData.masked(text + "x") } }.min() ?? .zero
        }
        // Sixteen times the text: linear is 16, quadratic 256. A noisy machine stays well below 100.
        #expect(time(16_000) < time(1000) * 100)
    }

    @Test("shows in no description, interpolation, dump or debug print of an event, a session or a timeline")
    func descriptions() throws {
        let events: [CallEvent] = [
            CallEvent(
                .dialInConnected(
                    .init(
                        sessionID: "s1",
                        sipEndpoint: "sip:+14155550123@h",
                        sipFrom: "sip:+14155550123@h",
                        sipHeaders: ["P-Asserted-Identity": "+14155550123", "X-+14155550123": "1"],
                        userID: "+14155550123"
                    )
                ),
                at: at(0)
            ),
            CallEvent(
                .dialInError(
                    .init(
                        sessionID: "s1",
                        errorMessage: "no route to +14155550123\u{1B}[2J",
                        details: .init(sipEndpoint: "sip:+14155550123@h")
                    )
                ),
                at: at(1)
            ),
            CallEvent(
                .dialOutConnected(
                    .init(
                        sessionID: "s2",
                        destination: "+14155550123",
                        origin: "+14155550123",
                        callerID: "+14155550123"
                    )
                ),
                at: at(2)
            ),
        ]
        let session = try #require(CallSession(id: "s1", events: events))
        let values: [Any] =
            events + events.map(\.payload) + events.map(\.attributes) + session.transitions
            + [session, CallTimeline(session), CallNotification.transition(session.transitions[1])]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(describing: value), String(reflecting: value), dumped] {
                #expect(!text.contains("4155550"), "\(text)")
                #expect(!text.contains("\u{1B}"), "\(text)")
            }
        }
    }
}
