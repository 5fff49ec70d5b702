import Dispatch

/// Does a number of pieces of work, each known by its index, at the same time.
///
/// With one of them, or one processor, on this thread.
func inParallel(_ count: Int, _ work: @Sendable (Int) -> Void) {
    guard count > 1, processorCount() > 1 else {
        for index in 0..<count { work(index) }
        return
    }
    DispatchQueue.concurrentPerform(iterations: count, execute: work)
}
