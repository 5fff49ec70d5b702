import CallLifecycle
import CallTimelineRendering

extension TextTable {
    /// The open calls of a board: where there is too little room, what tells least is left out.
    init(of calls: some Sequence<Board.Call>, at now: CallStamp, _ palette: TerminalPalette, _ mask: PersonalDataMask) {
        self.init(
            [
                Column(title: ["DIRECTION"], weight: 4),
                Column(title: ["SESSION"], limit: 22),
                Column(title: ["PARTY"], limit: 28, weight: 3),
                Column(title: ["STATE"]),
                Column(title: ["IN STATE"], alignment: .right),
                Column(title: ["IN CALL"], alignment: .right, weight: 2),
                Column(title: ["LAST EVENT"], weight: 1),
                // Enough for what matters, which comes first.
                Column(title: ["REMARK"], least: 18),
            ],
            calls.map { $0.cells(at: now, palette, mask) }
        )
    }
}

extension Board.Call {
    fileprivate func cells(
        at now: CallStamp,
        _ palette: TerminalPalette,
        _ mask: PersonalDataMask
    ) -> [TextTable.Cell] {
        let session = timeline.session
        let illegal = session.violations.count
        let warnings =
            session.steps.count { $0.event.kind.signal == .warning && $0.verdict == .stay }
            + session.surplusWarningCount
        let remarks =
            (isOverdue ? ["overdue"] : []) + (illegal > 0 ? ["\(illegal) illegal"] : [])
            + (warnings > 0 ? [warnings == 1 ? "1 warning" : "\(warnings) warnings"] : [])
        let tone = isOverdue || illegal > 0 ? palette.bad : { $0 }
        return [
            TextTable.Cell(session.direction.rawValue),
            TextTable.Cell(session.id.shortened, palette.strong),
            TextTable.Cell(timeline.party.map { mask.address($0).printable } ?? ""),
            TextTable.Cell(session.state.rawValue) { palette.state(session.state, $0) },
            TextTable.Cell(Self.clock(from: session.stateSince, to: now), tone),
            TextTable.Cell(Self.clock(from: session.startedAt, to: now)),
            TextTable.Cell(session.steps.last?.event.kind.rawValue ?? ""),
            TextTable.Cell(remarks.joined(separator: ", "), tone),
        ]
    }

    /// Hours, minutes and seconds, as a clock that runs; clocks that disagree do not make it run backwards.
    private static func clock(from start: CallStamp, to end: CallStamp) -> String {
        let seconds = max(0, end.millisecondsSince1970 - start.millisecondsSince1970) / 1000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }
}
