package import CallLifecycle
package import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Daily's REST API over HTTP.
///
/// By the client that the toolchain has: a few requests a call need no faster one, and another TLS is minutes to compile.
package struct DailyREST: DailyAPI {
    /// How long a request may take: callers wait meanwhile.
    private static let timeout = 10.0

    private let base: URL
    private let key: String

    /// Daily's API.
    ///
    /// - Parameters:
    ///   - base: Where it is: `https://api.daily.co/v1`.
    ///   - key: The domain's API key.
    package init(base: URL, key: String) {
        self.base = base
        self.key = key
    }

    package func startDialOut(to destination: CallAddress, from room: DailyRoom) async throws -> CallSessionID {
        struct Started: Decodable { let sessionId: String }
        let isSIP = destination.rawValue.lowercased().hasPrefix("sip")
        let body = [isSIP ? "sipUri" : "phoneNumber": destination.rawValue]
        let answer = try await post("rooms/\(room.name)/dialOut/start", body)
        guard let started = try? JSONDecoder().decode(Started.self, from: answer), !started.sessionId.isEmpty else {
            throw DailyError.unexpectedAnswer
        }
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

    @discardableResult
    private func post(_ path: String, _ body: some Encodable) async throws -> Data {
        var request = URLRequest(url: base.appending(path: path), timeoutInterval: Self.timeout)
        request.httpMethod = "POST"
        request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONEncoder().encode(body)
        let (answer, response): (Data, URLResponse)
        do {
            (answer, response) = try await URLSession.shared.data(for: request)
        } catch {
            try Task.checkCancellation()
            throw DailyError.noAnswer
        }
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else { throw DailyError.refused(status) }
        return answer
    }
}

/// Why Daily did not do what it was asked for; without anything from the answer, which may quote a number.
package enum DailyError: Error, Sendable, Hashable {
    /// Daily cannot be reached, or has not answered in time: it may have done what it was asked for.
    case noAnswer

    /// The status was not a success.
    case refused(Int)

    /// The answer does not have what it should.
    case unexpectedAnswer
}
