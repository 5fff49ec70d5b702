import CallLifecycle

// One step of the state machine, by the table and as somebody would write it by hand.

extension Workload {
    private static let count = 200_000

    static let step = Workload("step", operations: count) {
        let steps = Self.steps
        return Prepared {
            var state: CallState = .ready
            for (event, direction) in steps {
                let verdict = CallTransitionTable.verdict(on: event, in: state, of: direction)
                state = verdict.destination ?? state
                if state.isFinal { state = .ready }
            }
            use(state)
        }
    }

    static let switchStep = Workload("step-switch", operations: count) {
        let steps = Self.steps
        return Prepared {
            var state: CallState = .ready
            for (event, direction) in steps {
                let verdict = handWrittenVerdict(on: event, in: state, of: direction)
                state = verdict.destination ?? state
                if state.isFinal { state = .ready }
            }
            use(state)
        }
    }

    /// In no order that a processor could foresee.
    private static var steps: [(CallEventKind, CallDirection)] {
        var random = SeededGenerator(seed: 1)
        return (0..<count)
            .map { _ in
                let direction = CallDirection.allCases.randomElement(using: &random) ?? .dialIn
                let events = CallTransitionTable.events(of: direction)
                return (events.randomElement(using: &random) ?? .dialInStopped, direction)
            }
    }
}

/// The same rules as a switch.
@inline(never)
private func handWrittenVerdict(
    on event: CallEventKind,
    in state: CallState,
    of direction: CallDirection
) -> CallVerdict {
    guard event.direction == direction, let signal = event.signal else { return .illegal }
    switch (state, signal) {
    case (.ready, .requested): return .stay
    case (.ready, .connected): return .advance(to: .connected)
    case (.ready, .answered): return .skip(to: .answered)
    case (.ready, .stopped): return .skip(to: .stopped)
    case (.connected, .answered): return .advance(to: .answered)
    case (.connected, .stopped), (.answered, .stopped): return .advance(to: .stopped)
    case (.ready, .error), (.connected, .error), (.answered, .error): return .advance(to: .failed)
    case (.ready, .warning), (.connected, .warning), (.answered, .warning): return .stay
    case (.ready, .stopRequested), (.connected, .stopRequested), (.answered, .stopRequested): return .stay
    case (.connected, .requested), (.connected, .connected): return .redundant
    case (.answered, .requested), (.answered, .connected), (.answered, .answered): return .redundant
    case (.stopped, .stopRequested), (.stopped, .stopped): return .redundant
    case (.failed, .stopRequested), (.failed, .error): return .redundant
    case (.failed, .stopped): return .stay
    case (.stopped, _), (.failed, _): return .illegal
    }
}
