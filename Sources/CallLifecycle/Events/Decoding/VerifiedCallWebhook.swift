#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The body of a webhook that was proven to come from Daily, and to come now.
///
/// Daily signs webhooks: `X-Webhook-Signature` is, in Base64, the HMAC-SHA256 of the text of `X-Webhook-Timestamp`, a dot
/// and the raw body, under the webhook's secret, which is Base64 itself. The library knows no cryptography: it says what
/// was signed and by which code, and the application answers whether that is authentic. `Docs/Embedding.md` has the few
/// lines for swift-crypto, which compares in constant time.
public struct VerifiedCallWebhook: Sendable {
    /// The body as it was received.
    public let body: [UInt8]

    /// When Daily signed it.
    public let signedAt: CallStamp

    /// Verifies a webhook.
    ///
    /// - Parameters:
    ///   - body: The raw body, byte by byte as it was received.
    ///   - signature: The value of `X-Webhook-Signature`.
    ///   - timestamp: The value of `X-Webhook-Timestamp`.
    ///   - receivedAt: When it was received.
    ///   - window: How far `timestamp` may be from that, either way. What is older may be a replay. Five minutes by
    ///     default; a replay within them does no harm, since an event counts once.
    ///   - isAuthentic: Whether the second bytes are the HMAC-SHA256 of the first ones. Called last, and only for a body
    ///     that could be an event.
    /// - Throws: ``CallWebhookError``: answer with 401, and take nothing from the body.
    public init(
        body: some Sequence<UInt8>,
        signature: String?,
        timestamp: String?,
        receivedAt: CallStamp,
        window: Duration = .seconds(300),
        isAuthentic: (_ signed: [UInt8], _ code: [UInt8]) -> Bool
    ) throws(CallWebhookError) {
        guard let timestamp else { throw .missingTimestamp }
        guard let signature else { throw .missingSignature }
        guard let signedAt = CallStamp(timestamp) else { throw .timestamp }
        guard let code = Data(base64Encoded: signature), !code.isEmpty else { throw .signature }
        let age = abs(receivedAt.millisecondsSince1970 - signedAt.millisecondsSince1970)
        guard age <= window.milliseconds else { throw .outsideWindow }
        // One byte more than may be is enough to see that there is too much.
        let body = Array(body.prefix(CallEventDecoder.maximumLength + 1))
        guard body.count <= CallEventDecoder.maximumLength else { throw .tooLong }
        guard isAuthentic(Array("\(timestamp).".utf8) + body, Array(code)) else { throw .notAuthentic }
        self.body = body
        self.signedAt = signedAt
    }
}

extension VerifiedCallWebhook: CustomReflectable {
    /// Shows prints, `dump` and debuggers how long the body is, and not its bytes.
    public var customMirror: Mirror {
        Mirror(self, children: ["body": "\(body.count) bytes", "signedAt": signedAt], displayStyle: .struct)
    }
}

/// Why a webhook was not taken.
///
/// More cases may be added.
public enum CallWebhookError: Error, Sendable, Hashable, CaseIterable {
    /// `X-Webhook-Timestamp` is missing: whoever sent this does not sign.
    case missingTimestamp

    /// `X-Webhook-Signature` is missing: whoever sent this does not sign.
    case missingSignature

    /// `X-Webhook-Timestamp` is no time from 1970 to 2200.
    case timestamp

    /// `X-Webhook-Signature` is not Base64.
    case signature

    /// The webhook was signed too long before or after it was received.
    case outsideWindow

    /// The body is longer than ``CallEventDecoder/maximumLength``.
    case tooLong

    /// The signature is not that of this body and timestamp.
    case notAuthentic
}

extension CallWebhookError: CustomStringConvertible {
    /// The problem as a sentence, without anything from the request.
    public var description: String {
        switch self {
        case .missingTimestamp: "X-Webhook-Timestamp: missing: expected the time that Daily signed"
        case .missingSignature: "X-Webhook-Signature: missing: expected Daily's signature"
        case .timestamp: "X-Webhook-Timestamp: expected a time from 1970 to 2200"
        case .signature: "X-Webhook-Signature: expected Base64"
        case .outsideWindow: "X-Webhook-Timestamp: expected a time close to that of its arrival"
        case .tooLong: "body: expected at most \(CallEventDecoder.maximumLength) bytes"
        case .notAuthentic: "X-Webhook-Signature: expected the signature of this timestamp and body"
        }
    }
}

extension CallEventDecoder {
    /// Reads the body of a verified webhook.
    ///
    /// - Returns: The event, or the foreign action that the webhook reports instead.
    /// - Throws: ``CallDecodingError`` with the byte offset and the field at fault.
    public func decode(_ webhook: VerifiedCallWebhook) throws(CallDecodingError) -> DecodedCallEvent {
        try decode(webhook.body)
    }
}
