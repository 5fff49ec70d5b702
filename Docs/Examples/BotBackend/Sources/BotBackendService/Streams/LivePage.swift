import HTTPTypes
import Hummingbird

/// The live page: `GET /`, three files without anything from elsewhere.
///
/// Its policy allows its own script and style and nothing else, and forbids the script to make markup of a text.
struct LivePage: Sendable {
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

    func addRoutes(to group: some RouterMethods<BackendContext>) {
        group.get("/") { _, _ in
            var response = Response.text(PageFiles.page, type: "text/html; charset=utf-8")
            response.headers[.contentSecurityPolicy] = Self.policy
            return response
        }
        group.get("/page.css") { _, _ in Response.text(PageFiles.style, type: "text/css; charset=utf-8") }
        group.get("/page.js") { _, _ in Response.text(PageFiles.script, type: "text/javascript; charset=utf-8") }
    }
}
