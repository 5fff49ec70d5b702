@testable import CallLifecycle

/// What was decoded, written and read again.
struct RoundTrip {
    private let decoded: DecodedCallEvent

    init(_ decoded: DecodedCallEvent) { self.decoded = decoded }

    func check() throws(Violation) {
        let text = Self.text(of: decoded)
        try expect(!text.utf8.contains(UInt8(ascii: "\n")), "an event is written on one line")
        let again: DecodedCallEvent
        do {
            again = try CallEventDecoder().decode(text)
        } catch {
            throw Violation("what was written reads back: \(error)\n  \(text)")
        }
        try expectSame(again, decoded, "what reads back is equal: \(text)")
        // Equality of texts is Unicode's, and would not see another spelling.
        try expect(Self.text(of: again).utf8.elementsEqual(text.utf8), "to the byte: \(text)")
        guard case .event(let event) = decoded else { return }
        let rebuilt = CallEvent(event.payload, at: event.stamp, source: event.source)
        try expectSame(rebuilt.payload, event.payload, "a payload makes its event")
        try expectSame(rebuilt.id, event.id, "which is the same event")
        // Masks all that is personal in it, whatever that looks like.
        _ = "\(event) \(event.attributes)"
    }

    private static func text(of decoded: DecodedCallEvent) -> String {
        switch decoded {
        case .event(let event): event.json
        case .foreign(let event): event.json
        }
    }
}
