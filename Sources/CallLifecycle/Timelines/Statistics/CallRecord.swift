/// What statistics need of one call, or of one event that belongs to none: looked up once, counted in several groups.
struct CallRecord {
    struct Session {
        var direction: CallDirection
        var outline: CallOutline
        /// From its first event to its end, or to the end of the log.
        var stay: Range<Int64>
    }

    let direction: CallDirection
    let provider: CallProvider?
    /// The start of the hour of UTC in which it began.
    let hour: CallStamp
    /// Whether somebody tried to make a call: a warning without a session is none.
    let isAttempt: Bool
    let session: Session?

    init(_ timeline: CallTimeline, endOfLog: CallStamp?) {
        let own = timeline.session
        let start = own.startedAt
        let end = max(start, own.endedAt ?? endOfLog ?? start)
        direction = own.direction
        provider = own.provider
        hour = start.startOfHour
        isAttempt = true
        session = Session(
            direction: own.direction,
            outline: CallOutline(timeline),
            stay: start.millisecondsSince1970..<end.millisecondsSince1970
        )
    }

    init(_ sessionless: CallEvent) {
        direction = sessionless.kind.direction
        provider = sessionless.attributes.provider
        hour = sessionless.stamp.startOfHour
        isAttempt = sessionless.kind.signal == .error
        session = nil
    }
}

extension CallStamp {
    fileprivate var startOfHour: CallStamp {
        let hour: Int64 = 3_600_000
        return CallStamp(millisecondsSince1970: millisecondsSince1970 / hour * hour, resolution: .second) ?? self
    }
}
