/// What an event says to its session's state machine, whatever the direction: a column of the transition table.
///
/// The order of the cases is the rank by which events of one moment are ordered: a call is requested before it
/// connects, and stops last.
public enum CallSignal: String, Sendable, Hashable, Codable, CaseIterable {
    /// The application asked for a dial-out and got a session.
    case requested

    /// The session is established: media is negotiated, or the far end rings.
    case connected

    /// The far end of a dial-out answered.
    case answered

    /// Something happened that is not fatal.
    case warning

    /// The application asked for the end of a dial-out.
    case stopRequested = "stop-requested"

    /// Something fatal happened.
    case error

    /// The session ended.
    case stopped

    /// The place in the order of cases.
    var rank: Int {
        switch self {
        case .requested: 0
        case .connected: 1
        case .answered: 2
        case .warning: 3
        case .stopRequested: 4
        case .error: 5
        case .stopped: 6
        }
    }
}

extension CallSignal: CustomStringConvertible {
    /// The name as it stands in the transition table.
    public var description: String { rawValue }
}
