package import CallLifecycle

/// What the bot asks of Daily's REST API.
///
/// Small, so that a test can stand in for it. ``DailyREST`` is the real one.
package protocol DailyAPI: Sendable {
    /// Places a call from a room: `startDialOut()`.
    ///
    /// - Returns: The session that Daily made for it.
    func startDialOut(to destination: CallAddress, from room: DailyRoom) async throws -> CallSessionID

    /// Gives up a call that was placed: `stopDialOut()`.
    func stopDialOut(_ sessionID: CallSessionID, in room: DailyRoom) async throws

    /// Forwards a caller who waits to an endpoint of a room.
    func forward(_ caller: WaitingCaller, to endpoint: SIPEndpoint) async throws

    /// Tells the bot in a room that somebody is listening.
    func startTalking(to sessionID: CallSessionID, in room: DailyRoom) async throws
}

/// The name of a room.
package struct DailyRoom: Sendable, Hashable, Codable {
    package let name: String

    /// A room; `nil` where the text cannot be a room's name, and must not become part of an address.
    package init?(_ name: String) {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard allowed, (1...128).contains(name.utf8.count) else { return nil }
        self.name = name
    }
}

/// A caller on hold, whom Daily told the application of.
package struct WaitingCaller: Sendable {
    /// Daily's `callId`, by which the call is forwarded.
    package let id: CallClaimID

    /// Daily's `callDomain`.
    package let domain: String

    /// The endpoints of the room that the caller is for; `nil` where any will do.
    package let endpoints: [SIPEndpoint]?

    package init(id: CallClaimID, domain: String, endpoints: [SIPEndpoint]? = nil) {
        self.id = id
        self.domain = domain
        self.endpoints = endpoints
    }
}
