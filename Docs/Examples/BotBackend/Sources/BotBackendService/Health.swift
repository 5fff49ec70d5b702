import CallStorage
import HTTPTypes
import Hummingbird
import Logging

/// Whether the service can keep events: `GET /healthz`, for load balancers, so without a token.
struct HealthRoute: Sendable {
    let storage: any CallStorage

    func addRoute(to group: some RouterMethods<BackendContext>) {
        group.get("/healthz") { _, context in
            switch storage.health {
            case .well: return Response.json("{\"status\":\"well\"}")
            case .impaired(let reason):
                // What exactly is for the log: anybody may ask.
                context.logger.error("impaired", metadata: ["reason": "\(reason)"])
                return Response.json("{\"status\":\"impaired\"}", status: .serviceUnavailable)
            }
        }
    }
}
