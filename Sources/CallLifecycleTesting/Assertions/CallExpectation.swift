public import CallLifecycle

/// What a call is expected to have been.
///
/// Exhaustive by default: the session's steps are exactly these, in this order; nothing was illegal; and the session
/// has ended. What may be otherwise is said:
///
/// ```swift
/// [.connected, .answered, .stopped]                              // exactly
/// .path(.connected, .answered).leftOpen()                        // it goes on
/// .containing(.connected, .stopped)                              // these in this order, and others between them
/// .order(.connected, before: .answered).allowingIllegalEvents()  // whatever else there was
/// ```
///
/// Redundant events are no steps, and do not count.
public struct CallExpectation: Sendable, Hashable, ExpressibleByArrayLiteral {
    enum Shape: Sendable, Hashable {
        /// These steps and no others.
        case path([CallExpectedStep])
        /// These steps in this order, with others between them.
        case containing([CallExpectedStep])
        /// Steps of which each comes before another.
        case order([Pair])
    }

    struct Pair: Sendable, Hashable {
        var first: CallExpectedStep
        var second: CallExpectedStep
    }

    private(set) var shape: Shape
    private(set) var mayBeOpen = false
    private(set) var mayBeIllegal = false
    private(set) var limit: Duration?
    private(set) var direction: CallDirection?

    private init(_ shape: Shape) { self.shape = shape }

    /// Exactly these steps, in this order.
    public init(arrayLiteral steps: CallExpectedStep...) { self.init(.path(steps)) }

    /// Exactly these steps, in this order.
    public init(_ steps: some Sequence<CallExpectedStep>) { self.init(.path(Array(steps))) }

    /// Exactly these steps, in this order.
    public static func path(_ steps: CallExpectedStep...) -> CallExpectation { CallExpectation(.path(steps)) }

    /// These steps in this order, with whatever other legal steps between them.
    public static func containing(_ steps: CallExpectedStep...) -> CallExpectation {
        CallExpectation(.containing(steps))
    }

    /// Both steps were made, the first time one before the first time the other, whatever else there was.
    public static func order(_ first: CallExpectedStep, before second: CallExpectedStep) -> CallExpectation {
        CallExpectation(.order([Pair(first: first, second: second)]))
    }

    /// And this one before that one, too: a partial order.
    ///
    /// What was a path before becomes the order of its steps.
    public func and(_ first: CallExpectedStep, before second: CallExpectedStep) -> CallExpectation {
        var expectation = self
        let known: [Pair] =
            switch shape {
            case .order(let pairs): pairs
            case .path(let steps), .containing(let steps):
                zip(steps, steps.dropFirst()).map { Pair(first: $0, second: $1) }
            }
        expectation.shape = .order(known + [Pair(first: first, second: second)])
        return expectation
    }

    /// The session need not have ended.
    public func leftOpen() -> CallExpectation {
        var expectation = self
        expectation.mayBeOpen = true
        return expectation
    }

    /// Events that were illegal where they came are left out.
    public func allowingIllegalEvents() -> CallExpectation {
        var expectation = self
        expectation.mayBeIllegal = true
        return expectation
    }

    /// From the first event to the last step it took at most some time, as far as the stamps can tell.
    public func within(_ limit: Duration) -> CallExpectation {
        var expectation = self
        expectation.limit = limit
        return expectation
    }

    /// The session is of this direction.
    public func of(_ direction: CallDirection) -> CallExpectation {
        var expectation = self
        expectation.direction = direction
        return expectation
    }
}

extension CallExpectation: CustomStringConvertible {
    /// The expectation in one line: `exactly requested, connected, stopped`.
    public var description: String {
        let steps =
            switch shape {
            case .path(let steps): "exactly " + steps.map(\.description).joined(separator: ", ")
            case .containing(let steps): "containing " + steps.map(\.description).joined(separator: ", ")
            case .order(let pairs): pairs.map { "\($0.first) before \($0.second)" }.joined(separator: ", ")
            }
        return steps + (mayBeOpen ? "; may be open" : "") + (mayBeIllegal ? "; illegal events left out" : "")
            + (limit.map { "; within \($0.secondsText)" } ?? "") + (direction.map { "; \($0)" } ?? "")
    }
}
