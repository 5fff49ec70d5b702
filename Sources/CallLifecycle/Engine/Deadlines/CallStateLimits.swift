/// How long a session may stay in one state.
public struct CallStateLimit: Sendable, Hashable, Codable {
    /// After how long ``CallNotification/overdue(_:)`` says so; `nil` for never.
    public var notice: Duration?

    /// After how long the engine takes the session to have ended; `nil` for never.
    ///
    /// Such an end is inferred, never Daily's word: the session's state does not change, and an event that does change
    /// it takes the inference back.
    public var inferredEnd: Duration?

    /// A limit; what is `nil` has no limit.
    public init(notice: Duration? = nil, inferredEnd: Duration? = nil) {
        self.notice = notice
        self.inferredEnd = inferredEnd
    }

    /// No limit.
    public static let none = CallStateLimit()
}

/// How long sessions may stay in each state that is not final, counted from the stamp of the event that led there.
///
/// | direction | state | notice | inferred end | |
/// | -- | -- | -- | -- | -- |
/// | dial-in | ready | 1 min | 12 h | only a warning came: `dialin-connected` was lost |
/// | dial-in | connected | 4 h | 12 h | the whole call, which carriers end after 4 h by default |
/// | dial-out | ready | 1 min | 12 h | requested: a SIP request without any answer is given up after 32 s |
/// | dial-out | connected | 4 min | 12 h | ringing, for no longer than proxies let it; older senders never answer |
/// | dial-out | answered | 4 h | 12 h | the whole talk, as above |
///
/// The reasons, each with its source, are in `Docs/Operations.md`.
public struct CallStateLimits: Sendable, Hashable {
    private struct Place: Hashable, Sendable {
        let direction: CallDirection
        let state: CallState
    }

    private var limits: [Place: CallStateLimit]

    /// The default limits.
    public init() {
        let half: Duration = .seconds(12 * 3600)
        limits = [
            Place(direction: .dialIn, state: .ready): CallStateLimit(notice: .seconds(60), inferredEnd: half),
            Place(direction: .dialIn, state: .connected): CallStateLimit(notice: .seconds(4 * 3600), inferredEnd: half),
            Place(direction: .dialOut, state: .ready): CallStateLimit(notice: .seconds(60), inferredEnd: half),
            Place(direction: .dialOut, state: .connected): CallStateLimit(notice: .seconds(240), inferredEnd: half),
            Place(direction: .dialOut, state: .answered): CallStateLimit(notice: .seconds(4 * 3600), inferredEnd: half),
        ]
    }

    private init(limits: [Place: CallStateLimit]) { self.limits = limits }

    /// No limit anywhere.
    public static let none = CallStateLimits(limits: [:])

    /// The limit of a state.
    ///
    /// A final state has none, and setting one there does nothing.
    public subscript(direction: CallDirection, state: CallState) -> CallStateLimit {
        get { limits[Place(direction: direction, state: state)] ?? .none }
        set {
            guard !state.isFinal else { return }
            limits[Place(direction: direction, state: state)] = newValue == .none ? nil : newValue
        }
    }
}

extension CallStateLimits: Codable {
    private struct Entry: Codable {
        var direction: CallDirection
        var state: CallState
        var limit: CallStateLimit
    }

    /// Decodes the limits that there are.
    public init(from decoder: any Decoder) throws {
        self = .none
        for entry in try [Entry](from: decoder) { self[entry.direction, entry.state] = entry.limit }
    }

    /// Encodes the limits that there are, by direction and state.
    public func encode(to encoder: any Encoder) throws {
        let entries = CallDirection.allCases.flatMap { direction in
            CallState.allCases.map { Entry(direction: direction, state: $0, limit: self[direction, $0]) }
        }
        try entries.filter { $0.limit != .none }.encode(to: encoder)
    }
}
