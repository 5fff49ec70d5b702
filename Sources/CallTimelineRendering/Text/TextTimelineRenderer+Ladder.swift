import CallLifecycle

extension TextTimelineRenderer {
    /// How wide the bar of states is where there is no limit.
    private static let barWidth = 60

    /// One call: what it was, its states as a bar, every step and note on a line, and what it came to.
    func ladder(of timeline: CallTimeline) -> [String] {
        let story = CallStory(timeline, mask)
        let rows = story.rows
        return [headline(story)]
            + paragraph(story.parties, separator: "  ", palette.faint)
            + [bar(of: timeline, story.moments, rows)]
            + steps(rows)
            + paragraph(story.measures, separator: "   ") { $0 }
            + paragraph(story.remarks, separator: ", ", palette.faint)
    }

    private func headline(_ story: CallStory) -> String {
        "\(palette.strong(story.subject))  \(palette.state(story.state, story.outcome.first ?? ""))"
            + story.outcome.dropFirst().map { ", \($0)" }.joined()
    }

    /// The bar, and the time from the first event to the last.
    private func bar(of timeline: CallTimeline, _ moments: [CallStory.Moment], _ rows: [CallStory.Row]) -> String {
        let length = rows.last.map(\.offset) ?? ""
        let room = width.map { min($0 - 6 - length.displayWidth, Self.barWidth) } ?? Self.barWidth
        let bar = StateBar(of: timeline, moments, width: room, until: moments.map(\.at).max())
        return "  \(bar.text(palette))  \(palette.faint(length))"
    }

    private func steps(_ rows: [CallStory.Row]) -> [String] {
        let columns = LadderColumns(of: rows, within: width)
        let date = rows.first.map { "  " + "\($0.at)".prefix(10) }
        return (columns.showsDates ? [] : [palette.faint(date ?? "")]) + rows.flatMap { step($0, columns) }
    }

    /// One event or note; its remark stands on lines of its own if there is no room beside it.
    private func step(_ row: CallStory.Row, _ columns: LadderColumns) -> [String] {
        let stamp = columns.showsDates ? "\(row.at)" : String("\(row.at)".dropFirst(11).prefix(12))
        let head =
            "  \(palette.faint(stamp))  \(row.offset.paddedLeft(toWidth: columns.offset))"
            + "  \(palette.mark(row.mark, String(row.mark.character))) "
        let tone = row.isIllegal ? palette.bad : { $0 }
        func line(_ remark: String) -> String {
            let movement = row.isIllegal ? tone(row.movement) : palette.state(row.state, row.movement)
            let blanks = String(repeating: " ", count: columns.movement - row.movement.displayWidth)
            switch (row.movement.isEmpty, remark.isEmpty) {
            case (true, true): return head + row.event
            case (false, true): return head + row.event.padded(toWidth: columns.event) + "  " + movement
            default:
                return head + row.event.padded(toWidth: columns.event) + "  " + movement + blanks + "  " + tone(remark)
            }
        }
        guard let width, columns.remarkStart + row.remark.displayWidth > width else { return [line(row.remark)] }
        let indent = String(repeating: " ", count: columns.eventStart)
        return [line("")] + row.remark.wrapped(toWidth: width - columns.eventStart).map { indent + tone($0) }
    }

    /// What is to be said, behind two blanks; on several lines if it does not fit on one.
    private func paragraph(_ facts: [String], separator: String, _ paint: (String) -> String) -> [String] {
        guard !facts.isEmpty else { return [] }
        guard let width else { return ["  " + paint(facts.joined(separator: separator))] }
        var lines: [String] = []
        for fact in facts {
            if let last = lines.last, (last + separator + fact).displayWidth <= width - 2 {
                lines[lines.count - 1] = last + separator + fact
            } else {
                lines += fact.wrapped(toWidth: width - 2)
            }
        }
        return lines.map { "  " + paint($0) }
    }
}

/// How wide the columns of a ladder are, and where they begin.
private struct LadderColumns {
    let offset: Int
    let event: Int
    let movement: Int
    /// Whether each stamp has its date; where there is no room for that, one date stands above them all.
    let showsDates: Bool

    /// Behind indent, stamp, offset and mark, with blanks between them.
    var eventStart: Int { 2 + (showsDates ? 24 : 12) + 2 + offset + 4 }
    var remarkStart: Int { eventStart + event + 2 + movement + 2 }

    init(of rows: [CallStory.Row], within width: Int?) {
        func widest(_ text: (CallStory.Row) -> String) -> Int { rows.map { text($0).displayWidth }.max() ?? 0 }
        offset = max(widest(\.offset), 10)
        event = widest(\.event)
        movement = widest(\.movement)
        showsDates = 2 + 24 + 2 + offset + 4 + event + 2 + movement <= width ?? .max
    }
}
