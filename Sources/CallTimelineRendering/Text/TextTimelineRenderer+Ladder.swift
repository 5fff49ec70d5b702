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
            + [bar(of: timeline, rows)]
            + steps(rows)
            + paragraph(story.measures, separator: "   ") { $0 }
            + paragraph(story.remarks, separator: ", ", palette.faint)
    }

    private func headline(_ story: CallStory) -> String {
        "\(palette.strong(story.subject))  \(palette.state(story.state, story.outcome.first ?? ""))"
            + story.outcome.dropFirst().map { ", \($0)" }.joined()
    }

    /// The bar, and from when to when it reaches.
    private func bar(of timeline: CallTimeline, _ rows: [CallStory.Row]) -> String {
        let length = rows.last.map(\.offset) ?? ""
        let room = width.map { min($0 - 6 - length.displayWidth, Self.barWidth) } ?? Self.barWidth
        return
            "  \(StateBar(of: timeline, rows, width: room, until: rows.map(\.at).max()).text(palette))  \(palette.faint(length))"
    }

    private func steps(_ rows: [CallStory.Row]) -> [String] {
        let offsetWidth = max(rows.map(\.offset.displayWidth).max() ?? 0, 10)
        let eventWidth = rows.map(\.event.displayWidth).max() ?? 0
        let movementWidth = rows.map(\.movement.displayWidth).max() ?? 0
        let widthAfterStamp = offsetWidth + eventWidth + movementWidth + 8
        // Where there is no room for the date in each line it stands above them.
        let date = rows.first.map { "\($0.at)".prefix(10) } ?? ""
        let isNarrow = width.map { 2 + 24 + widthAfterStamp > $0 } ?? false
        let stampWidth = isNarrow ? 12 : 24
        let lines = rows.flatMap { row in
            let stamp = isNarrow ? String("\(row.at)".dropFirst(11).prefix(stampWidth)) : "\(row.at)"
            let tone = row.isIllegal ? palette.bad : { palette.state(row.state, $0) }
            let line =
                "  \(palette.faint(stamp))  \(row.offset.paddedLeft(toWidth: offsetWidth))"
                + "  \(palette.mark(row.mark, String(row.mark.character))) "
            func whole(_ remark: String) -> String {
                let movement = remark.isEmpty ? row.movement : row.movement.padded(toWidth: movementWidth)
                guard !movement.isEmpty else { return line + row.event }
                let event = row.event.padded(toWidth: eventWidth)
                return line + [event, tone(movement), remark].filter { !$0.isEmpty }.joined(separator: "  ")
            }
            let paint = row.isIllegal ? palette.bad : { $0 }
            guard let width, 2 + stampWidth + widthAfterStamp + 2 + row.remark.displayWidth > width else {
                return [whole(paint(row.remark))]
            }
            // On lines of its own, below the event.
            let indent = 2 + stampWidth + 2 + offsetWidth + 4
            let below = row.remark.wrapped(toWidth: width - indent)
            return [whole("")] + below.map { String(repeating: " ", count: indent) + paint($0) }
        }
        return (isNarrow ? [palette.faint("  \(date)")] : []) + lines
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
