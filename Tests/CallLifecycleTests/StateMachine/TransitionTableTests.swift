import CallLifecycle
import CallLifecycleTesting
import Testing

@Suite("The transition table")
struct TransitionTableTests {
    /// The rules as they are specified, written out once more so that a slip in the table shows.
    static let specified: [CallDirection: String] = [
        .dialOut: """
        state     | requested | connected           | answered           | warning | stop-requested | error            | stopped
        ready     | stay      | advance → connected | skip → answered    | stay    | stay           | advance → failed | skip → stopped
        connected | redundant | redundant           | advance → answered | stay    | stay           | advance → failed | advance → stopped
        answered  | redundant | redundant           | redundant          | stay    | stay           | advance → failed | advance → stopped
        stopped   | illegal   | illegal             | illegal            | illegal | redundant      | illegal          | redundant
        failed    | illegal   | illegal             | illegal            | illegal | redundant      | redundant        | stay
        """,
        .dialIn: """
        state     | connected           | warning | error            | stopped
        ready     | advance → connected | stay    | advance → failed | skip → stopped
        connected | redundant           | stay    | advance → failed | advance → stopped
        stopped   | illegal             | illegal | illegal          | redundant
        failed    | illegal             | illegal | redundant        | stay
        """,
    ]

    @Test("has every cell as specified", arguments: CallDirection.allCases)
    func cells(direction: CallDirection) throws {
        let rows = try #require(Self.specified[direction]).split(separator: "\n")
            .map { row in
                row.split(separator: "|").map { String($0.trimmed) }
            }
        let signals = try rows[0].dropFirst().map { try #require(CallSignal(rawValue: $0)) }
        #expect(CallTransitionTable.events(of: direction).map(\.signal) == signals)
        #expect(CallTransitionTable.states(of: direction).map(\.rawValue) == rows.dropFirst().map(\.[0]))
        for row in rows.dropFirst() {
            let state = try #require(CallState(rawValue: row[0]))
            for (signal, expected) in zip(signals, row.dropFirst()) {
                let event = try #require(CallEventKind(signal, of: direction))
                let verdict = CallTransitionTable.verdict(on: event, in: state, of: direction)
                #expect("\(verdict)" == expected, "\(event) in \(state)")
            }
        }
    }

    @Test("is what an engine follows in every cell, legal and illegal", arguments: CallDirection.allCases)
    func everyCell(direction: CallDirection) throws {
        let cells = CallTransitionCoverage.all(of: direction, .everything)
        for (cell, call) in zip(cells, CallScenario.everyCell(of: direction, .everything)) {
            let engine = CallSessionEngine()
            let outcome = call.play(into: engine).last
            let session = try #require(engine.session(call.sessionID))
            #expect(
                session.steps.last.map { CallTransitionCoverage.Cell($0.event.kind, in: $0.state, of: direction) }
                    == cell
            )
            #expect(session.state == cell.verdict.destination ?? cell.state)
            switch cell.verdict {
            case .advance, .skip, .stay: #expect(outcome?.kind == .transition)
            case .redundant: #expect(outcome == .redundant)
            case .illegal: #expect(outcome?.kind == .illegal)
            }
            CallCoverageCollector.shared.collect { $0.record(engine) }
        }
    }

    @Test("is total, and illegal wherever a direction has no such event or state", arguments: CallDirection.allCases)
    func totality(direction: CallDirection) {
        let events = Set(CallTransitionTable.events(of: direction))
        let states = Set(CallTransitionTable.states(of: direction))
        for state in CallState.allCases {
            for event in CallEventKind.allCases where !events.contains(event) || !states.contains(state) {
                #expect(CallTransitionTable.verdict(on: event, in: state, of: direction) == .illegal)
            }
        }
    }

    @Test("lets nothing lead out of a final state", arguments: CallDirection.allCases)
    func finality(direction: CallDirection) {
        for state in CallState.allCases where state.isFinal {
            for event in CallEventKind.allCases {
                #expect(CallTransitionTable.verdict(on: event, in: state, of: direction).destination == nil)
            }
        }
    }

    @Test("says what is legal in a state")
    func legality() {
        #expect(CallTransitionTable.legalEvents(in: .stopped, of: .dialOut).isEmpty)
        #expect(CallTransitionTable.legalEvents(in: .failed, of: .dialIn) == [.dialInStopped])
        #expect(
            CallTransitionTable.legalEvents(in: .connected, of: .dialOut)
                == [.dialOutAnswered, .dialOutWarning, .dialOutStopRequested, .dialOutError, .dialOutStopped]
        )
        #expect(CallTransitionTable.legalEvents(in: .answered, of: .dialIn).isEmpty)
    }

    @Test("finds the shortest documented way to an event")
    func shortestWay() {
        func way(_ event: CallEventKind, _ state: CallState, _ direction: CallDirection) -> [CallEventKind]? {
            CallTransitionTable.shortestWay(to: event, from: state, of: direction)
        }
        #expect(way(.dialOutAnswered, .ready, .dialOut) == [.dialOutConnected, .dialOutAnswered])
        #expect(way(.dialOutAnswered, .connected, .dialOut) == [.dialOutAnswered])
        #expect(way(.dialOutStopped, .ready, .dialOut) == [.dialOutConnected, .dialOutStopped])
        #expect(way(.dialInStopped, .failed, .dialIn) == [.dialInStopped])
        #expect(way(.dialOutConnected, .answered, .dialOut) == nil)
        #expect(way(.dialOutAnswered, .stopped, .dialOut) == nil)
        #expect(way(.dialOutStopped, .ready, .dialIn) == nil)
        #expect(way(.dialInReady, .ready, .dialIn) == nil)
    }

    @Test("finds a way by legal steps alone, wherever it finds one", arguments: CallDirection.allCases)
    func waysAreLegal(direction: CallDirection) {
        for start in CallState.allCases {
            for event in CallEventKind.allCases {
                guard let way = CallTransitionTable.shortestWay(to: event, from: start, of: direction) else { continue }
                #expect(way.last == event)
                var state = start
                for step in way {
                    let verdict = CallTransitionTable.verdict(on: step, in: state, of: direction)
                    #expect(verdict.name == "advance" || verdict == .stay)
                    state = verdict.destination ?? state
                }
            }
        }
    }

    @Test("names the states that a skip leaves out")
    func skippedStates() {
        let states = CallTransitionTable.skippedStates(on: .dialOutAnswered, in: .ready, of: .dialOut)
        #expect(states == [.connected])
        #expect(CallTransitionTable.skippedStates(on: .dialInStopped, in: .ready, of: .dialIn) == [.connected])
        #expect(CallTransitionTable.skippedStates(on: .dialInStopped, in: .connected, of: .dialIn).isEmpty)
    }

    @Test("knows every kind by its direction and signal, and no other pair")
    func kinds() {
        for kind in CallEventKind.allCases {
            guard let signal = kind.signal else {
                #expect(kind == .dialInReady)
                continue
            }
            #expect(CallEventKind(signal, of: kind.direction) == kind)
        }
        #expect(CallEventKind(.answered, of: .dialIn) == nil)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
