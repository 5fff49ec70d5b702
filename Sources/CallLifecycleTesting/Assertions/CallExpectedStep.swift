public import CallLifecycle

/// A step that a call is expected to make.
///
/// ```swift
/// [.requested, .connected, .answered.within(.seconds(30)), .warning.optional(), .stopped]
/// ```
///
/// A step is documented unless it says otherwise: one that skips a state has to be expected as such.
public struct CallExpectedStep: Sendable, Hashable {
    /// What the transition table has to say of the step.
    enum Kind: Sendable, Hashable {
        /// An advance or a stay.
        case documented
        case skip
        case illegal
    }

    /// One step, or several that come in any order.
    indirect enum Form: Sendable, Hashable {
        case one(CallSignal, Kind)
        case anyOrder([CallExpectedStep])
    }

    private(set) var form: Form
    private(set) var isOptional = false
    private(set) var limit: Duration?

    private init(_ form: Form) { self.form = form }

    private init(_ signal: CallSignal) { form = .one(signal, .documented) }

    /// The application recorded that it got a session.
    public static let requested = CallExpectedStep(.requested)

    /// The session was established.
    public static let connected = CallExpectedStep(.connected)

    /// The far end of a dial-out answered.
    public static let answered = CallExpectedStep(.answered)

    /// Something was reported that is not fatal.
    public static let warning = CallExpectedStep(.warning)

    /// The application recorded that it asked for the end.
    public static let stopRequested = CallExpectedStep(.stopRequested)

    /// The session failed.
    public static let error = CallExpectedStep(.error)

    /// The session ended.
    public static let stopped = CallExpectedStep(.stopped)

    /// An event that was illegal where it came.
    public static func illegal(_ signal: CallSignal) -> CallExpectedStep { CallExpectedStep(.one(signal, .illegal)) }

    /// Steps of which each is made, in whatever order.
    public static func anyOrder(_ steps: CallExpectedStep...) -> CallExpectedStep {
        CallExpectedStep(.anyOrder(steps))
    }

    /// The step, over a state that was not seen.
    public func skipping() -> CallExpectedStep {
        var step = self
        if case .one(let signal, .documented) = form { step.form = .one(signal, .skip) }
        return step
    }

    /// The step may be left out.
    public func optional() -> CallExpectedStep {
        var step = self
        step.isOptional = true
        return step
    }

    /// The step comes at most some time after the one before it.
    ///
    /// Stamps are only so fine: a step is late only if it must have come later than that.
    public func within(_ limit: Duration) -> CallExpectedStep {
        var step = self
        step.limit = limit
        return step
    }
}

extension CallExpectedStep: CustomStringConvertible {
    /// The step as a failure shows it: `answered, within 30 s`.
    public var description: String {
        let name =
            switch form {
            case .one(let signal, .documented): "\(signal)"
            case .one(let signal, .skip): "\(signal), skipping"
            case .one(let signal, .illegal): "illegal \(signal)"
            case .anyOrder(let steps): "any order of (" + steps.map(\.description).joined(separator: "; ") + ")"
            }
        return name + (isOptional ? ", optional" : "") + (limit.map { ", within \($0.secondsText)" } ?? "")
    }
}

extension CallExpectedStep {
    /// Why a step of a session, which came after another, is not this one; `nil` if it is.
    func objection(to actual: CallSession.Step, after previous: CallSession.Step?) -> String? {
        guard case .one(let signal, let kind) = form else { return "" }
        let event = actual.event.kind
        guard event.signal == signal else {
            return "expected \(signal), but \(event) came in \(actual.state)"
        }
        switch (actual.verdict, kind) {
        case (.advance, .documented), (.stay, .documented), (.skip, .skip), (.illegal, .illegal): break
        case (.skip, _): return "\(event) skips a state that was not seen, and is not expected to"
        case (.illegal, _): return "\(event) is illegal in \(actual.state)"
        default: return "\(event) is a documented step in \(actual.state), and is not expected to be"
        }
        guard let limit, let previous else { return nil }
        let duration = CallDuration(from: previous.event.stamp, to: actual.event.stamp)
        guard duration.surelyExceeds(limit) else { return nil }
        return "\(event) came \(duration) after \(previous.event.kind), and not within \(limit.secondsText)"
    }
}
