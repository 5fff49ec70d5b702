import CallLifecycle

/// Subscribers and waiters that come and go: each stays for one round.
///
/// They are read to some point and cancelled, dropped unread, dropped after a few notifications, or ended by their
/// session's end; waiters are answered, time out or are cancelled.
struct Visitors {
    /// How waiting ended.
    enum Ending: String, Sendable, CaseIterable {
        case reached
        case unreachable
        case timedOut
        case abandoned
        case cancelled
        /// The answer was about another session.
        case wrong
    }

    private var random: SplitMix
    private var readers: [Task<Heard, Never>] = []
    private var unread: [AsyncStream<CallNotification>] = []
    private var waiters: [Task<Ending, Never>] = []
    /// What all readers that have left had heard, but for what was missed and not told.
    private(set) var heard = Heard()
    private(set) var endings: [Ending: Int] = [:]
    private(set) var visitorCount = 0

    init(seed: UInt64) { random = SplitMix(seed, 0x7157) }

    /// Lets some subscribers come, and if asked some waiters, before calls with these numbers start.
    mutating func arrive(_ calls: Range<Int>, at engine: CallSessionEngine, withWaiters: Bool) {
        visit(engine.notifications(of: scope(calls), bufferingNewest: random.number(1..<64)), leavingAfter: .max)
        visit(engine.notifications(of: scope(calls)), leavingAfter: random.number(1..<20))
        visit(engine.watch(.session(call(calls))).notifications, leavingAfter: .max)
        unread.append(engine.notifications(of: scope(calls), bufferingNewest: random.number(1..<64)))
        visitorCount += 4
        guard withWaiters else { return }
        for milestone in CallMilestone.allCases {
            wait(engine, for: call(calls), milestone, within: .seconds(20))
        }
        wait(engine, for: call(calls), .ended, within: nil)
        wait(engine, for: "nobody", .ended, within: .milliseconds(1))
    }

    /// Sends everybody away, and sees them go.
    mutating func leave() async {
        unread = []
        for reader in readers { reader.cancel() }
        for reader in readers { heard = heard + (await reader.value) }
        readers = []
        for waiter in waiters { waiter.cancel() }
        for waiter in waiters { endings[await waiter.value, default: 0] += 1 }
        waiters = []
    }

    private mutating func call(_ calls: Range<Int>) -> CallSessionID { SoakCall.id(random.number(calls)) }

    private mutating func scope(_ calls: Range<Int>) -> CallNotificationScope {
        switch random.number(0..<4) {
        case 0: .everything
        case 1: .direction(.dialIn)
        case 2: .direction(.dialOut)
        default: .session(call(calls))
        }
    }

    private mutating func visit(_ notifications: AsyncStream<CallNotification>, leavingAfter maximum: Int) {
        readers.append(
            Task {
                var heard = Heard()
                for await notification in notifications {
                    if case .missed(let count) = notification { heard.missed += count } else { heard.delivered += 1 }
                    if heard.delivered >= maximum { break }
                }
                return heard
            }
        )
    }

    private mutating func wait(
        _ engine: CallSessionEngine,
        for id: CallSessionID,
        _ milestone: CallMilestone,
        within limit: Duration?
    ) {
        waiters.append(
            Task {
                do {
                    switch try await engine.outcome(of: id, reaching: milestone, within: limit) {
                    case .reached(let session): return session.id == id ? .reached : .wrong
                    case .unreachable(let session): return session.id == id ? .unreachable : .wrong
                    case .timedOut: return .timedOut
                    case .abandoned: return .abandoned
                    }
                } catch {
                    return .cancelled
                }
            }
        )
    }
}
