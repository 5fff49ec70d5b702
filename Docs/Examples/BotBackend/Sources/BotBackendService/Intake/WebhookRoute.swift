import CallLifecycle
import CallStorage
import Crypto
import HTTPTypes
import Hummingbird
import Logging

/// Takes Daily's webhooks: `POST /webhooks/daily`.
///
/// Daily delivers again what was not answered with 200, so that is answered only when the event is kept; and since an
/// event counts once, a delivery that was answered and comes again does no harm.
struct WebhookRoute: Sendable {
    let storage: any CallStorage
    let settings: BackendSettings
    let secret: SymmetricKey

    func addRoute(to group: some RouterMethods<BackendContext>) {
        group.post("/webhooks/daily", use: take)
    }

    @Sendable
    private func take(_ request: Request, _ context: BackendContext) async throws -> Response {
        // What is longer cannot be an event; the rest of it is not read.
        let body = try await request.body.collect(upTo: CallEventDecoder.maximumLength)
        if isTest(body) { return Response(status: .ok) }
        let webhook: VerifiedCallWebhook
        do throws(CallWebhookError) {
            webhook = try VerifiedCallWebhook(
                body: body.readableBytesView,
                signature: request.headers[.webhookSignature],
                timestamp: request.headers[.webhookTimestamp],
                receivedAt: settings.now(),
                window: settings.replayWindow
            ) { signed, code in
                HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: secret)
            }
        } catch {
            context.logger.notice("webhook refused", metadata: ["reason": "\(error)"])
            throw HTTPError(.unauthorized, message: "\(error)")
        }
        let event: DecodedCallEvent
        do throws(CallDecodingError) {
            event = try CallEventDecoder().decode(webhook)
        } catch {
            // A second delivery would be no better.
            context.logger.warning("webhook not understood", metadata: ["reason": "\(error)"])
            return Response(status: .ok)
        }
        let outcome = try await storage.keep([event], context.logger)[0]
        context.logger.debug("webhook", metadata: ["outcome": "\(outcome.kind.rawValue)"])
        return Response(status: .ok)
    }

    /// Whether it is what Daily asks before it makes a webhook, and perhaps its secret: whether anybody is there.
    ///
    /// Nothing is taken from it, so it needs no signature.
    private func isTest(_ body: ByteBuffer) -> Bool {
        body.readableBytes < 64 && String(buffer: body).filter { !$0.isWhitespace } == #"{"test":"test"}"#
    }
}

extension CallStorage {
    /// Takes events, and says so in the protocol's words where they could not be kept: send them again.
    func keep(_ events: [DecodedCallEvent], _ logger: Logger) async throws -> [CallIngestOutcome] {
        do {
            return try await take(events)
        } catch {
            logger.error("events not kept", metadata: ["reason": "\(error)"])
            throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "1"], message: "not kept: send it again")
        }
    }
}
