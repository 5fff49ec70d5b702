/// What libFuzzer feeds, and what the tests feed with the corpora: bytes in, a violation out.
public enum FuzzTarget: String, Sendable, CaseIterable {
    /// Lines of logs, in any wire form.
    case lines

    /// Texts of stamps.
    case stamps

    /// The files of a journal.
    case journal

    /// Events, in two orders.
    case engine

    /// Runs the target on one input.
    ///
    /// - Throws: ``Violation`` where an invariant does not hold. Whatever traps is a bug as well.
    public func check(_ input: [UInt8]) throws {
        switch self {
        case .lines: try LineCheck(input).run()
        case .stamps: try StampCheck(input).run()
        case .journal: try JournalCheck(input).run()
        case .engine: try EngineCheck(input).run()
        }
    }

    /// Runs the target on one input for libFuzzer, to which only a dead process is a finding.
    public func checkOrTrap(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        do {
            try check(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
        } catch {
            fatalError("\(self): \(error)")
        }
    }
}

/// An invariant that does not hold.
public struct Violation: Error, CustomStringConvertible {
    /// The invariant, and where it was broken.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Insists on an invariant.
func expect(_ condition: Bool, _ invariant: @autoclosure () -> String) throws(Violation) {
    guard condition else { throw Violation(invariant()) }
}

/// Insists that two values are the same; says what they are if not.
func expectSame<Value: Equatable>(
    _ left: Value,
    _ right: Value,
    _ invariant: @autoclosure () -> String
) throws(Violation) {
    guard left != right else { return }
    throw Violation("\(invariant())\n  \(left)\n  \(right)")
}
