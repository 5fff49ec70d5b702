import CallLifecycle
import CallStorage
import CallTimelineRendering
import HTTPTypes
import Hummingbird

/// What is known of calls, personal data masked: `GET /calls`, `/calls/{id}`, `/calls/{id}/timeline`, `/stats`.
struct CallsRoutes: Sendable {
    let storage: any CallStorage
    let limits: BackendLimits

    func addRoutes(to group: some RouterMethods<BackendContext>) {
        group.get("/calls", use: list)
        group.get("/calls.jsonl", use: lines)
        group.get("/calls/:id", use: call)
        group.get("/calls/:id/timeline", use: timeline)
        for form in TimelineForm.allCases {
            group.get("/calls/:id/timeline.\(form.rawValue)") { request, context in
                try response(try wanted(context), as: form)
            }
        }
        group.get("/stats", use: statistics)
    }

    /// A page of the calls that meet the criteria, the newest first.
    @Sendable
    private func list(_ request: Request, _ context: BackendContext) async throws -> Response {
        let query = try CallQuery(request.uri.queryParameters, paging: limits.pageSize)
        let calls = storage.calls.reconstruction.filtered(by: query.filter)
        let page = CallPage(of: calls.timelines, query)
        let renderer = JSONTimelineRenderer()
        let texts = page.timelines.map { renderer.render($0) }.joined(separator: ",\n")
        let next = try JSONText.of(page.next?.text)
        return .json("{\"total\":\(calls.timelines.count),\"next\":\(next),\"calls\":[\n\(texts)]}")
    }

    /// All calls that meet the criteria and all events without one, in the lines of `call-lifecycle timeline`.
    @Sendable
    private func lines(_ request: Request, _ context: BackendContext) async throws -> Response {
        let query = try CallQuery(request.uri.queryParameters, paging: nil)
        let calls = storage.calls.reconstruction.filtered(by: query.filter)
        let body = ResponseBody { writer in
            let renderer = JSONTimelineRenderer()
            var buffer = ByteBuffer()
            for timeline in calls.timelines {
                buffer.writeString(renderer.render(timeline) + "\n")
                guard buffer.readableBytes > 1 << 16 else { continue }
                try await writer.write(buffer)
                buffer.clear()
            }
            for event in calls.unattributed { buffer.writeString(renderer.render(unattributed: event) + "\n") }
            try await writer.write(buffer)
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/jsonl; charset=utf-8"], body: body)
    }

    /// One call, with what was noted of it.
    @Sendable
    private func call(_ request: Request, _ context: BackendContext) async throws -> Response {
        .json(JSONTimelineRenderer(includingNotes: true).render(try wanted(context)))
    }

    /// One call's timeline in the form that the client accepts.
    @Sendable
    private func timeline(_ request: Request, _ context: BackendContext) async throws -> Response {
        guard let form = TimelineForm(accepting: request.headers[values: .accept]) else {
            throw HTTPError(.notAcceptable, message: "there are application/json, image/svg+xml and text/html")
        }
        return try response(try wanted(context), as: form)
    }

    /// The figures of the calls that meet the criteria.
    @Sendable
    private func statistics(_ request: Request, _ context: BackendContext) async throws -> Response {
        let query = try CallQuery(request.uri.queryParameters, paging: nil)
        let calls = storage.calls.reconstruction.filtered(by: query.filter)
        return .json(JSONStatisticsRenderer().render(CallStatistics(calls)))
    }

    /// The call that the path names.
    private func wanted(_ context: BackendContext) throws -> CallTimeline {
        let id = CallSessionID(try context.parameters.text("id"))
        if let timeline = storage.calls.timeline(id) { return timeline }
        if let tombstone = storage.calls.tombstone(id) {
            throw HTTPError(.gone, message: "no longer kept: \(tombstone.state)")
        }
        throw HTTPError(.notFound, message: "no such call")
    }

    private func response(_ timeline: CallTimeline, as form: TimelineForm) throws -> Response {
        var response = Response.text(form.render(timeline, asOf: storage.calls.now), type: form.mediaType)
        response.headers[.contentSecurityPolicy] = form.policy
        response.headers[.vary] = "Accept"
        return response
    }
}
