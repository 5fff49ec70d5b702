import FoundationEssentials
import Testing

@testable import CallLifecycle

@Suite("A signed webhook")
struct WebhookTests {
    private let body = Array(#"{"type":"dialin.stopped","payload":{"session_id":"s1"},"event_ts":1772359261.5}"#.utf8)
    private let code = Data([1, 2, 3]).base64EncodedString()

    private func verify(
        signature: String? = Data([1, 2, 3]).base64EncodedString(),
        timestamp: String? = "1772359200",
        at stamp: CallStamp = at(0),
        _ body: [UInt8]? = nil,
        isAuthentic: (_ signed: [UInt8], _ code: [UInt8]) -> Bool = { _, _ in true }
    ) -> Result<VerifiedCallWebhook, CallWebhookError> {
        Result { () throws(CallWebhookError) in
            try VerifiedCallWebhook(
                body: body ?? self.body,
                signature: signature,
                timestamp: timestamp,
                receivedAt: stamp,
                isAuthentic: isAuthentic
            )
        }
    }

    private func problem(_ result: Result<VerifiedCallWebhook, CallWebhookError>) -> CallWebhookError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test("is checked over the timestamp's text, a dot and the raw body, and then read")
    func verified() throws {
        let webhook = try verify { signed, code in
            #expect(signed == Array("1772359200.".utf8) + body)
            #expect(code == [1, 2, 3])
            return true
        }
        .get()
        #expect(webhook.signedAt.millisecondsSince1970 == 1_772_359_200_000)
        guard case .event(let event) = try CallEventDecoder().decode(webhook) else {
            Issue.record("not an event")
            return
        }
        #expect(event.kind == .dialInStopped)
        #expect(event.source == .webhook)
    }

    @Test("is refused where anything is missing, malformed, too old, too new, too long or not authentic")
    func refused() {
        #expect(problem(verify(timestamp: nil)) == .missingTimestamp)
        #expect(problem(verify(timestamp: "soon")) == .timestamp)
        #expect(problem(verify(signature: nil)) == .missingSignature)
        #expect(problem(verify(signature: "")) == .signature)
        #expect(problem(verify(signature: "not base64!")) == .signature)
        #expect(problem(verify(at: at(300_000))) == nil)
        #expect(problem(verify(at: at(300_001))) == .outsideWindow)
        #expect(problem(verify(at: at(-300_001))) == .outsideWindow)
        let long = [UInt8](repeating: 32, count: CallEventDecoder.maximumLength + 1)
        #expect(problem(verify(Array(long.dropLast()))) == nil)
        #expect(problem(verify(long)) == .tooLong)
        #expect(problem(verify { _, _ in false }) == .notAuthentic)
    }

    @Test("is not handed to cryptography unless it could be an event")
    func cheapFirst() {
        for result in [verify(timestamp: nil) { _, _ in fail() }, verify(at: at(900_000)) { _, _ in fail() }] {
            #expect(problem(result) != nil)
        }
        func fail() -> Bool {
            Issue.record("verified in vain")
            return true
        }
    }
}
