import CallLifecycle
import CallTimelineRendering

/// Expected and actual path side by side, and what can be said about the place where they part.
struct CallDiff {
    private let session: CallSession
    private let alignment: PathAlignment

    init(_ session: CallSession, _ alignment: PathAlignment) {
        self.session = session
        self.alignment = alignment
    }

    var lines: [String] { table + [""] + explanation }

    private var table: [String] {
        var rows = [["", "", "expected", "actual", "", ""]]
        for (index, row) in alignment.rows.enumerated() {
            let event = row.actual?.event
            rows.append([
                index == alignment.firstDifference ? "✗" : "",
                "\(index + 1)",
                row.expected?.description ?? "",
                event?.kind.rawValue ?? "",
                row.actual?.movement ?? "",
                event?.stamp.offset(from: session.startedAt) ?? "",
            ])
        }
        // A story without anything to compare it with needs no column for that.
        let isCompared = alignment.rows.contains { $0.expected != nil }
        return Self.columns(isCompared ? rows : rows.map { Array($0[..<2] + $0[3...]) })
    }

    /// Rows in columns, the second one to the right, without blanks at the ends of lines.
    private static func columns(_ rows: [[String]]) -> [String] {
        let widths = rows[0].indices.map { column in max(1, rows.map { $0[column].displayWidth }.max() ?? 0) }
        return rows.map { row in
            let cells = row.indices.map { column in
                column == 1
                    ? row[column].paddedLeft(toWidth: widths[column]) : row[column].padded(toWidth: widths[column])
            }
            var line = cells[0] + " " + cells.dropFirst().joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private var explanation: [String] {
        guard let index = alignment.firstDifference else { return [] }
        let row = index < alignment.rows.count ? alignment.rows[index] : PathAlignment.Row()
        let before = alignment.rows[..<index].last { $0.actual != nil }?.actual
        let state = row.actual?.state ?? before?.stateAfter ?? .ready
        var lines = ["first difference at step \(index + 1): " + reason(row, after: before)]
        lines.append("in \(state), " + CallTransitionTable.legalityDescription(in: state, of: session.direction))
        if let event = row.actual?.event { lines.append("the event: \(event)") }
        return lines
    }

    private func reason(_ row: PathAlignment.Row, after previous: CallSession.Step?) -> String {
        switch (row.expected, row.actual) {
        case (let expected?, let actual?):
            let objection = expected.objection(to: actual, after: previous)
            return objection.flatMap { $0.isEmpty ? nil : $0 } ?? "expected \(expected), but \(actual.event.kind) came"
        case (let expected?, nil): return "expected \(expected), but nothing came"
        case (nil, let actual?):
            let what = actual.verdict == .illegal ? "the illegal " : ""
            return "expected nothing more, but \(what)\(actual.event.kind) came in \(actual.state)"
        case (nil, nil): return "expected something else"
        }
    }
}
