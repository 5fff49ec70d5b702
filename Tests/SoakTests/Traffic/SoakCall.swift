import CallLifecycle

/// One report of one happening, on its way to the engine.
struct Delivery: Sendable {
    enum Content: Sendable {
        case event(CallEvent)
        case foreign(ForeignCallEvent)
    }

    /// Which of a call's reporters sent it; each has a producer of its own.
    enum Side: Sendable {
        case client
        case webhook
    }

    let call: Int
    let side: Side
    /// When it arrives, in milliseconds of the calls' time.
    let at: Int64
    let content: Content
}

/// What happens in one call, and what becomes of the reports of it on their way: lost, repeated, late.
///
/// A pure function of the seed and the call's number, so that two producers can each deliver a part of it.
struct SoakCall {
    let number: Int
    private(set) var deliveries: [Delivery] = []
    private var random: SplitMix
    private let start: Int64
    private let direction: CallDirection

    init(_ number: Int, seed: UInt64) {
        self.number = number
        random = SplitMix(seed, UInt64(number))
        start = SoakTime.start(ofStep: number / SoakPlan.producers)
        let isDialOut = random.happens(500)
        direction = isDialOut || Self.isTwin(number) || Self.isTwin(number + 1) ? .dialOut : .dialIn
        // A dial-out that failed before it had a session: all that is ever told of it is an error without one.
        if direction == .dialOut, random.happens(15) { tellSessionlessError(at: start) } else { live() }
        tellForeign()
    }
}

// MARK: - Which calls are what

extension SoakCall {
    static func id(_ number: Int) -> CallSessionID { "call-\(number)" }

    /// The number of the call with a session ID; `nil` for a session that is no call of the run.
    static func number(of id: CallSessionID) -> Int? {
        id.rawValue.hasPrefix("call-") ? Int(id.rawValue.dropFirst(5)) : nil
    }

    /// The leg's SIP Call-ID; a twin has that of the call before.
    static func sipCallID(_ number: Int) -> SIPCallID { "leg-\(isTwin(number) ? number - 1 : number)" }

    /// Whether a call has the SIP Call-ID of the one before, so that events without a session ID belong to neither.
    static func isTwin(_ number: Int) -> Bool { number % 41 == 7 }

    /// Whether a sender in a loop reports more of the call than a session keeps.
    static func isFlooded(_ number: Int) -> Bool { number % 797 == 5 }

    /// Whether all that the engine takes of the call is kept beside it, to be reconstructed.
    ///
    /// Twins are not: whether an event belongs to one of them depends on when the engine forgot the other.
    static func isSampled(_ number: Int) -> Bool {
        (number % 8 == 3 || isFlooded(number)) && !isTwin(number) && !isTwin(number + 1)
    }
}

// MARK: - What happens

extension SoakCall {
    private mutating func live() {
        let connected = start + Int64(random.number(200..<2000))
        let answered = connected + Int64(random.number(500..<6000))
        let end = answered + Int64(random.number(500..<16_000))
        if direction == .dialIn { tellReady() } else { tell(.dialOutRequested, at: start) }
        tell(direction == .dialIn ? .dialInConnected : .dialOutConnected, at: connected)
        if direction == .dialOut, random.happens(800) { tell(.dialOutAnswered, at: answered) }
        tellWarnings(from: connected, to: end)
        if direction == .dialOut, random.happens(400) { tell(.dialOutStopRequested, at: end - 400) }
        tellEnd(at: end)
        if random.happens(50),
            let kind = CallEventKind.allCases.filter({ $0.signal != nil }).randomElement(using: &random)
        {
            // Whatever it is, in an ended session or in one of the other direction it is illegal or redundant.
            tell(kind, at: end + Int64(random.number(500..<3000)), message: "stray")
        }
    }

    private mutating func tellEnd(at end: Int64) {
        if direction == .dialOut, random.happens(Self.isTwin(number) ? 700 : 90) {
            // At times before anything else is known of the call, so that it waits for its session.
            tellSessionlessError(at: random.happens(300) ? start - 500 : end)
        }
        if random.happens(70) { return }
        if random.happens(100) {
            tell(direction == .dialIn ? .dialInError : .dialOutError, at: end, message: "pipeline")
        } else {
            tell(direction == .dialIn ? .dialInStopped : .dialOutStopped, at: end)
        }
    }

    private mutating func tellWarnings(from: Int64, to end: Int64) {
        let kind: CallEventKind = direction == .dialIn ? .dialInWarning : .dialOutWarning
        let connected: CallEventKind = direction == .dialIn ? .dialInConnected : .dialOutConnected
        if Self.isFlooded(number) {
            let large = String(repeating: "x", count: SoakPlan.configuration.maximumEventSize)
            tell(kind, at: from, message: .init(large))
            for count in 0..<3 * SoakPlan.configuration.maximumEventsPerSession {
                let at = from + Int64(5 * count)
                let kind = count % 6 == 0 ? connected : kind
                deliver(.event(event(kind, at, .client, message: .init("\(count)"))), .client, at: at)
            }
        } else {
            let isNoisy = number % 173 == 9
            let count = isNoisy ? random.number(60..<90) : random.happens(80) ? random.number(1..<4) : 0
            for number in 0..<count {
                tell(kind, at: from + (end - from) * Int64(number) / Int64(count), message: .init("\(number)"))
            }
        }
    }

    private mutating func tellReady() {
        guard random.happens(600) else { return }
        deliver(.event(event(.dialInReady, start - 1000, .client)), .client, at: start - 1000)
        guard random.happens(30) else { return }
        let nameless = CallEvent(.dialInReady(.init(sipEndpoint: nil)), at: SoakTime.stamp(start))
        deliver(.event(nameless), .client, at: start)
    }

    private mutating func tellForeign() {
        let id = Self.id(number)
        func note(_ action: String, _ id: CallSessionID, _ at: Int64, tone: String) {
            let event = ForeignCallEvent(action: action, sessionID: id, at: SoakTime.stamp(at), details: ["tone": tone])
            deliver(.foreign(event), .webhook, at: at)
        }
        if random.happens(120) { note("dtmf-event", id, start + 3000, tone: "5") }
        if random.happens(40) { note("calltransfer.triggered", id, start + 5000, tone: "") }
        if random.happens(50) { note("recording-started", id, start + 2000, tone: "") }
        if random.happens(30) { note("dtmf-event", "stranger-\(number)", start, tone: "1") }
        if random.happens(100) {
            let correlation = ForeignCallEvent.correlation(
                of: id,
                with: "attempt-\(number / 4)",
                at: SoakTime.stamp(start)
            )
            deliver(.foreign(correlation), .client, at: start)
        }
        if number % 331 == 2 {
            for count in 0..<CallNotes.maximumAnnotations + 8 {
                note("dtmf-event", id, start + Int64(100 * count), tone: "\(count)")
            }
        }
    }
}

// MARK: - How it is told

extension SoakCall {
    /// Reports a happening by client and by webhook, each of which may be lost.
    private mutating func tell(_ kind: CallEventKind, at moment: Int64, message: CallErrorMessage? = nil) {
        if random.happens(920) {
            deliver(.event(event(kind, moment, .client, message: message)), .client, at: moment)
        }
        guard !kind.isApplicationAction, random.happens(800) else { return }
        deliver(.event(event(kind, moment, .webhook, message: message)), .webhook, at: moment)
        guard random.happens(60) else { return }
        // A recorder wrote the webhook's whole second with a fraction: the same event with a finer stamp.
        deliver(.event(event(kind, moment, .webhook, .millisecond, message: message)), .webhook, at: moment)
    }

    private mutating func tellSessionlessError(at moment: Int64) {
        // Unlike the session's own messages this one must be unique: without a session it is the event's identity.
        let error = DialOutError(errorMessage: .init("no route \(number)"), sipCallID: Self.sipCallID(number))
        deliver(.event(CallEvent(.dialOutError(error), at: SoakTime.stamp(moment))), .client, at: moment)
        guard random.happens(200) else { return }
        let warning = DialOutWarning(errorMessage: .init("no codec \(number)"))
        deliver(.event(CallEvent(.dialOutWarning(warning), at: SoakTime.stamp(moment))), .client, at: moment)
    }

    /// Sends a report on its way, up to three times.
    private mutating func deliver(_ content: Delivery.Content, _ side: Delivery.Side, at moment: Int64) {
        let copies = random.happens(100) ? random.number(2..<4) : 1
        for _ in 0..<copies {
            var delay = random.number(0..<400)
            if random.happens(60) { delay += random.number(3000..<30_000) }
            // Redelivered so late that the session's tombstone may be gone.
            if random.happens(6) { delay += random.number(60_000..<150_000) }
            deliveries.append(Delivery(call: number, side: side, at: moment + Int64(delay), content: content))
        }
    }
}

// MARK: - Events

extension SoakCall {
    private func event(
        _ kind: CallEventKind,
        _ moment: Int64,
        _ source: CallSource,
        _ resolution: CallStamp.Resolution = .second,
        message: CallErrorMessage? = nil
    ) -> CallEvent {
        let isWebhook = source == .webhook
        let stamp = isWebhook ? SoakTime.stamp(moment / 1000 * 1000, resolution) : SoakTime.stamp(moment)
        return CallEvent(payload(kind, isWebhook: isWebhook, message), at: stamp, source: source)
    }

    /// The endpoint that takes the call; now and then the two reporters do not agree.
    private func endpoint(isWebhook: Bool) -> SIPEndpoint {
        let desk = (number + (isWebhook && number % 29 == 0 ? 1 : 0)) % 40
        return SIPEndpoint(isWebhook ? "sips:desk-\(desk)@SOAK.example" : "sip:desk-\(desk)@soak.example")
    }

    private func payload(_ kind: CallEventKind, isWebhook: Bool, _ message: CallErrorMessage?) -> CallEvent.Payload {
        let id = Self.id(number)
        let endpoint = endpoint(isWebhook: isWebhook)
        let sipCallID = isWebhook ? nil : Self.sipCallID(number)
        return switch kind {
        case .dialInReady: .dialInReady(.init(sipEndpoint: endpoint))
        case .dialInConnected:
            .dialInConnected(.init(sessionID: id, sipCallID: sipCallID, sipEndpoint: endpoint, provider: "daily"))
        case .dialInWarning: .dialInWarning(.init(sessionID: id, errorMessage: message))
        case .dialInError: .dialInError(.init(sessionID: id, errorMessage: message, sipCallID: sipCallID))
        case .dialInStopped: .dialInStopped(.init(sessionID: id, sipCallID: sipCallID, sipEndpoint: endpoint))
        case .dialOutRequested: .dialOutRequested(.init(sessionID: id, destination: "+14155550123"))
        case .dialOutConnected: .dialOutConnected(.init(sessionID: id, sipCallID: sipCallID, provider: "daily"))
        case .dialOutAnswered: .dialOutAnswered(.init(sessionID: id, sipCallID: sipCallID))
        case .dialOutWarning: .dialOutWarning(.init(sessionID: id, errorMessage: message))
        case .dialOutStopRequested: .dialOutStopRequested(.init(sessionID: id))
        case .dialOutError: .dialOutError(.init(sessionID: id, errorMessage: message, sipCallID: sipCallID))
        case .dialOutStopped: .dialOutStopped(.init(sessionID: id, sipCallID: sipCallID))
        }
    }
}
