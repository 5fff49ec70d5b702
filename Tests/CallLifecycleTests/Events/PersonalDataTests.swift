import CallLifecycle
import Testing

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
            ("", ""), ("+", "+"), ("a@", "•••••@"), ("@b", "@b"), ("((((", "(((("),
        ]
    )
    func text(text: String, expected: String) {
        #expect(PersonalData.masked(text) == expected)
    }

    @Test(
        "is masked in addresses",
        arguments: [
            ("+14155550123", "+1•••••0123"), ("sip:room-name@sip.daily.co", "sip:r•••••@sip.daily.co"),
            ("Alice", "A•••••"), ("A", "•••••"), ("911", "•••••"), ("", "•••••"), ("anonymous", "a•••••"),
        ]
    )
    func address(text: String, expected: String) {
        #expect(PersonalData.maskedAddress(text) == expected)
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
                        sipHeaders: ["P-Asserted-Identity": "+14155550123"]
                    )
                ),
                at: at(0)
            ),
            CallEvent(
                .dialInError(
                    .init(
                        sessionID: "s1",
                        errorMessage: "no route to +14155550123",
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
            }
        }
    }
}
