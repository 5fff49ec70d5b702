import CallLifecycle

extension TextTimelineRenderer {
    /// Every call on a line: when it began, who was on the phone, its states as a bar, its durations, what it came to.
    ///
    /// Where there is a limit to the width, session IDs and parties are shortened, stamps are without the date if all
    /// are of one day, and what says least is left out.
    func table(of calls: CallReconstruction) -> [String] {
        guard let span = calls.span else { return [] }
        let isOneDay = "\(span.lowerBound)".prefix(10) == "\(span.upperBound)".prefix(10)
        let columns = CallColumn.allCases
        let rows = calls.timelines.map { timeline in
            let story = CallStory(timeline, mask)
            let outline = CallOutline(timeline)
            return columns.map { cell($0, of: timeline, story, outline, isOneDay: isOneDay, until: calls.end) }
        }
        let table = TextTable(columns.map { $0.layout(isLimited: width != nil) }, rows)
        let count = calls.timelines.count
        let heading = "\(count == 1 ? "1 call" : "\(count) calls"), \(span.lowerBound) to \(span.upperBound)"
        return heading.wrapped(toWidth: width ?? .max).map(palette.strong) + [""]
            + table.lines(within: width, title: palette.faint) + [""] + legend
    }

    private func cell(
        _ column: CallColumn,
        of timeline: CallTimeline,
        _ story: CallStory,
        _ outline: CallOutline,
        isOneDay: Bool,
        until end: CallStamp?
    ) -> TextTable.Cell {
        let session = timeline.session
        func duration(_ measure: CallMeasure) -> TextTable.Cell {
            TextTable.Cell(outline.duration(measure).map { CallDuration.text(milliseconds: $0.milliseconds) } ?? "")
        }
        return switch column {
        case .start: TextTable.Cell(start(session.startedAt, isOneDay: isOneDay), palette.faint)
        case .direction:
            TextTable.Cell(width == nil ? "\(session.direction)" : session.direction == .dialIn ? "in" : "out")
        case .session: TextTable.Cell(session.id.rawValue.printable, palette.strong)
        case .party: TextTable.Cell(story.party ?? "")
        case .states:
            TextTable.Cell(drawing: { width in
                let bar = StateBar(of: timeline, story.moments, width: width, until: end)
                let plain = bar.text(TerminalPalette(isEnabled: false))
                return (plain, palette.isEnabled ? bar.text(palette) : plain)
            })
        case .duration: duration(.session)
        case .timeToAnswer: duration(.timeToAnswer)
        // A dial-in converses from connected on, as fleet figures count it.
        case .talk: duration(session.direction == .dialIn ? .session : .talk)
        case .outcome:
            TextTable.Cell(outline.disposition.rawValue) { palette.state(session.state, $0) }
        }
    }

    private func start(_ stamp: CallStamp, isOneDay: Bool) -> String {
        // `2026-03-01T10:00:00.000Z`
        let text = "\(stamp)"
        guard width != nil else { return text }
        let time = text.dropFirst(11).prefix(8)
        return isOneDay ? String(time) : "\(text.prefix(10)) \(time)"
    }

    /// What the characters of the bars mean, over as many lines as it takes.
    private var legend: [String] {
        StateBar.legend
            .reduce(into: [[]] as [[StateBar.Meaning]]) { lines, meaning in
                let line = (lines.last ?? []) + [meaning]
                let isTooLong = line.reduce(-2) { $0 + $1.text.displayWidth + 2 } > width ?? .max
                if isTooLong { lines.append([meaning]) } else { lines[lines.count - 1] = line }
            }
            .map { line in line.map { $0.paint(palette, $0.text) }.joined(separator: "  ") }
    }
}

/// What a table tells of a call, in the order of its columns.
private enum CallColumn: Int, CaseIterable {
    case start
    case direction
    case session
    case party
    case states
    case duration
    case timeToAnswer
    case talk
    case outcome

    func layout(isLimited: Bool) -> TextTable.Column {
        switch self {
        case .start: TextTable.Column(title: ["start"])
        case .direction: TextTable.Column(title: isLimited ? [] : ["direction"], weight: 5)
        case .session: TextTable.Column(title: ["session"], limit: isLimited ? 9 : .max)
        case .party: TextTable.Column(title: ["party"], limit: isLimited ? 18 : .max, weight: 4)
        case .states: TextTable.Column(title: ["states"], elastic: 9...40)
        case .duration: TextTable.Column(title: ["duration"], alignment: .right, weight: 2)
        case .timeToAnswer: TextTable.Column(title: ["to answer"], alignment: .right, weight: 1)
        case .talk: TextTable.Column(title: ["talk"], alignment: .right, weight: 3)
        case .outcome: TextTable.Column(title: ["outcome"])
        }
    }
}
