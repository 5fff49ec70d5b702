import NIOCore

/// One event of a stream, as browsers read it (WHATWG HTML, section 9.2).
struct ServerSentEvent: Sendable {
    /// What the client shows as `Last-Event-ID` when it comes back; `nil` leaves the one before.
    var id: String?

    /// What kind of event it is.
    var name: String

    /// Its data: one line of JSON.
    var data: String

    /// Adds the event to what is to be sent.
    func write(to buffer: inout ByteBuffer) {
        if let id { buffer.writeString("id: \(id)\n") }
        buffer.writeString("event: \(name)\ndata: \(data)\n\n")
    }
}
