import Dispatch

/// Runs an actor's jobs one after the other where they may block, so that no thread of the concurrency runtime does.
///
/// libpq waits for its server; while it does, nothing else of the service waits with it.
final class BlockingThread: SerialExecutor {
    private let queue: DispatchQueue

    init(_ name: String) { queue = DispatchQueue(label: name) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }
}
