/// By what calls are listed.
public enum CallTimelineOrder: String, Sendable, Hashable, CaseIterable {
    /// By the first event.
    case start
    /// By the end; calls that have not ended come last.
    case end
    /// By the time from connected to the end.
    case duration
    /// By the time from connected to answered, of a dial-out.
    case timeToAnswer = "time-to-answer"
    /// By the time from answered to the end, of a dial-out.
    case talk
    /// By how many events were illegal.
    case illegal
    /// By session ID.
    case session
}

extension CallReconstruction {
    /// The same calls, listed by something else than their starts.
    ///
    /// Where it is unknown of a call, the call comes last, in whichever sense the others stand. Calls of which it is
    /// the same stay in their order: after a reconstruction by start, then by session ID. O(n log n).
    ///
    /// - Parameters:
    ///   - order: By what.
    ///   - isReversed: Whether the greatest comes first.
    /// - Returns: The same reconstruction but for the order of its timelines.
    public func sorted(by order: CallTimelineOrder, reversed isReversed: Bool = false) -> CallReconstruction {
        switch order {
        case .start: sorted(isReversed) { $0.session.startedAt.millisecondsSince1970 }
        case .end: sorted(isReversed) { $0.session.endedAt?.millisecondsSince1970 }
        case .duration: sorted(isReversed) { $0.duration(.session)?.milliseconds }
        case .timeToAnswer: sorted(isReversed) { $0.duration(.timeToAnswer)?.milliseconds }
        case .talk: sorted(isReversed) { $0.duration(.talk)?.milliseconds }
        case .illegal: sorted(isReversed) { $0.session.steps.count { $0.verdict == .illegal } }
        case .session: sorted(isReversed) { $0.id }
        }
    }

    private func sorted<Key: Comparable>(_ isReversed: Bool, _ key: (CallTimeline) -> Key?) -> CallReconstruction {
        let keyed = timelines.enumerated().map { (place: $0.offset, key: key($0.element)) }
        let order = keyed.sorted { left, right in
            switch (left.key, right.key) {
            case (let first?, let second?) where first != second: (first < second) != isReversed
            case (.some, nil): true
            case (nil, .some): false
            default: left.place < right.place
            }
        }
        return with(order.map { timelines[$0.place] }, unattributed)
    }
}
