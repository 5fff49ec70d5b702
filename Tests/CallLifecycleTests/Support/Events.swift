import CallLifecycle

/// The moment at which the calls of the tests begin: 2026-03-01T10:00:00Z.
let start: Int64 = 1_772_359_200_000

/// A stamp some milliseconds after the start.
func at(_ milliseconds: Int64, _ resolution: CallStamp.Resolution = .millisecond) -> CallStamp {
    CallStamp(millisecondsSince1970: start + milliseconds, resolution: resolution) ?? .now
}

extension CallEvent {
    /// An event of a kind, as a recorder would have written it.
    static func make(
        _ kind: CallEventKind,
        _ session: CallSessionID? = "s1",
        at stamp: CallStamp,
        message: CallErrorMessage? = nil,
        sipCallID: SIPCallID? = nil,
        endpoint: SIPEndpoint? = nil,
        provider: CallProvider? = nil,
        source: CallSource = .client
    ) -> CallEvent {
        var attributes = CallAttributes()
        attributes.sipCallID = sipCallID
        attributes.sipEndpoint = endpoint
        attributes.provider = provider
        return CallEvent(kind, of: session, at: stamp, source: source, message: message, attributes: attributes)
    }
}

/// A whole dial-out with everything that can happen in one.
let dialOut: [CallEvent] = [
    .make(.dialOutRequested, at: at(0)),
    .make(.dialOutConnected, at: at(400), sipCallID: "c1", provider: "daily"),
    .make(.dialOutWarning, at: at(900), message: "codec fallback"),
    .make(.dialOutAnswered, at: at(8000)),
    .make(.dialOutStopRequested, at: at(60_000)),
    .make(.dialOutStopped, at: at(61_000, .second), source: .webhook),
]

/// A whole dial-in with everything that can happen in one.
let dialIn: [CallEvent] = [
    .make(.dialInConnected, at: at(0), sipCallID: "c1", endpoint: "sip:room@sip.daily.co"),
    .make(.dialInConnected, at: at(0, .second), source: .webhook),
    .make(.dialInWarning, at: at(1500), message: "codec fallback"),
    .make(.dialInError, at: at(1900), message: "pipeline"),
    .make(.dialInStopped, at: at(2000, .second), source: .webhook),
]
