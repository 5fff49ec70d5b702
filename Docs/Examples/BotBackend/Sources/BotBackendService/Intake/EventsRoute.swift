import CallLifecycle
import CallStorage
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Takes the events that a bot's SDK tells it: `POST /events`, one JSON object a line, each with its stamp.
///
/// Answered when all that could be read is kept. A line that could not be read is named in the answer, and would be no
/// better the second time; so the sender may forget the lot. Where the answer is 503, or none comes, it sends all of it
/// again.
struct EventsRoute: Sendable {
    /// How many events go to the storage at once: enough to share a write, few enough to wait in memory.
    private static let batch = 512

    /// How many lines that could not be read are told of; more are counted.
    private static let toldProblems = 100

    let storage: any CallStorage
    let limits: BackendLimits

    func addRoute(to group: some RouterMethods<BackendContext>) {
        group.post("/events", use: take)
    }

    @Sendable
    private func take(_ request: Request, _ context: BackendContext) async throws -> Response {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.eventBytes {
            throw HTTPError(.contentTooLarge)
        }
        // Without a stamp for those that have none: it would be another event each time it is sent.
        var reader = CallLogReader()
        var receipt = Receipt()
        var events: [DecodedCallEvent] = []
        var size = 0
        for try await piece in request.body {
            size += piece.readableBytes
            guard size <= limits.eventBytes else { throw HTTPError(.contentTooLarge) }
            reader.read(piece.readableBytesView) { receipt.add($0, to: &events) }
            while events.count >= Self.batch {
                receipt.add(try await storage.keep(Array(events.prefix(Self.batch)), context.logger))
                events.removeFirst(Self.batch)
            }
        }
        reader.finish { receipt.add($0, to: &events) }
        if !events.isEmpty { receipt.add(try await storage.keep(events, context.logger)) }
        if receipt.unread > 0 {
            context.logger.warning("lines not read", metadata: ["count": "\(receipt.unread)"])
        }
        let isUseless = receipt.taken == 0 && receipt.unread > 0
        return try .json(receipt, status: isUseless ? .unprocessableContent : .ok)
    }

    /// What became of the lines.
    private struct Receipt: Encodable {
        struct Problem: Encodable {
            let line: Int
            let error: String
        }

        /// How many events were taken and are kept.
        private(set) var taken = 0
        /// How many of them had each outcome.
        private(set) var outcomes: [String: Int] = [:]
        /// How many lines could not be read.
        private(set) var unread = 0
        /// The first of these.
        private(set) var problems: [Problem] = []

        mutating func add(_ line: CallLogReader.Line, to events: inout [DecodedCallEvent]) {
            switch line.result {
            case .success(let event): events.append(event)
            case .failure(let error):
                unread += 1
                guard problems.count < EventsRoute.toldProblems else { return }
                // It says where and what was expected, and quotes nothing.
                problems.append(Problem(line: line.number, error: "\(error)"))
            }
        }

        mutating func add(_ kept: [CallIngestOutcome]) {
            taken += kept.count
            for outcome in kept { outcomes[outcome.kind.rawValue, default: 0] += 1 }
        }
    }
}
