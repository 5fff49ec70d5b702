import Benchmark
import Workloads

let benchmarks: @Sendable () -> Void = {
    unsafe Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .instructions, .peakMemoryResident],
        warmupIterations: 1,
        maxDuration: .seconds(3),
        maxIterations: 20
    )
    for workload in Workload.all {
        Benchmark(workload.name) { benchmark in
            let prepared = workload.prepared()
            benchmark.startMeasurement()
            await prepared.run()
            benchmark.stopMeasurement()
        }
    }
}
