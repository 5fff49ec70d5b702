public import CallLifecycle

extension CallMeasure {
    /// The measure's name for people.
    public var title: String {
        switch self {
        case .session: "session"
        case .timeToAnswer: "time to answer"
        case .talk: "talk"
        case .unanswered: "unanswered"
        case .requestToConnected: "request to connected"
        case .requestToAnswered: "request to answered"
        case .readyToConnected: "ready to connected"
        }
    }

    /// The measure's name in the manner of columns and attributes: `time_to_answer`.
    var snakeCase: String {
        rawValue.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }
}
