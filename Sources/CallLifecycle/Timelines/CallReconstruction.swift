/// What a log of events says about all its calls.
public struct CallReconstruction: Sendable {
    /// The timelines of all sessions, by start, then by session ID.
    public let timelines: [CallTimeline]

    /// The dial-out errors and warnings that belong to no session, by stamp, then name, then message.
    public let unattributed: [CallEvent]

    /// The last moment that the log tells of, up to which a call lasts that has not ended; `nil` without any call.
    ///
    /// It is that of the whole log also where some of its calls were left out.
    public let end: CallStamp?

    /// How many events were taken, repetitions included.
    public let eventCount: Int

    /// How many foreign events came by.
    public let foreignCount: Int

    /// How many lines could not be read.
    public let problemCount: Int

    /// The first of the lines that could not be read, up to ``CallReconstructor/keptProblems``.
    public let problems: [CallDecodingError]
}

extension CallReconstruction {
    /// The same log with some of its calls, or in another order.
    func with(_ timelines: [CallTimeline], _ unattributed: [CallEvent]) -> CallReconstruction {
        CallReconstruction(
            timelines: timelines,
            unattributed: unattributed,
            end: end,
            eventCount: eventCount,
            foreignCount: foreignCount,
            problemCount: problemCount,
            problems: problems
        )
    }

    /// From the first to the last moment that the events of these calls tell of; `nil` without any.
    public var span: ClosedRange<CallStamp>? { Self.span(of: timelines, unattributed) }

    /// From the first to the last moment that some calls and events tell of; `nil` without any.
    package static func span(of timelines: [CallTimeline], _ events: [CallEvent]) -> ClosedRange<CallStamp>? {
        var span: ClosedRange<CallStamp>?
        func include(_ stamp: CallStamp) {
            span = span.map { min($0.lowerBound, stamp)...max($0.upperBound, stamp) } ?? stamp...stamp
        }
        // By their places: a copy of each was a tenth of what a reconstruction cost.
        for index in timelines.indices {
            timelines[index].session.steps.lookAtEach { include($0.event.stamp) }
        }
        for event in events { include(event.stamp) }
        return span
    }
}
