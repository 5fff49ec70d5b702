import CallLifecycle

/// The calls of a fleet, as they are reported: by a bot and by webhooks, some late, some twice.
struct Fleet {
    /// A generator of which every run gives the same.
    struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// What is reported, in the order of arrival.
    let events: [CallEvent]

    /// The same as it was sent.
    private let lines: [String]

    /// The reports of a number of calls, of which every hundredth fails without a session ID.
    ///
    /// - Parameters:
    ///   - calls: How many calls there are.
    ///   - rate: How many begin in a second: a larger fleet has more at a time, and not for longer.
    ///   - seed: Of what is left to chance.
    init(calls: Int, aSecond rate: Int, seed: UInt64) {
        var random = SplitMix(state: seed)
        var arrivals: [(moment: Int64, line: String)] = []
        func report(_ call: Int, _ action: String, at second: Int64, _ details: String = "") {
            let hasNoSession = action == "dialin-ready" || action == "dialout-error"
            let moment = 1_772_359_200_000 + second * 1000
            let session = hasNoSession ? "" : #""sessionId":"session-\#(call)","#
            let line = #"{"action":"\#(action)",\#(session)\#(details)"timestamp":\#(moment + 137)}"#
            arrivals.append((second * 1000 + 200, line))
            guard !hasNoSession else { return }
            // The webhook knows neither Call-ID nor provider, and comes late or twice now and then.
            let kind = action.split(separator: "-").joined(separator: ".")
            let payload = #"{"timestamp":\#(moment / 1000),"session_id":"session-\#(call)"}"#
            let webhook = #"{"type":"\#(kind)","payload":\#(payload)}"#
            let delay = Int64.random(in: 300...30_000, using: &random)
            arrivals.append((second * 1000 + delay, webhook))
            if call % 10 == 0 { arrivals.append((second * 1000 + delay * 2, webhook)) }
        }
        for call in 0..<calls {
            let start = Int64(call / rate)
            let callID = #""sipCallId":"call-\#(call)","#
            if call.isMultiple(of: 2) {
                let endpoint = #""sipEndpoint":"sip:room-\#(call % (calls / 5 + 1))@sip.daily.co","#
                report(call, "dialin-ready", at: start, endpoint)
                report(call, "dialin-connected", at: start + 2, endpoint + callID)
                report(call, "dialin-stopped", at: start + 60, endpoint)
            } else {
                report(call, "dialout-connected", at: start, callID)
                if call % 100 == 1 {
                    report(call, "dialout-error", at: start + 3, callID)
                } else {
                    report(call, "dialout-answered", at: start + 8, callID)
                    report(call, "dialout-stopped", at: start + 70)
                }
            }
        }
        lines = arrivals.enumerated().sorted { ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset) }
            .map(\.element.line)
        events = lines.map(Self.event)
    }

    /// Some of the events, read anew, so that they lie together in memory as they do on a machine that gets no others.
    func delivered(_ numbers: [Int]) -> [CallEvent] { numbers.map { Self.event(lines[$0]) } }

    /// An event of one of the lines above, none of which has anything in it that could not be read.
    private static func event(_ line: String) -> CallEvent {
        do {
            return try CallEvent(json: line)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
