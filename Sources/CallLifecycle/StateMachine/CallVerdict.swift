/// What the transition table says of an event in a state.
public enum CallVerdict: Sendable, Hashable {
    /// Moves as documented. An error is an advance to ``CallState/failed``: the side way out.
    case advance(to: CallState)

    /// Moves, but over a documented state that was not seen: its event was lost, or never sent.
    case skip(to: CallState)

    /// Legal and noted on the timeline; the state stays.
    case stay

    /// Names a state that is already reached or passed; counted, no move.
    case redundant

    /// Not allowed here; the state stays.
    case illegal

    /// Where the event leads; `nil` where the state stays.
    public var destination: CallState? {
        switch self {
        case .advance(let state), .skip(let state): state
        case .stay, .redundant, .illegal: nil
        }
    }

    /// Whether the event is a step of the call: an advance, a skip or a stay.
    public var isTransition: Bool {
        switch self {
        case .advance, .skip, .stay: true
        case .redundant, .illegal: false
        }
    }

    /// The names of all verdicts, in the order in which reports list them.
    package static let names = ["advance", "skip", "stay", "redundant", "illegal"]

    /// The verdict without its destination: `advance`, `skip`, `stay`, `redundant` or `illegal`.
    public var name: String {
        switch self {
        case .advance: "advance"
        case .skip: "skip"
        case .stay: "stay"
        case .redundant: "redundant"
        case .illegal: "illegal"
        }
    }
}

extension CallVerdict: CustomStringConvertible {
    /// The verdict as the transition table writes it: `advance → connected`, `stay`.
    public var description: String { destination.map { "\(name) → \($0)" } ?? name }
}
