import CallLifecycle
import HTTPTypes
import Hummingbird
import Synchronization

/// Answers 429 to a client that asks too often: a bucket of requests for each, which fills again with time.
final class RateLimitMiddleware: RouterMiddleware {
    private struct Bucket {
        var requests: Double
        var at: ContinuousClock.Instant
    }

    private let limits: BackendLimits
    private let isBehindProxy: Bool
    private let buckets = Mutex<[String: Bucket]>([:])

    init(_ settings: BackendSettings) {
        limits = settings.limits
        isBehindProxy = settings.isBehindProxy
    }

    func handle(
        _ request: Request,
        context: BackendContext,
        next: (Request, BackendContext) async throws -> Response
    ) async throws -> Response {
        if let wait = wait(of: client(of: request, context), at: .now) {
            throw HTTPError(.tooManyRequests, headers: [.retryAfter: "\(wait)"], message: "too many requests")
        }
        return try await next(request, context)
    }

    /// Who asks, as far as it can be told; all that cannot share one bucket.
    private func client(of request: Request, _ context: BackendContext) -> String {
        if isBehindProxy, let last = request.headers[.forwardedFor]?.split(separator: ",").last {
            return last.trimmingSpaces()
        }
        return context.remoteAddress?.ipAddress ?? ""
    }

    /// Takes a request out of the client's bucket.
    ///
    /// - Returns: In how many seconds to ask again; `nil` if it was there.
    func wait(of client: String, at now: ContinuousClock.Instant) -> Int? {
        buckets.withLock { buckets in
            if buckets[client] == nil, buckets.count >= limits.rememberedClients {
                forget(in: &buckets, at: now)
            }
            var bucket = buckets[client] ?? Bucket(requests: Double(limits.requestBurst), at: now)
            let elapsed = (now - bucket.at) / Duration.seconds(1)
            bucket.requests = min(Double(limits.requestBurst), bucket.requests + elapsed * limits.requestsPerSecond)
            bucket.at = now
            defer { buckets[client] = bucket }
            guard bucket.requests < 1 else {
                bucket.requests -= 1
                return nil
            }
            return Int(((1 - bucket.requests) / limits.requestsPerSecond).rounded(.up))
        }
    }

    /// Forgets half of the clients, those that have been quiet longest.
    ///
    /// O(n log n), at most once for every n / 2 new clients.
    private func forget(in buckets: inout [String: Bucket], at now: ContinuousClock.Instant) {
        let oldest = buckets.sorted { $0.value.at < $1.value.at }.prefix(max(1, buckets.count / 2))
        for (client, _) in oldest { buckets[client] = nil }
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
