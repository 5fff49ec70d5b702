/// Who reported an event, which is part of the event's identity.
///
/// The same happening seen by a client and by a webhook is two events: their stamps come from different clocks.
/// The order of the cases breaks ties between events that agree in everything that comes before it.
public enum CallSource: String, Sendable, Hashable, Codable, CaseIterable {
    /// A daily-js client or a native SDK, through whoever recorded the event.
    case client

    /// Daily's webhook delivery.
    case webhook

    /// The application that embeds this library: `startDialOut()` returned, `stopDialOut()` was called.
    case application
}

extension CallSource: Comparable {
    /// Client before webhook before application.
    public static func < (left: CallSource, right: CallSource) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .client: 0
        case .webhook: 1
        case .application: 2
        }
    }
}
