import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("A session ID")
struct SessionIDTests {
    @Test("is the text that it was made of, whether that is a UUID or nearly one")
    func text() {
        var random = SeededGenerator(seed: 3)
        let digits = Array("0123456789abcdef")
        let characters = Array("0123456789abcdefABCDEFgG-/:@`é ")
        var uuids = 0
        for _ in 0..<20_000 {
            var text = (0..<36)
                .map { [8, 13, 18, 23].contains($0) ? "-" : digits.randomElement(using: &random) ?? "0" }
            if Bool.random(using: &random), let other = characters.randomElement(using: &random) {
                text[Int.random(in: 0..<36, using: &random)] = other
            }
            let isUUID =
                text.indices.allSatisfy { digits.contains(text[$0]) != [8, 13, 18, 23].contains($0) }
                && [8, 13, 18, 23].allSatisfy { text[$0] == "-" }
            uuids += isUUID ? 1 : 0
            #expect(CallSessionID(rawValue: String(text)).rawValue == String(text))
            #expect((UUIDText(String(text)) != nil) == isUUID, "\(String(text))")
        }
        #expect(uuids > 8_000)
    }
}
