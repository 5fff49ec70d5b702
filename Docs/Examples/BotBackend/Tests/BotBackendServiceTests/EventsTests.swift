import CallLifecycle
import CallLifecycleTesting
import Hummingbird
import Testing

@testable import BotBackendService

@Suite("Client events as lines")
struct EventsTests {
    @Test("are kept; a line that cannot be read is named, and the rest is served")
    func taking() async throws {
        let backend = Backend()
        let lines = CallScenario.answeredDialOut.jsonLines.split(separator: "\n")
        let body = ([lines[0], "{\"action\":\"dialout-answered\"", "", "{\"secret\":\"+14155550123\"}"] + lines[1...])
            .joined(separator: "\r\n")
        try await backend.test { client async throws in
            let response = try await client.post("/events", body)
            #expect(response.status == .ok)
            #expect(response.text.contains("\"taken\":\(lines.count)") && response.text.contains("\"unread\":2"))
            #expect(response.text.contains("\"line\":2") && response.text.contains("\"line\":4"))
            #expect(!response.text.contains("4155550123"))
        }
        let expected = try #require(CallScenario.answeredDialOut.timeline)
        #expect(backend.storage.engine.timelines == [expected])
    }

    @Test("may come in any number and in pieces of any size")
    func streaming() async throws {
        let backend = Backend()
        let calls = (0..<400).map { CallScenario.completedDialIn.renamed(to: "in-\($0)") }
        try await backend.test { client async throws in
            let body = calls.map(\.jsonLines).joined()
            #expect(try await client.post("/events", body).status == .ok)
        }
        #expect(backend.storage.engine.sessions.count == calls.count)
    }

    @Test("without a stamp are refused: each delivery would be another event")
    func stamps() async throws {
        let backend = Backend()
        try await backend.test { client async throws in
            let line = #"{"action":"dialin-connected","sessionId":"in-1"}"#
            let response = try await client.post("/events", line)
            #expect(response.status == .unprocessableContent)
            #expect(response.text.contains("timestamp"))
        }
        #expect(backend.storage.engine.sessions.isEmpty)
    }

    @Test("are bounded in bytes")
    func bounding() async throws {
        var backend = Backend()
        backend.settings.limits.eventBytes = 1000
        try await backend.test { client async throws in
            let body = String(repeating: "\n", count: 1001)
            #expect(try await client.post("/events", body).status == .contentTooLarge)
            #expect(try await client.post("/events", String(repeating: "\n", count: 1000)).status == .ok)
        }
    }

    @Test("that could not be kept are not answered with a success")
    func failing() async throws {
        let backend = Backend()
        backend.storage.isFailing = true
        try await backend.test { client async throws in
            let response = try await client.post("/events", CallScenario.completedDialIn.jsonLines)
            #expect(response.status == .serviceUnavailable)
        }
    }
}

extension CallScenario {
    /// The same call of another session.
    func renamed(to id: CallSessionID) -> CallScenario {
        .dialIn(session: id).connected().talks(for: .seconds(60)).stopped()
    }
}
