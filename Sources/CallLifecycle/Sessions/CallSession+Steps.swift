extension CallSession {
    /// The judged events of a session, in order.
    ///
    /// A collection like an array, but its first two stand in the session itself: most open calls have no more, and an
    /// event that comes to its session finds them there, where an array would be one more place in memory to wait for.
    public struct Steps: Sendable {
        @usableFromInline private(set) var first = Step.none
        @usableFromInline private(set) var second = Step.none
        // Before the array, where it takes no memory of its own.
        private var total: UInt32 = 0
        @usableFromInline private(set) var others: [Step] = []

        /// No steps.
        init() {}

        /// How many there are.
        public var count: Int { Int(total) }

        /// Puts a step behind the others.
        @inline(__always)
        mutating func append(_ step: Step) {
            switch total {
            case 0: first = step
            case 1: second = step
            default: others.append(step)
            }
            total += 1
        }

        /// Makes room for so many steps.
        mutating func reserveCapacity(_ capacity: Int) { if capacity > 2 { others.reserveCapacity(capacity - 2) } }

        /// Looks at a step where it stands, which costs no copy of its event.
        ///
        /// A closure, not a subscript with `_read`: a coroutine that yields from three places allocates memory each time.
        @inlinable @inline(__always)
        package func look<Value>(at index: Int, _ look: (borrowing Step) -> Value) -> Value {
            precondition(index < count, "no such step")
            return switch index {
            case 0: look(first)
            case 1: look(second)
            default: look(others[index - 2])
            }
        }

        /// Looks at one step after the other.
        @inlinable @inline(__always)
        package func lookAtEach(_ look: (borrowing Step) -> Void) {
            if count > 0 { look(first) }
            if count > 1 { look(second) }
            for index in others.indices { look(others[index]) }
        }
    }
}

extension CallSession.Steps: RandomAccessCollection {
    /// 0, where the first step is.
    public var startIndex: Int { 0 }

    /// Where the next step would be.
    public var endIndex: Int { count }

    /// A step, with a copy of its event.
    public subscript(index: Int) -> CallSession.Step { look(at: index) { $0 } }
}

extension CallSession.Steps: CustomStringConvertible, CustomReflectable {
    /// The steps as an array shows them.
    public var description: String { Array(self).description }

    /// Shows `dump` and debuggers the steps.
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: self, displayStyle: .collection) }
}

extension CallSession.Steps: ExpressibleByArrayLiteral {
    /// These steps: mostly none, instead of those of a session that is not there.
    public init(arrayLiteral steps: CallSession.Step...) {
        for step in steps { append(step) }
    }
}

extension CallSession.Steps: Hashable {
    /// Whether both are the same steps.
    public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }

    /// Hashes the steps.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(total)
        for step in self { hasher.combine(step) }
    }
}

extension CallSession.Step {
    /// What stands where no step is: an optional would be taken apart at every look.
    fileprivate static let none = CallSession.Step(
        event: CallEvent(kind: .dialInReady, sessionID: nil, stamp: .earliest, source: .client, told: CallAttributes()),
        state: .ready,
        verdict: .illegal
    )
}
