/// When open sessions will have stayed in their states for too long.
///
/// What has the same limit is due in the order in which it began. So there is a queue for each limit, by the stamps of
/// what began: there calls come in order, where all deadlines in one queue would not, of minutes and of hours.
struct DeadlineQueues: Sendable {
    /// A state, before and after notice was given of it.
    struct Place: Sendable {
        let direction: CallDirection
        let state: CallState
        let isNoticed: Bool

        fileprivate var index: Int { OpenCounts.place(direction, state) * 2 + (isNoticed ? 1 : 0) }
    }

    /// A limit that a session comes to, and whether its end is inferred then.
    struct Limit: Sendable {
        let duration: Duration
        let isEnd: Bool
        fileprivate let milliseconds: Int64

        fileprivate init?(_ limit: CallStateLimit, isNoticed: Bool) {
            let end = limit.inferredEnd
            // A notice of what is taken to have ended would say nothing new.
            if let notice = limit.notice, !isNoticed, end.map({ notice < $0 }) ?? true {
                (duration, isEnd) = (notice, false)
            } else if let end {
                (duration, isEnd) = (end, true)
            } else {
                return nil
            }
            milliseconds = duration.milliseconds
        }
    }

    private let limits: [Limit?]
    private var queues: [TurnQueue]

    init(_ configured: CallStateLimits) {
        var limits: [Limit?] = []
        for direction in CallDirection.allCases {
            for state in CallState.allCases {
                for isNoticed in [false, true] {
                    limits.append(Limit(configured[direction, state], isNoticed: isNoticed))
                }
            }
        }
        self.limits = limits
        queues = [TurnQueue](repeating: TurnQueue(), count: limits.count)
    }

    /// The limit that counts; `nil` if there is none.
    func limit(_ place: Place) -> Limit? { limits[place.index] }

    /// Puts a session in, if it has a limit.
    mutating func insert(
        _ slot: Slot,
        at beginning: Int64,
        _ place: Place,
        _ tickets: inout Tickets,
        names: inout some SlotNaming
    ) {
        guard limits[place.index] != nil else { return }
        queues[place.index].insert(slot, at: beginning, &tickets, names: &names)
    }

    /// Takes a session out that is in it.
    mutating func remove(_ slot: Slot, _ place: Place?, _ tickets: inout Tickets) {
        guard let place else { return }
        queues[place.index].remove(slot, &tickets)
    }

    /// Whose deadline comes first, and when; of those at one moment the one with the lesser ID.
    mutating func first(_ tickets: Tickets, names: inout some SlotNaming) -> (place: Int, slot: Slot, due: Int64)? {
        var least: (place: Int, slot: Slot, due: Int64)?
        for (place, limit) in limits.enumerated() where queues[place].count > 0 {
            guard let limit, let first = queues[place].first(tickets, names: &names) else { continue }
            let due = first.priority.addingClamped(limit.milliseconds)
            if let least, least.due < due || least.due == due && names.id(of: least.slot) < names.id(of: first.slot) {
                continue
            }
            least = (place, first.slot, due)
        }
        return least
    }

    /// Takes out the session whose deadline comes first, unless that is after a moment.
    mutating func popFirst(
        upTo milliseconds: Int64,
        _ tickets: inout Tickets,
        names: inout some SlotNaming
    ) -> Slot? {
        guard let first = first(tickets, names: &names), first.due <= milliseconds else { return nil }
        return queues[first.place].popFirst(&tickets, names: &names)
    }
}
