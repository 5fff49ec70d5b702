import AsyncAlgorithms
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization

/// Answers requests with streams of events, and no more of them at a time than the limit.
final class EventStreams: Sendable {
    private let limits: BackendLimits
    private let openCount = Atomic(0)

    init(_ limits: BackendLimits) { self.limits = limits }

    /// How many streams are open.
    var count: Int { openCount.load(ordering: .relaxed) }

    /// Answers with a stream.
    ///
    /// It ends when the events do, when the service shuts down, or when the client leaves; of one whose network is gone
    /// that is found out by a keep-alive. A client that reads slowly is waited for; so the events should come from a
    /// mailbox that has a bound of its own.
    ///
    /// - Throws: 503 where there are as many streams as may be.
    func response<Events: AsyncSequence & Sendable>(to request: Request, _ events: Events) throws -> Response
    where Events.Element == ServerSentEvent {
        // Counted when it begins, not when the answer is made, which may never be written.
        guard count < limits.openStreams else {
            throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "5"], message: "as many streams as may be")
        }
        let body = ResponseBody { [self] writer in
            openCount.add(1, ordering: .relaxed)
            defer { openCount.subtract(1, ordering: .relaxed) }
            // What else the client sends is nothing; that it closes the connection is heard at once.
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await write(events, to: &writer)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: body
        )
    }

    /// Writes the events until they end or the service shuts down, and that the stream is alive where nothing happens.
    private func write<Events: AsyncSequence & Sendable>(
        _ events: Events,
        to writer: inout any ResponseBodyWriter
    ) async throws where Events.Element == ServerSentEvent {
        // The time until a client comes back when the stream has ended.
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        let elements = chain(events.map { Element.event($0) }, [Element.end].async)
        let ticks = AsyncTimerSequence(interval: limits.keepAlive, clock: .continuous).map { _ in Element.tick }
        loop: for try await element in merge(elements, ticks).cancelOnGracefulShutdown() {
            var buffer = ByteBuffer()
            switch element {
            case .event(let event): event.write(to: &buffer)
            case .tick: buffer.writeString(": alive\n\n")
            case .end: break loop
            }
            try await writer.write(buffer)
        }
    }

    private enum Element: Sendable {
        case event(ServerSentEvent)
        case tick
        case end
    }
}
