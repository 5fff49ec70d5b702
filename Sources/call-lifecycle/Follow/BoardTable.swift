import CallLifecycle
import CallTimelineRendering

/// The table of a board: as many columns as fit, those that tell most.
struct BoardTable {
    /// A call, in words.
    struct Row {
        fileprivate var cells: [Column: String]
        fileprivate var state: CallState
        fileprivate var isBad: Bool
    }

    fileprivate enum Column: CaseIterable {
        case direction
        case session
        case party
        case state
        case inState
        case inCall
        case lastEvent
        case remark

        var title: String {
            switch self {
            case .direction: "DIRECTION"
            case .session: "SESSION"
            case .party: "PARTY"
            case .state: "STATE"
            case .inState: "IN STATE"
            case .inCall: "IN CALL"
            case .lastEvent: "LAST EVENT"
            case .remark: "REMARK"
            }
        }

        var isNumeric: Bool { self == .inState || self == .inCall }

        /// The widest that a column gets.
        var limit: Int {
            switch self {
            case .party: 28
            case .remark: .max
            default: 22
            }
        }
    }

    /// What goes first where there is too little room; what is not here stays.
    private static let dispensable: [Column] = [.lastEvent, .inCall, .party, .direction]
    /// How much of a remark is to be seen before another column has to go for it.
    private static let wantedRemark = 18
    /// How much of a remark tells something: `overdue`.
    private static let leastRemark = 7

    private let rows: [Row]

    init(_ rows: [Row]) { self.rows = rows }

    /// The titles and the rows.
    func lines(width: Int) -> [BoardLine] {
        var columns = Column.allCases
        var widths = Dictionary(uniqueKeysWithValues: columns.map { ($0, naturalWidth($0)) })
        if widths[.remark] == 0 { columns.removeLast() }
        func needed(remark: Int = Self.wantedRemark) -> Int {
            let cells = columns.map { $0 == .remark ? min(widths[$0] ?? 0, remark) : widths[$0] ?? 0 }
            return cells.reduce(2 * (columns.count - 1), +)
        }
        for column in Self.dispensable where needed() > width && columns.count > 3 {
            // Somebody may be told by half of a number.
            if column == .party, let party = widths[.party], party - (needed() - width) >= 12 {
                widths[.party] = party - (needed() - width)
            } else {
                columns.removeAll { $0 == column }
            }
        }
        if needed(remark: Self.leastRemark) > width { columns.removeAll { $0 == .remark } }
        let last = columns.last
        func line(_ cell: (Column) -> (String, BoardLine.Paint)) -> BoardLine {
            columns.reduce(into: BoardLine()) { line, column in
                let (text, paint) = cell(column)
                let width = widths[column] ?? 0
                let cut = text.truncated(toWidth: width)
                if line.width > 0 { line.append("  ") }
                line.append(
                    column.isNumeric
                        ? cut.paddedLeft(toWidth: width) : column == last ? cut : cut.padded(toWidth: width),
                    paint
                )
            }
        }
        return [line { ($0.title, .faint) }] + rows.map { row in line { (row.cells[$0] ?? "", row.paint($0)) } }
    }

    private func naturalWidth(_ column: Column) -> Int {
        let cells = rows.compactMap { $0.cells[column]?.displayWidth }.max() ?? 0
        // Nobody needs the title of a column in which nothing stands.
        return cells == 0 && column == .remark ? 0 : min(max(cells, column.title.count), column.limit)
    }
}

extension BoardTable.Row {
    init(_ call: Board.Call, at now: CallStamp, _ mask: PersonalDataMask) {
        let session = call.timeline.session
        let illegal = session.violations.count
        let warnings =
            session.steps.count { $0.event.kind.signal == .warning && $0.verdict == .stay }
            + session.surplusWarningCount
        let remarks =
            (call.isOverdue ? ["overdue"] : []) + (illegal > 0 ? ["\(illegal) illegal"] : [])
            + (warnings > 0 ? [warnings == 1 ? "1 warning" : "\(warnings) warnings"] : [])
        cells = [
            .direction: session.direction.rawValue,
            .session: session.id.shortened,
            .party: call.timeline.party.map { mask.address($0).printable } ?? "",
            .state: session.state.rawValue,
            .inState: Self.clock(from: session.stateSince, to: now),
            .inCall: Self.clock(from: session.startedAt, to: now),
            .lastEvent: session.steps.last?.event.kind.rawValue ?? "",
            .remark: remarks.joined(separator: ", "),
        ]
        state = session.state
        isBad = call.isOverdue || illegal > 0
    }

    /// Hours, minutes and seconds, as a clock that runs; clocks that disagree do not make it run backwards.
    private static func clock(from start: CallStamp, to end: CallStamp) -> String {
        let seconds = max(0, end.millisecondsSince1970 - start.millisecondsSince1970) / 1000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    fileprivate func paint(_ column: BoardTable.Column) -> BoardLine.Paint {
        switch column {
        case .session: .strong
        case .state: .state(state)
        case .inState, .remark: isBad ? .bad : .plain
        case .direction, .party, .inCall, .lastEvent: .plain
        }
    }
}
