import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What signals have asked for, for a loop to see when it next looks.
///
/// A handler may do next to nothing, so it sets a bit. A signal also ends a wait for input; one that comes just before
/// the wait is seen when that times out, a fraction of a second later.
enum Interruptions {
    /// What a signal asks for.
    struct Request: OptionSet {
        let rawValue: UInt32

        /// To end: `SIGINT`, `SIGTERM`, `SIGHUP`, and where there is a screen to restore, `SIGQUIT`.
        static var end: Request { Request(rawValue: 1) }
        /// To stop until continued: `SIGTSTP`.
        static var suspend: Request { Request(rawValue: 2) }
        /// To take up again after a stop: `SIGCONT`.
        static var resume: Request { Request(rawValue: 4) }
        /// To look at the size of the terminal: `SIGWINCH`.
        static var resize: Request { Request(rawValue: 8) }
    }

    /// Lets the signals that end a process set their bit; to be called before any other of these.
    ///
    /// A second one ends the process at once. What was ignored stays so: `nohup` and shells in scripts do that.
    static func noteEnds() {
        noted.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] { note(number, endOnce) }
    }

    /// Lets the signals that concern a screen set their bits.
    static func noteScreenSignals() {
        note(SIGQUIT, endOnce)
        note(SIGTSTP) { _ in request(.suspend) }
        note(SIGCONT) { _ in request(.resume) }
        note(SIGWINCH) { _ in request(.resize) }
    }

    /// What has been asked for since the last time.
    static func take() -> Request { Request(rawValue: noted.exchange(0, ordering: .relaxed)) }

    /// Stops the process as `SIGTSTP` does without a handler; returns once it is continued.
    static func suspendProcess() {
        let handler = signal(SIGTSTP, SIG_DFL)
        raise(SIGTSTP)
        _ = signal(SIGTSTP, handler)
    }

    private static func note(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        // A program that was started from one of Dispatch's threads inherits that all signals are blocked.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, number)
        _ = unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
        let before = signal(number, handler)
        // Functions of C have no `==`: their addresses are compared.
        let ignoring = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
        if unsafe unsafeBitCast(before, to: Int.self) == ignoring { _ = signal(number, SIG_IGN) }
    }
}

/// A handler must not be the first to use a variable that is made when it is first used, so it is none of the type.
private func endOnce(_ number: Int32) {
    request(.end)
    _ = signal(number, SIG_DFL)
}

private func request(_ request: Interruptions.Request) { noted.bitwiseOr(request.rawValue, ordering: .relaxed) }

private let noted = Atomic<UInt32>(0)
