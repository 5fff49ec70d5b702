import CallLifecycle

extension TextTimelineRenderer {
    /// How wide the bar of states is where there is no limit.
    private static let barWidth = 60

    /// One call: what it was, its states as a bar, every step and note on a line, and what it came to.
    func ladder(of timeline: CallTimeline) -> [String] {
        let story = CallStory(timeline, mask)
        let rows = story.rows
        return headline(story)
            + paragraph(story.parties, separator: "  ", palette.faint)
            + [bar(of: timeline, story.moments, rows)]
            + steps(rows, from: timeline.session.startedAt)
            + paragraph(story.measures, separator: "   ") { $0 }
            + paragraph(story.remarks, separator: ", ", palette.faint)
    }

    /// Which call it is, and what it came to: below, where there is no room beside.
    private func headline(_ story: CallStory) -> [String] {
        let outcome =
            palette.state(story.state, story.outcome.first ?? "")
            + story.outcome.dropFirst().map { ", \($0)" }.joined()
        let length = story.subject.displayWidth + 2 + story.outcome.joined(separator: ", ").displayWidth
        guard let width, length > width else { return ["\(palette.strong(story.subject))  \(outcome)"] }
        let subject = story.subject.wrapped(toWidth: width - 2).map(palette.strong)
        return subject.prefix(1) + subject.dropFirst().map { "  " + $0 } + ["  " + outcome]
    }

    /// The bar, and the time from the first event to the last.
    private func bar(of timeline: CallTimeline, _ moments: [CallStory.Moment], _ rows: [CallStory.Row]) -> String {
        let length = rows.last.map(\.offset) ?? ""
        let room = width.map { min($0 - 6 - length.displayWidth, Self.barWidth) } ?? Self.barWidth
        let bar = StateBar(of: timeline, moments, width: room, until: moments.map(\.at).max())
        return "  \(bar.text(palette))  \(palette.faint(length))"
    }

    private func steps(_ rows: [CallStory.Row], from start: CallStamp) -> [String] {
        let columns = LadderColumns(of: rows, within: width)
        let above: String? =
            switch columns.stamps {
            case .whole: nil
            case .times: rows.first.map { String("\($0.at)".prefix(10)) } ?? ""
            case .above: "\(start)"
            }
        return (above.map { [palette.faint("  " + $0)] } ?? []) + rows.flatMap { step($0, columns) }
    }

    /// One event or note; what there is no room for beside it stands on lines of its own.
    private func step(_ row: CallStory.Row, _ columns: LadderColumns) -> [String] {
        let stamp = columns.stamps.text(of: row.at)
        let head =
            "  " + (stamp.isEmpty ? "" : palette.faint(stamp) + "  ")
            + "\(row.offset.paddedLeft(toWidth: columns.offset))"
            + "  \(palette.mark(row.mark, String(row.mark.character))) "
        let tone = row.isIllegal ? palette.bad : { $0 }
        func move(_ text: String) -> String { row.isIllegal ? tone(text) : palette.state(row.state, text) }
        let movement = move(row.movement)
        func line(_ remark: String) -> String {
            let blanks = String(repeating: " ", count: columns.movement - row.movement.displayWidth)
            switch (row.movement.isEmpty, remark.isEmpty) {
            case (true, true): return head + row.event
            case (false, true): return head + row.event.padded(toWidth: columns.event) + "  " + movement
            default:
                return head + row.event.padded(toWidth: columns.event) + "  " + movement + blanks + "  " + tone(remark)
            }
        }
        guard let width else { return [line(row.remark)] }
        let indent = String(repeating: " ", count: columns.eventStart)
        func below(_ text: String) -> [String] { text.wrapped(toWidth: width - columns.eventStart) }
        if columns.remarkStart - 2 > width {
            let event = below(row.event)
            return [head + (event.first ?? "")] + event.dropFirst().map { indent + $0 }
                + below(row.movement).map { indent + move($0) } + below(row.remark).map { indent + tone($0) }
        }
        if columns.remarkStart + row.remark.displayWidth > width {
            return [line("")] + below(row.remark).map { indent + tone($0) }
        }
        return [line(row.remark)]
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
    /// What each line tells of its moment beside the time since the start.
    enum Stamps {
        /// The date and the time.
        case whole
        /// The time; the date stands above all lines.
        case times
        /// Nothing: the stamp of the start stands above all lines.
        case above

        func text(of stamp: CallStamp) -> String {
            switch self {
            case .whole: "\(stamp)"
            case .times: String("\(stamp)".dropFirst(11).prefix(12))
            case .above: ""
            }
        }

        /// How wide the text is, with the blanks behind it.
        var width: Int {
            switch self {
            case .whole: 24 + 2
            case .times: 12 + 2
            case .above: 0
            }
        }
    }

    let offset: Int
    let event: Int
    let movement: Int
    let stamps: Stamps

    /// Behind indent, stamp, offset and mark, with blanks between them.
    var eventStart: Int { 2 + stamps.width + offset + 4 }
    var remarkStart: Int { eventStart + event + 2 + movement + 2 }

    init(of rows: [CallStory.Row], within width: Int?) {
        func widest(_ text: (CallStory.Row) -> String) -> Int { rows.map { text($0).displayWidth }.max() ?? 0 }
        offset = max(widest(\.offset), 10)
        event = widest(\.event)
        movement = widest(\.movement)
        let rest = 2 + offset + 4 + event + 2 + movement
        stamps = [.whole, .times].first { [width] in $0.width + rest <= width ?? .max } ?? .above
    }
}
