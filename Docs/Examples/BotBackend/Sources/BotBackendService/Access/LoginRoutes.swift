import HTTPTypes
import Hummingbird
import Logging

/// Where a person enters the token for looking on: `GET /login`, `POST /login`.
///
/// A browser sends no bearer token of its own accord, so it gets a cookie: of this site only, out of reach of scripts,
/// and worth nothing but looking on.
struct LoginRoutes: Sendable {
    private struct Form: Decodable {
        let token: String
    }

    let token: AccessToken?

    func addRoutes(to group: some RouterMethods<BackendContext>) {
        group.get("/login") { _, _ in Self.form(wasWrong: false) }
        group.get("/login.css") { _, _ in
            Response.text(PageFiles.style, type: "text/css; charset=utf-8")
        }
        group.post("/login", use: logIn)
    }

    @Sendable
    private func logIn(_ request: Request, _ context: BackendContext) async throws -> Response {
        let form = try await URLEncodedFormDecoder().decode(Form.self, from: request, context: context)
        guard let token else { return Response(status: .seeOther, headers: [.location: "/"]) }
        guard token.matches(form.token) else {
            context.logger.notice("wrong token at login")
            return Self.form(wasWrong: true)
        }
        let cookie = "\(AccessMiddleware.cookieName)=\(token.cookie); HttpOnly; SameSite=Strict; Path=/"
        let attribute = Self.needsTLS(at: request.head.authority) ? "; Secure" : ""
        return Response(status: .seeOther, headers: [.location: "/", .setCookie: cookie + attribute])
    }

    /// Whether a browser should send the cookie over TLS only: anywhere but on this machine.
    static func needsTLS(at authority: String?) -> Bool {
        guard let authority else { return true }
        return !["127.0.0.1", "localhost", "[::1]"].contains { authority == $0 || authority.hasPrefix("\($0):") }
    }

    private static func form(wasWrong: Bool) -> Response {
        var response = Response.text(
            PageFiles.login.replacing("<!-- NOTICE -->", with: wasWrong ? "<p role=\"alert\">That is not it.</p>" : ""),
            type: "text/html; charset=utf-8",
            status: wasWrong ? .forbidden : .ok
        )
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        return response
    }
}
