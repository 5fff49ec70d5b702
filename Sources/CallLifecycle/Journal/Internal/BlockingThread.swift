import Dispatch

/// Runs an actor's jobs one after the other where they may block, so that no thread of the concurrency runtime does.
final class BlockingThread: SerialExecutor {
    private let queue: DispatchQueue

    init(_ name: String) { queue = DispatchQueue(label: name) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.unowned) }
    }

    /// The executor as its actor names it: an actor keeps its own alive.
    var unowned: UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }
}
