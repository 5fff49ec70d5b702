/// Which calls somebody wants to see: those that meet every criterion that is set.
public struct CallTimelineFilter: Sendable, Hashable {
    /// How the session IDs begin; none for any.
    public var sessions: [String] = []

    /// The directions; none for any.
    public var directions: Set<CallDirection> = []

    /// The states that calls are in; none for any.
    public var states: Set<CallState> = []

    /// How calls turned out; none for any.
    public var dispositions: Set<CallTimeline.Disposition> = []

    /// Only calls that were not over before this moment, to the millisecond, however finely either stamp was written.
    public var since: CallStamp?

    /// Only calls that had begun before this moment, to the millisecond.
    public var until: CallStamp?

    /// Only calls with an illegal event.
    public var hasIllegalEvent = false

    /// Only calls that lasted longer than this, from their first event to their end.
    ///
    /// One that has not ended lasts until the last moment that the log tells of.
    public var longerThan: Duration?

    /// A filter that lets every call pass.
    public init() {}

    /// Whether a call meets the criteria; one that has not ended lasts until the given moment.
    public func matches(_ timeline: CallTimeline, asOf end: CallStamp) -> Bool {
        let session = timeline.session
        let endedAt = session.endedAt ?? max(end, session.startedAt)
        return (sessions.isEmpty || sessions.contains { session.id.rawValue.hasPrefix($0) })
            && (directions.isEmpty || directions.contains(session.direction))
            && (states.isEmpty || states.contains(session.state))
            && (dispositions.isEmpty || dispositions.contains(timeline.disposition))
            && isSince(endedAt) && isUntil(session.startedAt)
            && (!hasIllegalEvent || session.steps.contains { $0.verdict == .illegal })
            && longerThan.map { $0 < CallDuration(from: session.startedAt, to: endedAt).duration } ?? true
    }

    /// Whether an event that belongs to no call meets the criteria that it can meet.
    ///
    /// It has a direction and a time. Where a call is asked for that it cannot be, it is not meant.
    public func matches(unattributed event: CallEvent) -> Bool {
        sessions.isEmpty && states.isEmpty && dispositions.isEmpty && !hasIllegalEvent && longerThan == nil
            && (directions.isEmpty || directions.contains(event.kind.direction))
            && isSince(event.stamp) && isUntil(event.stamp)
    }

    private func isSince(_ stamp: CallStamp) -> Bool { since.map(stamp.isNotBefore) ?? true }
    private func isUntil(_ stamp: CallStamp) -> Bool { until.map { !stamp.isNotBefore($0) } ?? true }
}

extension CallReconstruction {
    /// The calls and events that a filter lets pass; the counts of what was read stay as they are.
    public func filtered(by filter: CallTimelineFilter) -> CallReconstruction {
        guard filter != CallTimelineFilter(), let end else { return self }
        return with(
            timelines.filter { filter.matches($0, asOf: end) },
            unattributed.filter(filter.matches(unattributed:))
        )
    }
}
