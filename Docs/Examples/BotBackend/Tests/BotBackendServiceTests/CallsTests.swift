import CallLifecycle
import CallLifecycleTesting
import CallTimelineRendering
import Hummingbird
import Testing

@testable import BotBackendService

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Calls")
struct CallsTests {
    private struct Page: Decodable {
        struct Call: Decodable { let sessionId: String }
        let total: Int
        let next: String?
        let calls: [Call]
    }

    private static func page(_ client: RouterClient, _ query: String) async throws -> Page {
        let response = try await client.get("/calls?" + query)
        #expect(response.status == .ok, "\(response.text)")
        return try JSONDecoder().decode(Page.self, from: Data(response.text.utf8))
    }

    @Test("are listed page by page, the newest first, each once whatever comes meanwhile")
    func paging() async throws {
        let backend = Backend()
        for number in 0..<7 { backend.play(.dialIn(session: "in-\(number)").connected()) }
        try await backend.test { client async throws in
            var seen: [String] = []
            var next: String?
            repeat {
                let page = try await Self.page(client, "limit=3" + (next.map { "&after=\($0)" } ?? ""))
                #expect(page.calls.count <= 3)
                seen += page.calls.map(\.sessionId)
                next = page.next
                let later = CallScenario.defaultStart.advanced(by: .seconds(60))
                backend.play(.dialIn(session: CallSessionID("later-\(seen.count)"), startingAt: later).connected())
            } while next != nil
            #expect(seen == (0..<7).reversed().map { "in-\($0)" })
        }
    }

    @Test("are filtered, and what is not known of a filter is refused")
    func filtering() async throws {
        let backend = Backend()
        backend.play(.answeredDialOut)
        backend.play(.dialIn(session: "in-2").connected())
        try await backend.test { client async throws in
            let expected = [
                "": ["out-1", "in-2"], "open=true": ["in-2"], "direction=dial-out": ["out-1"],
                "session=in": ["in-2"], "disposition=answered": ["out-1"],
                "state=stopped&state=connected": ["out-1", "in-2"],
                "illegal=true": [], "since=2026-03-01T12:00:00Z": [], "longer-than=3600": [],
            ]
            for (query, ids) in expected {
                let page = try await Self.page(client, query)
                #expect(Set(page.calls.map(\.sessionId)) == Set(ids), "\(query)")
            }
            for query in [
                "state=+14155550123", "open=false", "limit=0", "limit=501", "after=x", "since=yesterday",
                "longer-than=-1", "stat=open",
            ] {
                let response = try await client.get("/calls?" + query)
                #expect(response.status == .badRequest, "\(query)")
                #expect(!response.text.contains("4155550123"))
                #expect(response.text.contains("\"message\":\"\(query.prefix { $0 != "=" }): "), "\(response.text)")
            }
            #expect(try await client.get("/calls.jsonl?limit=3").status == .badRequest)
        }
    }

    @Test("as lines are what the command writes of their events")
    func lines() async throws {
        let backend = Backend()
        let calls = CallScenario.answeredDialOut.alongside(.completedDialIn).alongside(.dialOutThatFailsToStart)
        backend.play(calls)
        try await backend.test { client async throws in
            let response = try await client.get("/calls.jsonl")
            #expect(response.text == JSONTimelineRenderer().render(calls.reconstruction))
            #expect(response.text.contains("unattributed"))
        }
    }

    @Test("have a timeline in the form that is asked for by name, or accepted")
    func forms() async throws {
        let backend = Backend()
        backend.play(.answeredDialOut)
        let timeline = try #require(CallScenario.answeredDialOut.timeline)
        try await backend.test { client async throws in
            for form in TimelineForm.allCases {
                let response = try await client.get("/calls/out-1/timeline.\(form.rawValue)")
                #expect(response.text == form.render(timeline, asOf: nil))
                #expect(response.headers[.contentType] == form.mediaType)
            }
            let accepted = [
                nil: "application/json", "text/html,application/xhtml+xml,*/*;q=0.8": "text/html",
                "image/*": "image/svg+xml", "*/*": "application/json",
                "application/json;q=0.1, image/svg+xml": "image/svg+xml",
            ]
            for (accept, type) in accepted {
                var headers: HTTPFields = [:]
                headers[.accept] = accept
                let response = try await client.get("/calls/out-1/timeline", headers)
                #expect(response.headers[.contentType]?.hasPrefix(type) == true, "\(accept ?? "nothing")")
            }
            #expect(try await client.get("/calls/out-1/timeline", [.accept: "text/csv"]).status == .notAcceptable)
            #expect(try await client.get("/calls/out-1/timeline", [.accept: "*/*;q=0"]).status == .notAcceptable)
            #expect(try await client.get("/calls/nobody/timeline.svg").status == .notFound)
        }
    }

    @Test("are shown alone, with what was noted of them")
    func alone() async throws {
        let backend = Backend()
        backend.play(.answeredDialOut)
        backend.storage.engine.correlate("out-1", with: "order-42", at: .now)
        try await backend.test { client async throws in
            let response = try await client.get("/calls/out-1")
            #expect(response.text.contains("order-42"))
            #expect(try await client.get("/calls/nobody").status == .notFound)
        }
    }

    @Test("are found by whatever stands in their IDs")
    func ids() async throws {
        let backend = Backend()
        backend.play(.dialIn(session: "<b> ä/%41").connected())
        try await backend.test { client async throws in
            #expect(try await client.get("/calls/%3Cb%3E%20%C3%A4%2F%2541/timeline.svg").status == .ok)
            for text in ["%", "%4", "%zz", "%+4", "%FF"] {
                #expect(try await client.get("/calls/\(text)").status == .badRequest, "\(text)")
            }
        }
    }

    @Test("that are no longer kept are gone, and not unknown")
    func gone() async throws {
        let backend = Backend()
        backend.play(.answeredDialOut)
        backend.storage.engine.advance(to: CallScenario.answeredDialOut.endsAt.advanced(by: .seconds(7200)))
        try await backend.test { client async throws in
            let response = try await client.get("/calls/out-1")
            #expect(response.status == .gone)
        }
    }

    @Test("come to figures, and to counters as Prometheus reads them")
    func figures() async throws {
        let backend = Backend()
        backend.play(.answeredDialOut)
        backend.play(.dialIn(session: "in-2").connected())
        try await backend.test { client async throws in
            let figures = try await client.get("/stats?direction=dial-out").text
            #expect(figures.contains("\"answerSeizureRatio\":{\"value\":1.0,\"count\":1,\"total\":1}"))
            let metrics = try await client.get("/metrics").text
            for line in [
                #"calls_events_total{outcome="transition"} 5"#, #"calls_open{direction="dial-in",state="connected"} 1"#,
                "calls_transitions_total 5", "calls_ended_kept 1", "calls_storage_well 1",
            ] {
                #expect(metrics.split(separator: "\n").contains(Substring(line)), "\(line)\n\(metrics)")
            }
        }
    }

    @Test("are never shown with a number, a message or a header of anybody")
    func privacy() async throws {
        let backend = Backend()
        let number = "4155550123"
        backend.play(.dialOut(to: "+14155550123").requested().connected().failed("no route to +14155550123"))
        backend.play(.dialIn(from: "+14155550123", at: "sip:14155550123@sip.daily.co").endpointReady().connected())
        backend.storage.engine.correlate("out-1", with: "order of +14155550123", at: .now)
        try await backend.test { client async throws in
            for path in [
                "/calls", "/calls.jsonl", "/calls/out-1", "/calls/in-1", "/calls/out-1/timeline.html",
                "/calls/in-1/timeline.svg", "/calls/in-1/timeline.json", "/stats", "/metrics",
            ] {
                let text = try await client.get(path).text
                #expect(!text.contains(number), "\(path)")
            }
        }
        var live = LiveEvents(calls: backend.storage.calls, now: { .now }).makeAsyncIterator()
        let snapshot = try #require(try await live.next())
        #expect(snapshot.data.contains("in-1") && !snapshot.data.contains(number))
    }
}
