import CallLifecycle

/// The steps that were expected beside those that were made, as far as they agree.
struct PathAlignment {
    /// One line of a diff.
    struct Row {
        var expected: CallExpectedStep?
        var actual: CallSession.Step?
    }

    private(set) var rows: [Row] = []

    /// Where the two part; `nil` if they do not.
    private(set) var firstDifference: Int?

    /// Lays a path beside what a session did.
    static func path(_ expected: [CallExpectedStep], _ actual: [CallSession.Step]) -> PathAlignment {
        var search = PathSearch(expected, actual)
        search.run()
        var alignment = PathAlignment()
        alignment.rows = search.best.map { Row(expected: $0.expected, actual: actual[$0.actual]) }
        guard !search.isComplete else { return alignment }
        alignment.firstDifference = alignment.rows.count
        let rest = Array(actual.dropFirst(search.best.count))
        alignment.rows += Self.common(search.remaining, rest)
        return alignment
    }

    /// Lays steps that are to come in order, with others between them, beside what a session did.
    static func containing(_ expected: [CallExpectedStep], _ actual: [CallSession.Step]) -> PathAlignment {
        var alignment = PathAlignment()
        var rest = expected[...]
        var previous: CallSession.Step?
        for step in actual {
            let found = rest.first.map { $0.objection(to: step, after: previous) == nil } ?? false
            alignment.rows.append(Row(expected: found ? rest.popFirst() : nil, actual: step))
            if found { previous = step }
        }
        let missing = rest.filter { !$0.isOptional }
        if !missing.isEmpty { alignment.firstDifference = alignment.rows.count }
        alignment.rows += missing.map { Row(expected: $0, actual: nil) }
        return alignment
    }

    /// What follows the first difference, side by side where it agrees again: a longest common subsequence.
    private static func common(_ expected: [CallExpectedStep], _ actual: [CallSession.Step]) -> [Row] {
        var lengths = Array(repeating: Array(repeating: 0, count: actual.count + 1), count: expected.count + 1)
        func agree(_ row: Int, _ column: Int) -> Bool { expected[row].names(actual[column]) }
        for row in expected.indices.reversed() {
            for column in actual.indices.reversed() {
                lengths[row][column] =
                    agree(row, column)
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var rows: [Row] = []
        var (row, column) = (0, 0)
        while row < expected.count || column < actual.count {
            if row < expected.count, column < actual.count {
                // A first difference that is only about a verdict or a limit stands on one line, too.
                let isReplaced = lengths[row][column] == lengths[row + 1][column + 1]
                if agree(row, column) || isReplaced {
                    rows.append(Row(expected: expected[row], actual: actual[column]))
                    (row, column) = (row + 1, column + 1)
                    continue
                }
            }
            if row < expected.count, column == actual.count || lengths[row + 1][column] >= lengths[row][column + 1] {
                rows.append(Row(expected: expected[row], actual: nil))
                row += 1
            } else {
                rows.append(Row(expected: nil, actual: actual[column]))
                column += 1
            }
        }
        return rows
    }
}

extension CallExpectedStep {
    /// Whether a step is of this name, whatever the table says of it.
    func names(_ step: CallSession.Step) -> Bool {
        switch form {
        case .one(let signal, _): step.event.kind.signal == signal
        case .anyOrder(let steps): steps.contains { $0.names(step) }
        }
    }
}

/// Looks for a way to read a session's steps as the expected ones, of which some may be left out or come in any order.
private struct PathSearch {
    private struct Position: Hashable {
        var item: Int
        /// Which steps of an "any order" were met already.
        var met: Set<Int>
        var actual: Int

        func moving(item items: Int, actual steps: Int) -> Self {
            Self(item: item + items, met: [], actual: actual + steps)
        }
    }

    private let expected: [CallExpectedStep]
    private let actual: [CallSession.Step]
    private var seen: Set<Position> = []

    /// The way that reads the most steps.
    private(set) var best: [(expected: CallExpectedStep, actual: Int)] = []
    private(set) var isComplete = false

    /// What is expected behind it.
    private(set) var remaining: [CallExpectedStep]

    init(_ expected: [CallExpectedStep], _ actual: [CallSession.Step]) {
        self.expected = expected
        self.actual = actual
        remaining = expected
    }

    mutating func run() { visit(Position(item: 0, met: [], actual: 0), []) }

    private mutating func visit(_ position: Position, _ way: [(expected: CallExpectedStep, actual: Int)]) {
        guard !isComplete, seen.insert(position).inserted else { return }
        if position.item == expected.count, position.actual == actual.count {
            (best, remaining, isComplete) = (way, [], true)
            return
        }
        if way.count > best.count {
            best = way
            remaining = rest(at: position)
        }
        guard position.item < expected.count else { return }
        let item = expected[position.item]
        switch item.form {
        case .one:
            if matches(item, position.actual) {
                visit(position.moving(item: 1, actual: 1), way + [(item, position.actual)])
            }
            if item.isOptional { visit(position.moving(item: 1, actual: 0), way) }
        case .anyOrder(let steps):
            for (index, step) in steps.enumerated() where !position.met.contains(index) {
                guard matches(step, position.actual) else { continue }
                var next = position
                next.met.insert(index)
                next.actual += 1
                visit(next, way + [(step, position.actual)])
            }
            let isDone = steps.indices.allSatisfy { position.met.contains($0) || steps[$0].isOptional }
            if isDone || item.isOptional && position.met.isEmpty { visit(position.moving(item: 1, actual: 0), way) }
        }
    }

    private func matches(_ step: CallExpectedStep, _ index: Int) -> Bool {
        guard index < actual.count else { return false }
        return step.objection(to: actual[index], after: index > 0 ? actual[index - 1] : nil) == nil
    }

    /// The steps from a position on, an "any order" as those of its steps that are still to come.
    private func rest(at position: Position) -> [CallExpectedStep] {
        expected[position.item...].enumerated()
            .flatMap { offset, item -> [CallExpectedStep] in
                guard offset == 0, case .anyOrder(let steps) = item.form else { return [item] }
                return steps.indices.filter { !position.met.contains($0) }.map { steps[$0] }
            }
    }
}
