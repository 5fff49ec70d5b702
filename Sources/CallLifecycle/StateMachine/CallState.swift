/// Where a session stands.
public enum CallState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing has happened yet, or only a request: every session is born here.
    case ready

    /// Dial-in: the request arrived and media is being negotiated. Dial-out: established and ringing.
    case connected

    /// The remote party of a dial-out, or its trunk, answered.
    case answered

    /// The session ended. Final.
    case stopped

    /// The session failed in the pipeline. Final.
    case failed

    /// Whether nothing leads out of this state.
    public var isFinal: Bool { self == .stopped || self == .failed }
}

extension CallState: CustomStringConvertible {
    /// The name used in timelines: `ready`, `connected`, `answered`, `stopped`, `failed`.
    public var description: String { rawValue }
}
