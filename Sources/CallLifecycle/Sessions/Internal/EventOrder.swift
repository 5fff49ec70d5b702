/// The order in which a session's events are folded.
///
/// Reporters write stamps at different resolutions, so events are first ordered by the whole number of the coarsest
/// one. What falls into the same moment is ordered by rank, as a call goes. The rest only makes the order total: no
/// two events of a session compare equal, whatever order they arrived in.
struct EventOrder {
    /// The coarsest resolution among the session's events.
    let resolution: CallStamp.Resolution

    /// Whether one event comes before another.
    func precedes(_ left: CallEvent, _ right: CallEvent) -> Bool {
        let leftMoment = moment(of: left)
        let rightMoment = moment(of: right)
        guard leftMoment == rightMoment else { return leftMoment < rightMoment }
        guard left.stamp.resolution == right.stamp.resolution else {
            return left.stamp.resolution.milliseconds < right.stamp.resolution.milliseconds
        }
        return Self.tieBreak(left, right)
    }

    /// The order's coarse part.
    ///
    /// Events of different moments are never the same event.
    func moment(of event: CallEvent) -> (bucket: Int64, rank: Int) { moment(event.kind, event.stamp) }

    /// The coarse part of an event of a kind, at a stamp.
    func moment(_ kind: CallEventKind, _ stamp: CallStamp) -> (bucket: Int64, rank: Int) {
        (stamp.bucket(resolution), kind.signal?.rank ?? 0)
    }

    /// An order by identity alone, in which reports of the same event stand side by side whatever their resolutions.
    static func identityPrecedes(_ left: CallEvent, _ right: CallEvent) -> Bool {
        let order = EventOrder(resolution: .millisecond)
        let leftMoment = order.moment(of: left)
        let rightMoment = order.moment(of: right)
        guard leftMoment == rightMoment else { return leftMoment < rightMoment }
        return tieBreak(left, right)
    }

    private static func tieBreak(_ left: CallEvent, _ right: CallEvent) -> Bool {
        guard left.stamp.millisecondsSince1970 == right.stamp.millisecondsSince1970 else {
            return left.stamp.millisecondsSince1970 < right.stamp.millisecondsSince1970
        }
        guard left.source == right.source else { return left.source < right.source }
        if let isFirst = messagePrecedes(left.message, right.message) { return isFirst }
        // The rank is the same, so only the direction can still differ.
        return left.kind.direction == .dialIn && right.kind.direction == .dialOut
    }

    /// Whether one message comes before another, none first and then in byte order; `nil` where they are the same.
    static func messagePrecedes(_ left: CallErrorMessage?, _ right: CallErrorMessage?) -> Bool? {
        switch (left?.rawValue, right?.rawValue) {
        case (nil, nil): nil
        case (nil, _?): true
        case (_?, nil): false
        case (let mine?, let theirs?): mine.isSameBytes(as: theirs) ? nil : mine.precedesInByteOrder(theirs)
        }
    }
}
