package import Metrics
import Synchronization

/// Keeps what swift-metrics is told, by Hummingbird and whoever else, for Prometheus to fetch.
///
/// As much of a back end as this service needs: counters, gauges, and times and other values as histograms.
/// Where you have a back end already, bootstrap that instead.
package final class MetricsRegistry: MetricsFactory {
    fileprivate struct Key: Hashable {
        let name: String
        let labels: [[String]]
    }

    private struct Series {
        var counters: [Key: CountHandler] = [:]
        var gauges: [Key: GaugeHandler] = [:]
        var histograms: [Key: HistogramHandler] = [:]
    }

    private let series = Mutex(Series())

    /// A registry without metrics.
    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series.withLock { $0.counters.handler(for: Key(label, dimensions), CountHandler()) }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series.withLock { $0.gauges.handler(for: Key(label, dimensions), GaugeHandler()) }
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        series.withLock { series -> any RecorderHandler in
            aggregate
                ? series.histograms.handler(for: Key(label, dimensions), HistogramHandler())
                : series.gauges.handler(for: Key(label, dimensions), GaugeHandler())
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series.withLock { $0.histograms.handler(for: Key(label + "_seconds", dimensions), HistogramHandler()) }
    }

    // Metrics live as long as the process: routes and statuses are few.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// Writes all of them, by name, then by labels.
    func write(to text: inout PrometheusText) {
        let series = series.withLock { $0 }
        Self.write(series.counters, .counter, to: &text) { key, handler, text in
            text.add(key.name, key.pairs, handler.value)
        }
        Self.write(series.gauges, .gauge, to: &text) { key, handler, text in
            text.add(key.name, key.pairs, handler.value)
        }
        Self.write(series.histograms, .histogram, to: &text) { key, handler, text in
            handler.write(key.name, key.pairs, to: &text)
        }
    }

    private static func write<Handler>(
        _ series: [Key: Handler],
        _ kind: PrometheusText.Kind,
        to text: inout PrometheusText,
        _ body: (Key, Handler, inout PrometheusText) -> Void
    ) {
        let byName = Dictionary(grouping: series, by: \.key.name).sorted { $0.key < $1.key }
        for (name, members) in byName {
            text.begin(name, kind, "As swift-metrics was told.")
            let ordered = members.sorted { $0.key.labels.lexicographicallyPrecedes($1.key.labels) { $0[1] < $1[1] } }
            for (key, handler) in ordered { body(key, handler, &text) }
        }
    }
}

extension MetricsRegistry.Key {
    init(_ label: String, _ dimensions: [(String, String)]) {
        name = PrometheusText.name(label)
        labels = dimensions.map { [PrometheusText.name($0.0), $0.1] }
    }

    fileprivate var pairs: [(String, String)] { labels.map { ($0[0], $0[1]) } }
}

extension Dictionary where Key == MetricsRegistry.Key {
    /// The handler that there is, or a new one.
    fileprivate mutating func handler(for key: Key, _ new: @autoclosure () -> Value) -> Value {
        if let handler = self[key] { return handler }
        let handler = new()
        self[key] = handler
        return handler
    }
}
