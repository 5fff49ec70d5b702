import CallLifecycle
import CallStorage
import Hummingbird

/// The counters of the engine and of the HTTP side: `GET /metrics`, as Prometheus text.
struct MetricsRoute: Sendable {
    let storage: any CallStorage
    let streams: EventStreams
    let registry: MetricsRegistry?

    func addRoute(to group: some RouterMethods<BackendContext>) {
        group.get("/metrics") { _, _ in
            var text = PrometheusText()
            text.add(storage.calls.counters)
            text.add("calls_storage_well", .gauge, "Whether events can be kept.", storage.health.isWell ? 1 : 0)
            text.add("calls_event_streams", .gauge, "Event streams that are open.", streams.count)
            registry?.write(to: &text)
            return Response.text(text.text, type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }
}
