/// Which way a phone leg was set up, seen from the room.
public enum CallDirection: String, Sendable, Hashable, Codable, CaseIterable {
    /// A caller reaches a room: Daily's `dialin-…` events.
    case dialIn = "dial-in"

    /// `startDialOut()` places a call from a room: Daily's `dialout-…` events.
    case dialOut = "dial-out"
}

extension CallDirection: CustomStringConvertible {
    /// The name used in timelines and on the command line: `dial-in` or `dial-out`.
    public var description: String { rawValue }
}
