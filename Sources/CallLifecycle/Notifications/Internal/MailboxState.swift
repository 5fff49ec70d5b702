/// What a subscriber's mailbox holds: the pure part, without a lock and without effects.
///
/// Notifications that nobody waits for are kept up to a capacity, then the oldest are dropped and counted. The count
/// is delivered, as ``CallNotification/missed(count:)``, before the next notification that was kept. At every moment
/// published = delivered + missed + waiting + discarded.
struct MailboxState<Waiter: Sendable>: Sendable {
    /// A waiter and what to wake it with.
    struct Wakeup: Sendable {
        let waiter: Waiter
        let notification: CallNotification?
    }

    /// A ring that grows up to the capacity, so that a watcher of one quiet session costs next to nothing.
    private var slots: [CallNotification?] = []
    private var head = 0
    private let capacity: Int
    private(set) var count = 0
    /// How many were missed since the reader was last told so.
    private var missed = 0
    private var tally = CallDeliveryCounters()
    /// Who waits, first come first.
    ///
    /// Empty whenever something is kept.
    private var waiters: [Waiter] = []
    private(set) var isFinished = false

    /// What became of everything that was published.
    var counters: CallDeliveryCounters {
        var counters = tally
        counters.waiting = count
        return counters
    }

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// Keeps a notification, or says whom to give it to.
    mutating func publish(_ notification: CallNotification) -> Wakeup? {
        guard !isFinished else { return nil }
        tally.published += 1
        if !waiters.isEmpty {
            tally.delivered += 1
            return Wakeup(waiter: waiters.removeFirst(), notification: notification)
        }
        if count == capacity {
            slots[head] = notification
            head = (head + 1) % slots.count
            missed += 1
            tally.missed += 1
        } else {
            if count == slots.count { grow() }
            slots[(head + count) % slots.count] = notification
            count += 1
        }
        return nil
    }

    private mutating func grow() {
        slots = Array(slots[head...] + slots[..<head])
        head = 0
        slots += Array(repeating: nil, count: min(max(4, count), capacity - count))
    }

    /// What a reader gets at once: a notification, or the end.
    ///
    /// `nil` if it has to wait.
    mutating func take() -> CallNotification?? {
        if missed > 0 {
            defer { missed = 0 }
            return .missed(count: missed)
        }
        guard count > 0 else { return isFinished ? .some(nil) : nil }
        let notification = slots[head]
        slots[head] = nil
        head = (head + 1) % slots.count
        count -= 1
        tally.delivered += 1
        return notification
    }

    /// What a reader gets at once; if it has to wait, it is kept until there is something.
    mutating func take(orWait waiter: Waiter) -> CallNotification?? {
        let taken = take()
        if taken == nil { waiters.append(waiter) }
        return taken
    }

    /// Takes nothing more; what is kept can still be taken.
    ///
    /// Returns whom to tell that nothing will come.
    mutating func finish() -> [Wakeup] {
        isFinished = true
        defer { waiters = [] }
        return waiters.map { Wakeup(waiter: $0, notification: nil) }
    }

    /// Takes nothing more and forgets what is kept.
    mutating func cancel() -> [Wakeup] {
        tally.discarded += count
        slots = []
        (head, count, missed) = (0, 0, 0)
        return finish()
    }
}
