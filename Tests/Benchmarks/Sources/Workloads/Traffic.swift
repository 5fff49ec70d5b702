public import CallLifecycle

/// Ordinary calls as `Peers/traffic.py` makes them: a seeded log of decoded events, in order of their stamps.
///
/// Half are dial-ins of a hundred rooms, of which one in ten has a warning; of the dial-outs seven in ten are answered.
/// A call lasts half a minute and up to four more.
public struct Traffic: Sendable {
    /// The events, in order.
    public let events: [CallEvent]

    /// Some calls that begin at even distances.
    ///
    /// - Parameters:
    ///   - calls: How many.
    ///   - open: How many are open at a time once the first of them have ended.
    ///   - seed: What makes the same calls again.
    public init(calls: Int, open: Int, seed: UInt64 = 7) {
        // A call lasts 150 s on average.
        let distance = max(1, 150_000 / Int64(open))
        var random = SeededGenerator(seed: seed)
        var reports: [(at: Int64, event: CallEvent)] = []
        reports.reserveCapacity(calls * 5 / 2)
        for number in 0..<calls {
            Call(&random).report(startingAt: Int64(number) * distance, &random) { reports.append(($0, $1)) }
        }
        // In the order of stamps, and those of one stamp as they were made.
        let order = reports.indices.sorted { (reports[$0].at, $0) < (reports[$1].at, $1) }
        events = order.map { reports[$0].event }
    }

    /// The first event of each of some calls, and a second for each, in another order, that leaves it open: a
    /// millisecond from one event to the next.
    public static func opening(_ calls: Int, seed: UInt64 = 7) -> (first: [CallEvent], second: [CallEvent]) {
        var random = SeededGenerator(seed: seed)
        let all = (0..<calls).map { _ in Call(&random) }
        let first = all.enumerated().map { $1.connected(at: Int64($0)) }
        // In another order, but one after the other in memory: an event that was just decoded is in the cache.
        let second = all.shuffled(using: &random).enumerated()
            .map { number, call in
                let time = Int64(calls + number)
                return call.isDialIn ? call.warning(at: time) : call.answered(at: time)
            }
        return (first, second)
    }
}

/// One call, and what is reported of it.
struct Call {
    let isDialIn: Bool
    let session: CallSessionID
    private let sipCallID: SIPCallID
    private let provider: CallProvider
    private let phone: String
    private let room: Int

    private var clientID: CallClientID { "17225364729060.9442072768918943" }

    init(_ random: inout SeededGenerator) {
        session = CallSessionID(random.uuid())
        sipCallID = SIPCallID(random.uuid() + "@sip.daily.co")
        provider = Bool.random(using: &random) ? "daily" : "signalwire"
        phone = "+1\(Int.random(in: 1_000_000_000..<10_000_000_000, using: &random))"
        isDialIn = Bool.random(using: &random)
        room = Int.random(in: 0..<100, using: &random)
    }

    /// One that was placed from here.
    init(dialOut random: inout SeededGenerator) {
        repeat { self.init(&random) } while isDialIn
    }

    func report(startingAt start: Int64, _ random: inout SeededGenerator, to say: (Int64, CallEvent) -> Void) {
        let end = start + 30_000 + Int64.random(in: 0..<240_000, using: &random)
        say(start, connected(at: start))
        if isDialIn {
            if Int.random(in: 0..<10, using: &random) == 0 { say(start + 29_000, warning(at: start + 29_000)) }
        } else if Int.random(in: 0..<10, using: &random) < 7 {
            let answer = start + 2000 + Int64.random(in: 0..<25_000, using: &random)
            say(answer, answered(at: answer))
        }
        say(end, stopped(at: end))
    }

    func connected(at time: Int64) -> CallEvent {
        guard isDialIn else {
            let payload = DialOutConnected(
                sessionID: session,
                sipCallID: sipCallID,
                destination: CallAddress(phone),
                origin: "+15550100000",
                callClientID: clientID,
                provider: provider
            )
            return CallEvent(.dialOutConnected(payload), at: Self.stamp(time))
        }
        let payload = DialInConnected(
            sessionID: session,
            sipCallID: sipCallID,
            sipEndpoint: endpoint,
            sipFrom: from,
            sipHeaders: ["X-Campaign": "spring"],
            callClientID: clientID,
            provider: provider
        )
        return CallEvent(.dialInConnected(payload), at: Self.stamp(time))
    }

    func warning(at time: Int64) -> CallEvent {
        guard isDialIn else {
            let payload = DialOutWarning(
                sessionID: session,
                errorMessage: "Dialout codec did not match, using fallback.",
                callClientID: clientID,
                provider: provider
            )
            return CallEvent(.dialOutWarning(payload), at: Self.stamp(time))
        }
        let payload = DialInWarning(
            sessionID: session,
            errorMessage: "Dialin codec did not match, using fallback.",
            callClientID: clientID,
            provider: provider
        )
        return CallEvent(.dialInWarning(payload), at: Self.stamp(time))
    }

    func answered(at time: Int64) -> CallEvent {
        let payload = DialOutAnswered(
            sessionID: session,
            sipCallID: sipCallID,
            destination: CallAddress(phone),
            origin: "+15550100000",
            callClientID: clientID,
            provider: provider
        )
        return CallEvent(.dialOutAnswered(payload), at: Self.stamp(time))
    }

    func stopped(at time: Int64) -> CallEvent {
        guard isDialIn else {
            let payload = DialOutStopped(
                sessionID: session,
                sipCallID: sipCallID,
                destination: CallAddress(phone),
                origin: "+15550100000",
                callClientID: clientID,
                provider: provider
            )
            return CallEvent(.dialOutStopped(payload), at: Self.stamp(time))
        }
        let payload = DialInStopped(
            sessionID: session,
            sipCallID: sipCallID,
            sipEndpoint: endpoint,
            sipFrom: from,
            sipHeaders: ["X-Campaign": "spring"],
            callClientID: clientID,
            provider: provider
        )
        return CallEvent(.dialInStopped(payload), at: Self.stamp(time))
    }

    private var endpoint: SIPEndpoint { SIPEndpoint("sip:room-\(room)@example.sip.daily.co") }
    private var from: CallAddress { CallAddress("sip:\(phone)@pstn.example.com") }

    /// Milliseconds since the first of March 2026, ten o'clock.
    private static func stamp(_ time: Int64) -> CallStamp {
        guard let stamp = CallStamp(millisecondsSince1970: 1_772_359_200_000 + time) else {
            preconditionFailure("traffic up to the year 2200")
        }
        return stamp
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A random UUID of version 4, in lower case.
    mutating func uuid() -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for place in 0..<36 {
            switch place {
            case 8, 13, 18, 23: text.append(UInt8(ascii: "-"))
            case 14: text.append(UInt8(ascii: "4"))
            case 19: text.append(digits[Int(8 + next() % 4)])
            default: text.append(digits[Int(next() >> 60)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
