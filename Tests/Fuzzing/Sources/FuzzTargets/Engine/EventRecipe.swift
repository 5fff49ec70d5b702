import CallLifecycle

/// One event, or a flood of them, from three bytes.
struct EventRecipe {
    private static let kinds = CallEventKind.allCases
    private static let start: Int64 = 1_772_359_200_000

    private let what: UInt8
    private let who: UInt8
    private let tells: UInt8

    init(what: UInt8, who: UInt8, tells: UInt8) { (self.what, self.who, self.tells) = (what, who, tells) }

    /// Twelve kinds, a key press and a correlation, and by two bytes only a flood of warnings.
    private var number: Int { isFlood ? Int(what & 15) : Int(what & 15) % 14 }

    var isFlood: Bool { what >= 254 }

    var events: [DecodedCallEvent] {
        switch number {
        case 12:
            [.foreign(ForeignCallEvent(action: "dtmf-event", sessionID: session, at: stamp, details: tone))]
        case 13: [.foreign(.correlation(of: session, with: .init("order\(tells & 3)"), at: stamp))]
        case 14: (0..<66).map { .event(warning(.dialInWarning(DialInWarning(sessionID: session)), $0)) }
        case 15: (0..<66).map { .event(warning(.dialOutWarning(DialOutWarning(sessionID: session)), $0)) }
        default: [.event(CallEvent(payload(Self.kinds[number]), at: stamp, source: source))]
        }
    }

    /// One of a flood: each in a second of its own, so that it comes last and is cheap.
    private func warning(_ payload: CallEvent.Payload, _ number: Int) -> CallEvent {
        let milliseconds = Self.start + 5000 + 1000 * Int64(number)
        return CallEvent(payload, at: CallStamp(millisecondsSince1970: milliseconds) ?? stamp, source: source)
    }

    private var tone: CallEventDetails { ["tone": "\(tells & 3)"] }

    private var source: CallSource { what & 16 == 0 ? .client : .webhook }

    private var session: CallSessionID { ["s1", "s2", "s3", "s4"][Int(who & 3)] }

    /// One of eight moments within three seconds, or the second that one of them is in.
    private var stamp: CallStamp {
        let milliseconds = Self.start + Int64(who >> 2 & 7) * 400
        let isCoarse = who & 32 != 0
        let written = isCoarse ? milliseconds / 1000 * 1000 : milliseconds
        return CallStamp(millisecondsSince1970: written, resolution: isCoarse ? .second : .millisecond) ?? .now
    }

    private var message: CallErrorMessage? { [nil, "a", "b", "e\u{301}"][Int(tells & 3)] }

    private var sipCallID: SIPCallID? { [nil, "c1", "c2", "c3"][Int(tells >> 2 & 3)] }

    private var endpoint: SIPEndpoint? { [nil, "sip:r@h", "sips:r@H;x=1", "sip:q@h"][Int(tells >> 4 & 3)] }

    private var provider: CallProvider? { [nil, "daily", "other", "\u{E9}"][Int(tells >> 6)] }

    private func payload(_ kind: CallEventKind) -> CallEvent.Payload {
        // A dial-out error or warning may come without a session.
        let own = who & 64 == 0 ? session : nil
        return switch kind {
        case .dialInReady: .dialInReady(.init(sipEndpoint: endpoint, provider: provider))
        case .dialInConnected:
            .dialInConnected(.init(sessionID: session, sipCallID: sipCallID, sipEndpoint: endpoint, provider: provider))
        // What a warning tells beside its words is left behind where there are too many.
        case .dialInWarning: .dialInWarning(.init(sessionID: session, errorMessage: message))
        case .dialInError:
            .dialInError(.init(sessionID: session, errorMessage: message, sipCallID: sipCallID, provider: provider))
        case .dialInStopped:
            .dialInStopped(.init(sessionID: session, sipCallID: sipCallID, sipEndpoint: endpoint, provider: provider))
        case .dialOutRequested: .dialOutRequested(.init(sessionID: session))
        case .dialOutConnected: .dialOutConnected(.init(sessionID: session, sipCallID: sipCallID, provider: provider))
        case .dialOutAnswered: .dialOutAnswered(.init(sessionID: session, sipCallID: sipCallID, provider: provider))
        case .dialOutWarning: .dialOutWarning(.init(sessionID: own, errorMessage: message))
        case .dialOutStopRequested: .dialOutStopRequested(.init(sessionID: session))
        case .dialOutError:
            .dialOutError(.init(sessionID: own, errorMessage: message, sipCallID: sipCallID, provider: provider))
        case .dialOutStopped: .dialOutStopped(.init(sessionID: session, sipCallID: sipCallID, provider: provider))
        }
    }
}
