/// A stream's hold on its mailbox.
///
/// The stream's closures own it and nothing else does: when they go, so does the subscription, whether the stream was
/// cancelled, ended, or dropped without ever being read.
final class Subscription: Sendable {
    private let mailbox: Mailbox
    private let forget: @Sendable () -> Void

    init(mailbox: Mailbox, forget: @escaping @Sendable () -> Void) {
        self.mailbox = mailbox
        self.forget = forget
    }

    deinit { cancel() }

    func next() async -> CallNotification? { await mailbox.next() }

    /// Ends the stream at once.
    ///
    /// May be called any number of times.
    func cancel() {
        // In this order: once it is forgotten, what became of its notifications is counted for good.
        mailbox.cancel()
        forget()
    }
}
