import HTTPTypes
import Hummingbird

/// Lets through whoever shows a token.
struct AccessMiddleware: RouterMiddleware {
    /// The name of the cookie in which a browser shows it.
    static let cookieName = "calls"

    /// The token; `nil` lets everybody through.
    let token: AccessToken?

    /// Whether a browser's cookie will do: only where a request changes nothing.
    let takesCookie: Bool

    func handle(
        _ request: Request,
        context: BackendContext,
        next: (Request, BackendContext) async throws -> Response
    ) async throws -> Response {
        guard let token, !isAuthorized(request, token) else { return try await next(request, context) }
        // A person goes on to where the token can be entered.
        if takesCookie, request.method == .get, request.headers[.accept]?.contains("text/html") == true {
            return Response(status: .seeOther, headers: [.location: "/login"])
        }
        throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"], message: "a bearer token is needed")
    }

    private func isAuthorized(_ request: Request, _ token: AccessToken) -> Bool {
        let scheme = "bearer "
        if let value = request.headers[.authorization], value.prefix(scheme.count).lowercased() == scheme {
            return token.matches(String(value.dropFirst(scheme.count)))
        }
        guard takesCookie, let cookie = request.cookies[Self.cookieName] else { return false }
        return token.matches(cookie: cookie.value)
    }
}
