import AsyncHTTPClient
package import CallLifecycle
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Daily's REST API over HTTP.
package struct DailyREST: DailyAPI {
    /// How long a request may take: callers wait meanwhile.
    private static let timeout = TimeAmount.seconds(10)

    private let base: String
    private let key: String
    private let client: HTTPClient

    /// Daily's API.
    ///
    /// - Parameters:
    ///   - base: Where it is: `https://api.daily.co/v1`.
    ///   - key: The domain's API key.
    package init(base: String, key: String) {
        self.base = base
        self.key = key
        client = .shared
    }

    package func startDialOut(to destination: CallAddress, from room: DailyRoom) async throws -> CallSessionID {
        struct Started: Decodable { let sessionId: String }
        let isSIP = destination.rawValue.lowercased().hasPrefix("sip")
        let body = [isSIP ? "sipUri" : "phoneNumber": destination.rawValue]
        let started: Started = try await post("rooms/\(room.name)/dialOut/start", body)
        guard !started.sessionId.isEmpty else { throw DailyError.unexpectedAnswer }
        return CallSessionID(started.sessionId)
    }

    package func stopDialOut(_ sessionID: CallSessionID, in room: DailyRoom) async throws {
        try await post("rooms/\(room.name)/dialOut/stop", ["sessionId": sessionID.rawValue])
    }

    package func forward(_ caller: WaitingCaller, to endpoint: SIPEndpoint) async throws {
        let body = ["callId": caller.id.rawValue, "callDomain": caller.domain, "sipUri": endpoint.rawValue]
        try await post("dialin/pinlessCallUpdate", body)
    }

    package func startTalking(to sessionID: CallSessionID, in room: DailyRoom) async throws {
        struct Message: Encodable {
            let data: [String: String]
            let recipient = "*"
        }
        let message = Message(data: ["type": "start-talking", "sessionId": sessionID.rawValue])
        try await post("rooms/\(room.name)/send-app-message", message)
    }

    private func post(_ path: String, _ body: some Encodable & Sendable) async throws {
        _ = try await answer(to: path, body)
    }

    private func post<Answer: Decodable>(_ path: String, _ body: some Encodable & Sendable) async throws -> Answer {
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(try await answer(to: path, body)))
        } catch is DecodingError {
            throw DailyError.unexpectedAnswer
        }
    }

    private func answer(to path: String, _ body: some Encodable & Sendable) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: "\(base)/\(path)")
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes([UInt8](try JSONEncoder().encode(body)))
        let response = try await client.execute(request, timeout: Self.timeout)
        let answer = try await response.body.collect(upTo: 1 << 20)
        guard (200..<300).contains(response.status.code) else { throw DailyError.refused(response.status.code) }
        return Array(answer.readableBytesView)
    }
}

/// Why Daily did not do what it was asked for; without anything from the answer, which may quote a number.
package enum DailyError: Error, Sendable, Hashable {
    /// The status was not a success.
    case refused(UInt)

    /// The answer does not have what it should.
    case unexpectedAnswer
}
