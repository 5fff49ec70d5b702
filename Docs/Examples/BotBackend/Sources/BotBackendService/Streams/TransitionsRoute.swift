import CallLifecycle
import CallStorage
import CallTimelineRendering
import HTTPTypes
import Hummingbird

/// Every transition of every call, as it is made: `GET /transitions`, as server-sent events.
///
/// | event | data | |
/// | -- | -- | -- |
/// | `position` | `{"sequence":41}` | first of all: what came up to there is not told |
/// | `transition` | as `call-lifecycle follow --format json` has it | its ID is what to come back with |
/// | `missed` | `{"count":7}` | so many before the next one are no longer known, or the client was too slow |
/// | `restart` | `{"sequence":41}` | the client's last event is of another machine or store: load what there is anew |
///
/// Whoever comes back with `Last-Event-ID` goes on behind that event. `?after=0` begins with the first transition that is
/// known.
struct TransitionsRoute: Sendable {
    let storage: any CallStorage
    let streams: EventStreams

    func addRoute(to group: some RouterMethods<BackendContext>) {
        group.get("/transitions", use: follow)
    }

    @Sendable
    private func follow(_ request: Request, _ context: BackendContext) throws -> Response {
        let latest = storage.calls.counters.sequence
        var first: ServerSentEvent?
        var after = latest
        if let text = request.headers[.lastEventID] {
            let place = TransitionPlace(text, in: storage.numbering)
            // Of several machines this one may be a moment behind; then the stream waits until it is not.
            if let place, place.sequence <= latest || !storage.numbering.isEmpty {
                after = place.sequence
            } else {
                first = event("restart", at: latest)
            }
        } else if let text = request.uri.queryParameters["after"].map(String.init) {
            guard let place = TransitionPlace(text, in: storage.numbering) else {
                throw HTTPError(.badRequest, message: "after: expected the ID of an event")
            }
            after = min(place.sequence, latest)
        }
        let transitions = storage.transitions(after: after)
        return try streams.response(
            to: request,
            TransitionEvents(
                first: first ?? event("position", at: after),
                transitions: transitions,
                after: after,
                numbering: storage.numbering
            )
        )
    }

    private func event(_ name: String, at sequence: UInt64) -> ServerSentEvent {
        let id = TransitionPlace(sequence: sequence, numbering: storage.numbering).text
        return ServerSentEvent(id: id, name: name, data: "{\"sequence\":\(sequence)}")
    }
}

/// A place among the transitions of one numbering.
struct TransitionPlace {
    let sequence: UInt64
    let numbering: String

    init(sequence: UInt64, numbering: String) {
        self.sequence = sequence
        self.numbering = numbering
    }

    /// A place as ``text`` writes it; `nil` for one of another numbering.
    init?(_ text: String, in numbering: String) {
        let prefix = numbering.isEmpty ? "" : numbering + "."
        guard text.hasPrefix(prefix), let sequence = UInt64(text.dropFirst(prefix.count)) else { return nil }
        self.init(sequence: sequence, numbering: numbering)
    }

    /// The place as the ID of an event: the sequence number, behind the name of the numbering if it has one.
    var text: String { numbering.isEmpty ? "\(sequence)" : "\(numbering).\(sequence)" }
}

/// Transitions as events of a stream, with what is missing between them said where it is missing.
struct TransitionEvents: AsyncSequence, Sendable {
    let first: ServerSentEvent
    let transitions: AsyncThrowingStream<CallTransition, any Error>
    let after: UInt64
    let numbering: String

    func makeAsyncIterator() -> Iterator {
        Iterator(
            pending: [first],
            transitions: transitions.makeAsyncIterator(),
            last: after,
            numbering: numbering,
            renderer: JSONNotificationRenderer()
        )
    }

    struct Iterator: AsyncIteratorProtocol {
        /// What is to be sent before anything else, the next one at the end.
        var pending: [ServerSentEvent]
        var transitions: AsyncThrowingStream<CallTransition, any Error>.Iterator
        var last: UInt64
        let numbering: String
        let renderer: JSONNotificationRenderer

        mutating func next() async throws -> ServerSentEvent? {
            if let event = pending.popLast() { return event }
            guard let transition = try await transitions.next() else { return nil }
            let sequence = transition.sequence ?? last
            let event = ServerSentEvent(
                id: TransitionPlace(sequence: sequence, numbering: numbering).text,
                name: "transition",
                data: renderer.render(.transition(transition), at: transition.at)
            )
            let missed = sequence > last + 1 ? sequence - last - 1 : 0
            last = sequence
            guard missed > 0 else { return event }
            pending = [event]
            return ServerSentEvent(name: "missed", data: "{\"count\":\(missed)}")
        }
    }
}
