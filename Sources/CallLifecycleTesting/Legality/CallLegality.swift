public import CallLifecycle

/// What the transition table says of a sequence of events, taken as one call in this order.
///
/// ```swift
/// let legality = CallLegality(of: [.dialOutConnected, .dialOutStopped, .dialOutAnswered])
/// legality.isLegal          // false
/// legality.firstBreak       // dialout-answered (3) is illegal in stopped; nothing is legal any more
/// legality.repair           // delete dialout-answered (3)
/// ```
public struct CallLegality: Sendable, Hashable {
    /// Where a sequence breaks.
    public struct Break: Sendable, Hashable {
        /// The event's place in the sequence, from 0.
        public let index: Int

        /// The event.
        public let event: CallEventKind

        /// The state that it met.
        public let state: CallState

        /// What the table says of it there: illegal, or, where one is strict, a skip.
        public let verdict: CallVerdict

        /// The direction of the call.
        public let direction: CallDirection

        /// What would have been legal.
        public var legal: [CallEventKind] { CallTransitionTable.legalEvents(in: state, of: direction) }
    }

    /// The events.
    public let events: [CallEventKind]

    /// The direction of the call.
    public let direction: CallDirection

    /// Whether an event that skips a state breaks the sequence, too.
    public let isStrict: Bool

    /// Everywhere that the sequence breaks, in order.
    public let breaks: [Break]

    /// The state at the end.
    public let state: CallState

    /// Asks about a sequence.
    ///
    /// Redundant events break nothing: they are tolerated.
    ///
    /// - Parameters:
    ///   - events: The events, in order.
    ///   - direction: The call's direction; that of the first event by default.
    ///   - isStrict: Whether an event that skips a state, because one was lost, breaks the sequence, too.
    public init(of events: [CallEventKind], direction: CallDirection? = nil, strictly isStrict: Bool = false) {
        let direction = direction ?? events.first?.direction ?? .dialOut
        var state = CallState.ready
        var breaks: [Break] = []
        for (index, event) in events.enumerated() {
            let verdict = CallTransitionTable.verdict(on: event, in: state, of: direction)
            if !verdict.isAccepted(strictly: isStrict) {
                breaks.append(Break(index: index, event: event, state: state, verdict: verdict, direction: direction))
            }
            state = verdict.destination ?? state
        }
        self.events = events
        self.direction = direction
        self.isStrict = isStrict
        self.breaks = breaks
        self.state = state
    }

    /// Whether the sequence breaks nowhere.
    public var isLegal: Bool { breaks.isEmpty }

    /// Where the sequence breaks first; `nil` if it does not.
    public var firstBreak: Break? { breaks.first }

    /// The fewest insertions and deletions that make the sequence legal; none where it is.
    ///
    /// O(n²) in the number of events.
    public var repair: CallRepair { CallRepair(of: events, direction: direction, strictly: isStrict) }
}

extension CallVerdict {
    /// Whether an event with this verdict breaks nothing.
    func isAccepted(strictly isStrict: Bool) -> Bool {
        switch self {
        case .advance, .stay, .redundant: true
        case .skip: !isStrict
        case .illegal: false
        }
    }
}

extension CallLegality.Break: CustomStringConvertible {
    /// The break as a sentence, the place counted from 1: `dialout-answered (3) is illegal in stopped; …`.
    public var description: String {
        let skipped = CallTransitionTable.skippedStates(on: event, in: state, of: direction).map(\.rawValue)
        let verdict = skipped.isEmpty ? "is illegal" : "skips \(skipped.joined(separator: ", "))"
        return "\(event) (\(index + 1)) \(verdict) in \(state); "
            + CallTransitionTable.legalityDescription(in: state, of: direction)
    }
}

extension CallLegality: CustomStringConvertible {
    /// `legal`, or the breaks and the shortest repair.
    public var description: String {
        isLegal ? "legal" : breaks.map(\.description).joined(separator: "\n") + "\nshortest repair: \(repair)"
    }
}

/// The fewest insertions and deletions that make a sequence of events legal.
public struct CallRepair: Sendable, Hashable {
    /// One change.
    public enum Edit: Sendable, Hashable {
        /// An event is put before the one at this place of the original sequence, or behind all of them.
        case insert(CallEventKind, before: Int)

        /// The event at this place of the original sequence is left out.
        case delete(CallEventKind, at: Int)
    }

    /// The changes, by their places.
    public let edits: [Edit]

    /// The sequence with them.
    public let events: [CallEventKind]

    /// One way on through the original sequence.
    private struct Way {
        var edits: [Edit] = []
        var events: [CallEventKind] = []
    }

    /// A breadth-first search over (place in the sequence, state), in which taking an event as it is costs nothing.
    ///
    /// Of several repairs with as few edits it finds the one that keeps events for longest.
    init(of events: [CallEventKind], direction: CallDirection, strictly isStrict: Bool) {
        // The ways to each state with the fewest edits, at the present place of the sequence.
        var ways: [CallState: Way] = [.ready: Way()]
        for (index, event) in events.enumerated() {
            Self.insert(before: index, of: direction, &ways)
            var next: [CallState: Way] = [:]
            for (state, way) in ways.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                let verdict = CallTransitionTable.verdict(on: event, in: state, of: direction)
                if verdict.isAccepted(strictly: isStrict) {
                    Self.keep(way.edits, way.events + [event], at: verdict.destination ?? state, &next)
                }
                Self.keep(way.edits + [.delete(event, at: index)], way.events, at: state, &next)
            }
            ways = next
        }
        let best = ways.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
            .min { ($0.edits.count, -$0.events.count) < ($1.edits.count, -$1.events.count) }
        edits = best?.edits ?? []
        self.events = best?.events ?? []
    }

    /// Adds what can be reached by documented moves that were not reported.
    private static func insert(before index: Int, of direction: CallDirection, _ ways: inout [CallState: Way]) {
        // No state is passed twice, so as many rounds as there are states are enough.
        for _ in CallTransitionTable.states(of: direction) {
            for (state, way) in ways.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                for event in CallTransitionTable.events(of: direction) {
                    guard case .advance(let reached) = CallTransitionTable.verdict(on: event, in: state, of: direction)
                    else { continue }
                    keep(way.edits + [.insert(event, before: index)], way.events + [event], at: reached, &ways)
                }
            }
        }
    }

    private static func keep(
        _ edits: [Edit],
        _ events: [CallEventKind],
        at state: CallState,
        _ ways: inout [CallState: Way]
    ) {
        if let known = ways[state], known.edits.count <= edits.count { return }
        ways[state] = Way(edits: edits, events: events)
    }
}

extension CallRepair: CustomStringConvertible {
    /// The changes in words, places counted from 1: `insert dialout-connected before 1, delete dialout-answered (3)`.
    public var description: String {
        edits.isEmpty ? "none" : edits.map(\.description).joined(separator: ", ")
    }
}

extension CallRepair.Edit: CustomStringConvertible {
    /// The change in words, its place counted from 1.
    public var description: String {
        switch self {
        case .insert(let event, let index): "insert \(event) before \(index + 1)"
        case .delete(let event, let index): "delete \(event) (\(index + 1))"
        }
    }
}
