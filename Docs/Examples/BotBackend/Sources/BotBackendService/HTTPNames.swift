import HTTPTypes
import Hummingbird

extension HTTPField.Name {
    /// Daily's signature of a webhook.
    static let webhookSignature = constant("X-Webhook-Signature")
    /// The time that Daily signed with it.
    static let webhookTimestamp = constant("X-Webhook-Timestamp")
    /// The client's address, as a proxy tells it.
    static let forwardedFor = constant("X-Forwarded-For")
    /// The last event that a browser has of a stream.
    static let lastEventID = constant("Last-Event-ID")
    /// Whether a browser may send where a request comes from.
    static let referrerPolicy = constant("Referrer-Policy")
    /// Asks a proxy not to hold a stream back.
    static let accelBuffering = constant("X-Accel-Buffering")

    private static func constant(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not a field name: \(name)") }
        return name
    }
}

extension Response {
    /// A response with a text.
    static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// A response with JSON that was written already.
    static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        .text(text + "\n", type: "application/json; charset=utf-8", status: status)
    }

    /// A response with a value as JSON, its keys in order.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        .json(try JSONText.of(value), status: status)
    }
}
