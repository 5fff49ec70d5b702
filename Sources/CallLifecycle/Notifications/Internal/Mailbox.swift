/// A subscriber's bounded mailbox.
///
/// It is filled under the engine's lock, so that every subscriber sees the same order, and it has a small lock of its
/// own, which is always taken last. Nobody is woken under either: ``publish(_:)`` returns whom to wake.
final class Mailbox: Sendable {
    typealias Waiter = CheckedContinuation<CallNotification?, Never>
    typealias Wakeup = MailboxState<Waiter>.Wakeup

    private let state: Locked<MailboxState<Waiter>>

    init(capacity: Int) {
        state = Locked(MailboxState(capacity: capacity))
    }

    /// Puts a notification in.
    ///
    /// The caller resumes the wake-up once it holds no lock.
    func publish(_ notification: CallNotification) -> Wakeup? {
        state.withLock { $0.publish(notification) }
    }

    /// The next notification; waits for it; `nil` once finished and empty.
    func next() async -> CallNotification? {
        if let taken = state.withLock({ $0.take() }) { return taken }
        return await withCheckedContinuation { waiter in
            if let taken = state.withLock({ $0.take(orWait: waiter) }) { waiter.resume(returning: taken) }
        }
    }

    /// Lets readers take what is left, and then end.
    ///
    /// The caller resumes the wake-ups once it holds no lock.
    func finish() -> [Wakeup] {
        state.withLock { $0.finish() }
    }

    /// What became of everything that was published.
    var counters: CallDeliveryCounters { state.withLock { $0.counters } }

    /// Ends all readers at once.
    ///
    /// May be called any number of times, but not under the engine's lock.
    func cancel() {
        state.withLock { $0.cancel() }.resume()
    }
}

extension [Mailbox.Wakeup] {
    /// Wakes everyone, in order.
    ///
    /// Never under a lock.
    func resume() {
        for wakeup in self { wakeup.waiter.resume(returning: wakeup.notification) }
    }
}
