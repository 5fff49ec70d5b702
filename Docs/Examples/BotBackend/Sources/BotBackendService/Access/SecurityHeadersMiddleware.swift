import HTTPTypes
import Hummingbird

/// Tells browsers to keep nothing, guess nothing, and show nothing in another site's frame; and gives every error a body.
struct SecurityHeadersMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: BackendContext,
        next: (Request, BackendContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
            // Whoever threw it did not say what it is, such as where a path has no route.
            if response.body.contentLength == 0 {
                response.headers[.contentLength] = nil
                response = try HTTPError(
                    response.status,
                    headers: response.headers,
                    message: response.status.reasonPhrase
                )
                .response(from: request, context: context)
            }
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        return response
    }
}
