import CallLifecycle
import CallTimelineRendering

/// A board at one moment: how many calls there are, those that are open in a table, and what happened last.
///
/// A pure function from what is known to lines of text.
struct Board {
    /// An open call, and whether it is overdue.
    struct Call {
        var timeline: CallTimeline
        var isOverdue = false
    }

    /// Something that happened, or was said of the logs.
    enum Item {
        case told(NotificationStory)
        case remark(String)
    }

    /// What the logs are called.
    var title = ""
    var now: CallStamp
    var counts = LiveFeed.Counts()
    /// Events per second, of late.
    var rate = 0.0
    /// Whether what stood in the logs before is still being read.
    var isReading = false
    /// The open calls, in the order in which they are shown.
    var calls: [Call] = []
    /// What happened, the latest last.
    var recent: [Item] = []

    /// The lines, no more than the rows of a terminal, each no wider than its columns.
    func lines(in size: TerminalSize, _ palette: TerminalPalette, _ mask: PersonalDataMask) -> [String] {
        let head = [heading(size.columns), summary, BoardLine()]
        let recentCount = min(recent.count, 8, max(0, (size.rows - head.count - 1) / 3))
        // A blank line stands before what happened last, which keeps to the bottom so that it does not jump.
        let foot = recentCount > 0 ? [BoardLine()] + Self.lines(recent.suffix(recentCount)) : []
        let room = max(0, size.rows - head.count - foot.count)
        let table = table(rows: room, columns: size.columns, palette, mask)
        let filling = Array(repeating: "", count: foot.isEmpty ? 0 : max(0, room - table.count))
        func drawn(_ lines: [BoardLine]) -> [String] { lines.map { $0.text(fitting: size.columns, palette) } }
        return Array((drawn(head) + table + filling + drawn(foot)).prefix(size.rows))
    }

    // MARK: Head

    private func heading(_ columns: Int) -> BoardLine {
        let time = isReading ? "reading…" : "\("\(now)".dropFirst(11).prefix(8)) UTC"
        // How to get out is what must be seen.
        let end = columns < 40 ? "q quits" : "\(time)   q quits"
        var line = BoardLine(title.truncated(toWidth: max(0, columns - end.displayWidth - 2)), .strong)
        line.append(String(repeating: " ", count: max(2, columns - line.width - end.displayWidth)))
        line.append(end, .faint)
        return line
    }

    private var summary: BoardLine {
        var line = BoardLine("\(calls.count) open", .strong)
        let states = CallState.allCases.filter { !$0.isFinal }
            .map { state in (state, calls.count { $0.timeline.session.state == state }) }
            .filter { $0.1 > 0 }
        for (index, (state, count)) in states.enumerated() {
            line.append(index == 0 ? ": " : ", ")
            line.append("\(count) \(state)", .state(state))
        }
        // What is wrong comes first: a narrow terminal cuts off the rest.
        let wrong = [
            (calls.count(where: \.isOverdue), "overdue"), (counts.failed, "failed"), (counts.illegal, "illegal"),
            (counts.unattributed, "unattributed"), (counts.unread, "unread line\(counts.unread == 1 ? "" : "s")"),
        ]
        for (count, name) in wrong where count > 0 { line.append("  \(count) \(name)", .bad) }
        line.append("  \(counts.stopped) stopped")
        let tenths = Int((rate * 10).rounded())
        line.append("  \(tenths / 10).\(tenths % 10) events/s", .faint)
        return line
    }

    // MARK: Table

    private func table(
        rows: Int,
        columns: Int,
        _ palette: TerminalPalette,
        _ mask: PersonalDataMask
    ) -> [String] {
        guard !calls.isEmpty else { return isReading ? [] : [palette.faint("no open calls")] }
        let isCut = calls.count > rows - 1
        let shown = calls.prefix(max(0, isCut ? rows - 2 : rows - 1))
        let table = TextTable(of: shown, at: now, palette, mask)
        let more = calls.count - shown.count
        return table.lines(within: columns, title: palette.faint)
            + (more > 0 ? [palette.faint("+\(more) more".truncated(toWidth: columns))] : [])
    }

    // MARK: Foot

    private static func lines(_ items: [Item]) -> [BoardLine] {
        let stories = items.compactMap { if case .told(let story) = $0 { story } else { nil } }
        let columns = [\NotificationStory.direction, \.session, \.event, \.movement]
        let widths = columns.map { column in stories.map { $0[keyPath: column].displayWidth }.max() ?? 0 }
        return items.map { item in
            guard case .told(let story) = item else {
                return if case .remark(let text) = item { BoardLine(text, .faint) } else { BoardLine() }
            }
            // Of the moment, the time of the day.
            var line = BoardLine("\("\(story.at)".dropFirst(11).dropLast())", .faint)
            for (column, width) in zip(columns, widths) where width > 0 {
                let paint = column == \.movement ? story.paint : .plain
                line.append("  ")
                line.append(story[keyPath: column].padded(toWidth: width), paint)
            }
            if !story.remark.isEmpty {
                line.append("  ")
                line.append(story.remark, story.isBad ? .bad : .plain)
            }
            return line
        }
    }
}

extension NotificationStory {
    fileprivate var isBad: Bool { if case .bad = tone { true } else { false } }

    fileprivate var paint: BoardLine.Paint {
        switch tone {
        case .state(let state): .state(state)
        case .bad: .bad
        case .note: .plain
        }
    }
}
