import Metrics
import Synchronization

/// A number that only grows.
final class CountHandler: CounterHandler {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// A number that goes up and down.
final class GaugeHandler: MeterHandler, RecorderHandler {
    private let current = Mutex(0.0)

    var value: Double { current.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { current.withLock { $0 = value } }

    func increment(by amount: Double) { current.withLock { $0 += amount } }

    func decrement(by amount: Double) { current.withLock { $0 -= amount } }

    func record(_ value: Int64) { set(value) }

    func record(_ value: Double) { set(value) }
}

/// How often values fell below each of some bounds; times are in seconds.
final class HistogramHandler: TimerHandler, RecorderHandler {
    /// From a tenth of a millisecond to ten seconds: what a request may take.
    private static let bounds = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]

    private struct Values {
        /// How many fell between each bound and the one before; the last ones are above all bounds.
        var counts = Array(repeating: 0, count: bounds.count + 1)
        var sum = 0.0
    }

    private let values = Mutex(Values())

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let place = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        values.withLock { values in
            values.counts[place] += 1
            values.sum += value
        }
    }

    func write(_ name: String, _ labels: [(String, String)], to text: inout PrometheusText) {
        let values = values.withLock { $0 }
        var count = 0
        for (bound, part) in zip(Self.bounds.map { "\($0)" } + ["+Inf"], values.counts) {
            count += part
            text.add(name + "_bucket", labels + [("le", bound)], count)
        }
        text.add(name + "_sum", labels, values.sum)
        text.add(name + "_count", labels, count)
    }
}
