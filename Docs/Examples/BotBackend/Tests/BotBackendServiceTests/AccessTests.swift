import CallLifecycle
import CallLifecycleTesting
import Hummingbird
import Testing

@testable import BotBackendService

@Suite("Access")
struct AccessTests {
    private static let readersPaths = [
        "/", "/page.js", "/calls", "/calls.jsonl", "/calls/in-1", "/calls/in-1/timeline", "/calls/in-1/timeline.svg",
        "/stats", "/metrics", "/transitions", "/live",
    ]

    private static let guarded: Backend = {
        var backend = Backend()
        backend.settings.readToken = AccessToken(Backend.readToken)
        backend.settings.botToken = AccessToken(Backend.botToken)
        backend.play(.completedDialIn)
        return backend
    }()

    @Test("to whatever tells of calls needs the token for looking on", arguments: readersPaths)
    func reading(path: String) async throws {
        try await Self.guarded.test { client async throws in
            for wrong in [nil, "Bearer ", "Bearer \(Backend.botToken)", "Basic \(Backend.readToken)"] {
                var headers: HTTPFields = [:]
                headers[.authorization] = wrong
                let response = try await client.get(path, headers)
                #expect(response.status == .unauthorized && response.headers[.wwwAuthenticate] == "Bearer")
                #expect(!response.text.contains("in-1"))
            }
            // Streams never end.
            guard path != "/transitions", path != "/live" else { return }
            let response = try await client.get(path, [.authorization: "bearer \(Backend.readToken)"])
            #expect(response.status == .ok)
        }
    }

    @Test("to what changes anything needs a bot's token, and no cookie will do")
    func writing() async throws {
        try await Self.guarded.test { client async throws in
            let cookie = try #require(AccessToken(Backend.readToken)).cookie
            for headers: HTTPFields in [
                [:], [.authorization: "Bearer \(Backend.readToken)"], [.cookie: "calls=\(cookie)"],
            ] {
                #expect(try await client.post("/events", "", headers).status == .unauthorized)
            }
            #expect(try await client.post("/events", "", [.authorization: "Bearer \(Backend.botToken)"]).status == .ok)
        }
    }

    @Test("for a person is a form, and a cookie that scripts and other sites do not get")
    func loggingIn() async throws {
        try await Self.guarded.test { client async throws in
            let turnedAway = try await client.get("/", [.accept: "text/html,*/*"])
            #expect(turnedAway.status == .seeOther && turnedAway.headers[.location] == "/login")
            #expect(try await client.get("/login").text.contains("<form"))
            #expect(try await client.get("/login.css").status == .ok)

            let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let wrong = try await client.post("/login", "token=\(Backend.botToken)", form)
            #expect(wrong.status == .forbidden && wrong.headers[.setCookie] == nil)

            let right = try await client.post("/login", "token=\(Backend.readToken)", form)
            let cookie = try #require(right.headers[.setCookie])
            #expect(right.status == .seeOther)
            for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(attribute)) }
            #expect(!cookie.contains(Backend.readToken))
            #expect(!LoginRoutes.needsTLS(at: "localhost:8080") && !LoginRoutes.needsTLS(at: "[::1]:8080"))
            #expect(LoginRoutes.needsTLS(at: "calls.example.com") && LoginRoutes.needsTLS(at: "localhost.example.com"))
            let kept = String(cookie.prefix { $0 != ";" })
            #expect(try await client.get("/calls", [.cookie: kept]).status == .ok)
            #expect(try await client.get("/calls", [.cookie: kept + "0"]).status == .unauthorized)
            #expect(try await client.get("/calls", [.cookie: "calls=\(Backend.readToken)"]).status == .unauthorized)
        }
    }

    @Test("to the health of the service is everybody's")
    func health() async throws {
        try await Self.guarded.test { client async throws in
            let response = try await client.get("/healthz")
            #expect(response.text == "{\"status\":\"well\"}\n")
        }
    }

    @Test("is by tokens that cannot be guessed")
    func shortToken() {
        #expect(AccessToken("fifteen letters") == nil)
        #expect(AccessToken("sixteen letters!") != nil)
    }

    @Test("is refused for a while to a client that asks too often, and to no other")
    func rate() throws {
        var settings = BackendSettings()
        settings.limits.requestBurst = 3
        settings.limits.requestsPerSecond = 0.5
        settings.limits.rememberedClients = 4
        let limiter = RateLimitMiddleware(settings)
        let start = ContinuousClock.now
        #expect((0..<4).map { _ in limiter.wait(of: "a", at: start) } == [nil, nil, nil, 2])
        #expect(limiter.wait(of: "b", at: start) == nil)
        #expect(limiter.wait(of: "a", at: start + .seconds(1)) == 1)
        #expect(limiter.wait(of: "a", at: start + .seconds(2)) == nil)
        // However many clients there are, the busiest is remembered.
        for number in 0..<100 { _ = limiter.wait(of: "other \(number)", at: start + .milliseconds(number)) }
        #expect(limiter.wait(of: "a", at: start + .seconds(2)) == 2)
    }

    @Test("over HTTP is limited, too")
    func rateOverHTTP() async throws {
        var backend = Backend()
        backend.settings.limits.requestBurst = 2
        backend.settings.limits.requestsPerSecond = 0.001
        backend.settings.isBehindProxy = true
        try await backend.test { client async throws in
            let one: HTTPFields = [.forwardedFor: "10.0.0.1, 192.0.2.1"]
            for status in [.ok, .ok, .tooManyRequests] as [HTTPResponse.Status] {
                let response = try await client.get("/calls", one)
                #expect(response.status == status)
            }
            #expect(try await client.get("/calls", [.forwardedFor: "192.0.2.1, 10.0.0.1"]).status == .ok)
            #expect(try await client.get("/healthz", one).status == .ok)
        }
    }

    @Test("is told to browsers: nothing is kept, guessed, framed or fetched from elsewhere")
    func headers() async throws {
        try await Self.guarded.test { client async throws in
            for path in ["/", "/calls", "/calls/in-1/timeline.html", "/calls/in-1/timeline.svg", "/nowhere", "/login"] {
                let response = try await client.get(path, [.authorization: "Bearer \(Backend.readToken)"])
                let policy = try #require(response.headers[.contentSecurityPolicy])
                #expect(policy.contains("frame-ancestors 'none'"), "\(path)")
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
                #expect(response.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test("is refused in words, whoever refuses")
    func words() async throws {
        var backend = Backend()
        backend.settings.limits.eventBytes = 10
        let long = SignedWebhook(String(repeating: " ", count: CallEventDecoder.maximumLength + 1))
        try await backend.test { client async throws in
            let answers = [
                (try await client.get("/nowhere"), 404, "Not Found"),
                (try await client.get("/calls/nobody"), 404, "no such call"),
                (try await client.post("/events", "{\"action\":\"x\"}"), 413, "Content Too Large"),
                (try await client.post(long), 413, "Content Too Large"),
            ]
            for (answer, status, words) in answers {
                #expect(answer.status.code == status)
                #expect(answer.text == "{\"error\":{\"message\":\"\(words)\"}}")
                #expect(answer.headers[values: .contentLength] == ["\(answer.text.utf8.count)"])
            }
        }
    }
}
