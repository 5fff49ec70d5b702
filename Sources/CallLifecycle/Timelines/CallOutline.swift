/// What one walk over a call's events tells of all of them: between which moments its durations lie, and how many
/// events there were of which verdict.
///
/// Each of a call's properties walks over its events on its own; a report that asks for many of them, of many calls,
/// asks here.
package struct CallOutline {
    /// The direction of the call.
    private let direction: CallDirection
    private let state: CallState
    private let readyAt: CallStamp?
    private let end: CallStamp?

    // The stamps of the first transitions on these signals.
    private var requested: CallStamp?
    private var connected: CallStamp?
    private var answered: CallStamp?
    private var isEndRequested = false

    /// How many events were advances, skips or stays.
    package private(set) var transitions = 0
    /// How many were skips.
    package private(set) var skips = 0
    /// How many were redundant.
    package private(set) var redundant = 0
    /// How many were illegal.
    package private(set) var illegal = 0
    /// How many were warnings, whatever their verdict, those that were only counted included.
    package private(set) var warnings: Int

    /// Walks over a call's events.
    package init(_ timeline: borrowing CallTimeline) {
        direction = timeline.session.direction
        state = timeline.session.state
        readyAt = timeline.readyAt
        end = timeline.session.endedAt
        warnings = timeline.session.surplusWarningCount
        timeline.session.steps.lookAtEach { take($0.event.kind.signal, in: $0.state, $0.verdict, $0.event.stamp) }
    }

    private mutating func take(_ signal: CallSignal?, in state: CallState, _ verdict: CallVerdict, _ stamp: CallStamp) {
        if signal == .warning { warnings += 1 }
        switch verdict {
        case .redundant:
            redundant += 1
            return
        case .illegal:
            illegal += 1
            return
        case .skip: skips += 1
        case .advance, .stay: break
        }
        transitions += 1
        switch signal {
        case .requested: if requested == nil { requested = stamp }
        case .connected: if connected == nil { connected = stamp }
        case .answered: if answered == nil { answered = stamp }
        case .stopRequested: if !state.isFinal { isEndRequested = true }
        case .warning, .error, .stopped, nil: break
        }
    }
}

extension CallOutline {
    /// Whether the call was answered.
    package var isAnswered: Bool { answered != nil }

    /// How the call turned out.
    package var disposition: CallTimeline.Disposition {
        switch state {
        case .failed: .failed
        case .ready, .connected, .answered: .open
        case .stopped:
            switch direction {
            case .dialIn: connected == nil ? .missed : .completed
            case .dialOut: answered == nil ? .unanswered : .answered
            }
        }
    }

    /// Who ended the call: the application, if it asked for the end before it came.
    package var endedBy: CallTimeline.Ending { isEndRequested && state.isFinal ? .local : .unknown }

    /// One of the call's durations; `nil` where one of its ends is unknown.
    package func duration(_ measure: CallMeasure) -> CallDuration? {
        switch measure {
        case .session: duration(from: connected, to: end)
        case .timeToAnswer: duration(from: connected, to: answered)
        case .talk: duration(from: answered, to: end)
        case .unanswered: direction == .dialOut && answered == nil ? duration(from: connected, to: end) : nil
        case .requestToConnected: duration(from: requested, to: connected)
        case .requestToAnswered: duration(from: requested, to: answered)
        case .readyToConnected: duration(from: readyAt, to: connected)
        }
    }

    private func duration(from start: CallStamp?, to end: CallStamp?) -> CallDuration? {
        guard let start, let end else { return nil }
        return CallDuration(from: start, to: end)
    }
}
