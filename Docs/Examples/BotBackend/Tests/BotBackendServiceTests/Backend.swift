import CallLifecycle
import CallLifecycleTesting
import CallStorage
import Crypto
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization

@testable import BotBackendService

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A storage in memory that can be told to fail.
final class MemoryStorage: CallStorage {
    let engine: CallSessionEngine
    private let failing = Mutex(false)
    private let exclusion = LocalExclusion()

    init(_ configuration: CallSessionEngine.Configuration = .init()) {
        engine = CallSessionEngine(configuration: configuration)
    }

    var isFailing: Bool {
        get { failing.withLock { $0 } }
        set { failing.withLock { $0 = newValue } }
    }

    struct Failure: Error {}

    var calls: any CallSessionObserving { engine }
    var health: CallStorageHealth { isFailing ? .impaired(reason: "told to fail") : .well }
    var numbering: String { "memory" }

    func take(_ events: [DecodedCallEvent]) async throws -> [CallIngestOutcome] {
        if isFailing { throw Failure() }
        return events.map { event in
            switch event {
            case .event(let event): engine.ingest(event)
            case .foreign(let event): engine.ingest(event)
            }
        }
    }

    func transitions(after sequence: UInt64) -> AsyncThrowingStream<CallTransition, any Error> {
        let transitions = Mutex(engine.transitions().makeAsyncIterator())
        return AsyncThrowingStream {
            var iterator = transitions.withLock { $0 }
            return await iterator.next(isolation: #isolation)
        }
    }

    func claimEndpoint(
        for caller: CallClaimID,
        among candidates: [SIPEndpoint]?,
        at stamp: CallStamp
    ) async throws -> CallEndpointAllocation {
        engine.claimEndpoint(for: caller, among: candidates, at: stamp)
    }

    func releaseEndpoint(of caller: CallClaimID) async throws -> SIPEndpoint? { engine.releaseEndpoint(of: caller) }

    func lead(_ body: @escaping @Sendable () async throws -> Void) async throws { try await body() }

    func exclusively<Result: Sendable>(
        _ task: String,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        try await exclusion.run(task, body)
    }

    func run() async throws {}
}

/// A service over it, and what its clients send.
struct Backend {
    static let secret = SymmetricKey(data: Array("a secret of 24 characters".utf8))
    static let readToken = "0123456789abcdef-read"
    static let botToken = "0123456789abcdef-bot"

    let storage: MemoryStorage
    var settings = BackendSettings()

    init(_ configuration: CallSessionEngine.Configuration = .init()) {
        storage = MemoryStorage(configuration)
        settings.webhookSecret = Self.secret
    }

    /// Has a client ask the routes, all of them one service.
    func test(_ body: (RouterClient) async throws -> Void) async throws {
        let service = BotBackendService(storage: storage, settings: settings)
        try await body(RouterClient(responder: service.router.buildResponder()))
    }

    /// Plays a call straight into the engine.
    func play(_ scenario: CallScenario) { scenario.play(into: storage.engine) }
}

/// A webhook as Daily sends it.
struct SignedWebhook {
    var body: String
    var headers: HTTPFields

    init(_ body: String, secret: SymmetricKey = Backend.secret, at stamp: CallStamp = .now) {
        let timestamp = "\(stamp.millisecondsSince1970)"
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(timestamp).\(body)".utf8), using: secret)
        self.body = body
        headers = [.webhookTimestamp: timestamp, .webhookSignature: Data(code).base64EncodedString()]
    }
}

/// Asks routes without a network: what a server does with a request once it has read its head.
struct RouterClient {
    let responder: RouterResponder<BackendContext>

    func post(_ uri: String, _ body: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(.post, uri, headers, ByteBuffer(string: body))
    }

    func post(_ webhook: SignedWebhook) async throws -> Answer {
        try await post("/webhooks/daily", webhook.body, webhook.headers)
    }

    func get(_ uri: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(.get, uri, headers, ByteBuffer())
    }

    private func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields,
        _ body: ByteBuffer
    ) async throws -> Answer {
        let head = HTTPRequest(method: method, scheme: "http", authority: nil, path: path, headerFields: headers)
        // In pieces that end anywhere, as bodies come from a network.
        let pieces = AsyncStream<ByteBuffer> { continuation in
            var rest = body
            while let piece = rest.readSlice(length: min(777, rest.readableBytes)), piece.readableBytes > 0 {
                continuation.yield(piece)
            }
            continuation.finish()
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let source = ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger)
        let request = Request(head: head, body: RequestBody(asyncSequence: pieces))
        let response = try await responder.respond(to: request, context: BackendContext(source: source))
        let written = WrittenBody()
        try await response.body.write(written)
        return Answer(status: response.status, headers: response.headers, text: String(buffer: written.buffer))
    }
}

/// What a client gets.
struct Answer {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String
}

/// Keeps what is written of a body.
private final class WrittenBody: ResponseBodyWriter {
    private(set) var buffer = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws { self.buffer.writeImmutableBuffer(buffer) }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
