import Dispatch
import Workloads

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs what is measured, for scripts.
///
/// `workload list`; `workload ingest-open 5`, so often; `workload growth 1000000`; `workload scripted 100000`; `workload
/// count ingest-open`, once and on the main thread alone, since callgrind cannot tell apart what several do.
@main
enum Main {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "list": for workload in Workload.all { print(workload.name, workload.operations) }
        case "growth": for calls in arguments.dropFirst().compactMap({ Int($0) }) { report(Growth(calls: calls)) }
        case "scripted":
            for calls in arguments.dropFirst().compactMap({ Int($0) }) { report(ScriptedCalls(calls: calls)) }
        case "count": precondition(workload(arguments.dropFirst().first ?? "").prepared().runAlone(), "one thread")
        case let name?:
            let workload = workload(name)
            let repetitions = arguments.dropFirst().first.flatMap { Int($0) } ?? 1
            Task {
                await run(workload, repetitions)
                exit(0)
            }
            dispatchMain()
        case nil: print("usage: workload list | growth CALLS… | scripted CALLS… | count NAME | NAME [REPETITIONS]")
        }
    }

    private static func workload(_ name: String) -> Workload {
        guard let workload = Workload.named(name) else { fatalError("no workload is called \(name)") }
        return workload
    }

    /// Runs it, and prints how many nanoseconds an operation took in each repetition.
    private static func run(_ workload: Workload, _ repetitions: Int) async {
        for _ in 0..<repetitions {
            let prepared = workload.prepared()
            let time = await ContinuousClock().measure { await prepared.run() }
            print(workload.name, time / .nanoseconds(1) / Double(workload.operations))
        }
    }

    private static func report(_ growth: Growth) {
        print("growth", growth.calls, growth.engine, growth.dictionary, growth.bytes)
    }

    private static func report(_ scripted: ScriptedCalls) {
        print("scripted", scripted.calls, scripted.operation, scripted.bytes)
    }
}
