import CallLifecycle
import CallLifecycleTesting
import Crypto
import Hummingbird
import Testing

@testable import BotBackendService

@Suite("A webhook")
struct WebhookTests {
    private static let call = CallScenario.completedDialIn.asWebhooks()

    @Test("that Daily signed is kept, and a second delivery changes nothing")
    func taking() async throws {
        let backend = Backend()
        try await backend.test { client async throws in
            for _ in 0..<2 {
                for delivery in Self.call.deliveries {
                    #expect(try await client.post(SignedWebhook(delivery.body)).status == .ok)
                }
            }
        }
        let expected = try #require(Self.call.timeline)
        #expect(backend.storage.engine.timelines == [expected])
        #expect(backend.storage.engine.counters.outcomes[.duplicate] == Self.call.deliveries.count)
    }

    @Test("that somebody else signed, changed or delays is refused, and nothing of it is taken")
    func refusing() async throws {
        let backend = Backend()
        let body = try #require(Self.call.deliveries.last?.body)
        var changed = SignedWebhook(body)
        changed.body += " "
        var unsigned = SignedWebhook(body)
        unsigned.headers[.webhookSignature] = nil
        let forgeries = [
            SignedWebhook(body, secret: SymmetricKey(size: .bits256)), changed, unsigned,
            SignedWebhook(body, at: CallStamp.now.advanced(by: .seconds(-301))),
            SignedWebhook(body, at: CallStamp.now.advanced(by: .seconds(330))),
        ]
        try await backend.test { client async throws in
            for forgery in forgeries {
                let response = try await client.post(forgery)
                #expect(response.status == .unauthorized)
                #expect(!response.text.contains("in-1"))
            }
        }
        #expect(backend.storage.engine.counters.ingested == 0)
    }

    @Test("that is longer than an event may be is refused before it is read to its end")
    func bounding() async throws {
        let backend = Backend()
        let body = String(repeating: " ", count: CallEventDecoder.maximumLength + 1)
        try await backend.test { client async throws in
            #expect(try await client.post(SignedWebhook(body)).status == .contentTooLarge)
        }
    }

    @Test("that is no event is answered, since a second delivery would be no better")
    func foreign() async throws {
        let backend = Backend()
        try await backend.test { client async throws in
            for body in [#"{"type":"recording.started","id":"1","event_ts":1}"#, "not JSON"] {
                #expect(try await client.post(SignedWebhook(body)).status == .ok)
            }
        }
        #expect(backend.storage.engine.counters.ingested == 1)
    }

    @Test("is made only after a question without a signature, which is answered and nothing else")
    func question() async throws {
        let backend = Backend()
        try await backend.test { client async throws in
            #expect(try await client.post("/webhooks/daily", "{ \"test\": \"test\" }").status == .ok)
            let more = #"{"test":"test","type":"dialin.ready"}"#
            #expect(try await client.post("/webhooks/daily", more).status == .unauthorized)
        }
        #expect(backend.storage.engine.counters.ingested == 0)
    }

    @Test("that could not be kept is not answered with a success, so that it is delivered again")
    func failing() async throws {
        let backend = Backend()
        backend.storage.isFailing = true
        let webhook = SignedWebhook(try #require(Self.call.deliveries.last?.body))
        try await backend.test { client async throws in
            let refused = try await client.post(webhook)
            #expect(refused.status == .serviceUnavailable && refused.headers[.retryAfter] != nil)
            #expect(try await client.get("/healthz").status == .serviceUnavailable)
            backend.storage.isFailing = false
            #expect(try await client.post(webhook).status == .ok)
            #expect(try await client.get("/healthz").status == .ok)
        }
        #expect(backend.storage.engine.sessions.map(\.id) == ["in-1"])
    }

    @Test("has no route where there is no secret")
    func withoutSecret() async throws {
        var backend = Backend()
        backend.settings.webhookSecret = nil
        try await backend.test { client async throws in
            #expect(try await client.post(SignedWebhook("{}")).status == .notFound)
        }
    }
}
