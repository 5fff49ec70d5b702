import CallLifecycle

/// Where a ladder puts things, in pixels.
private enum Place {
    static let width = 980.0
    static let top = 96.0
    /// The right end of the axis labels, and the bar of states.
    static let axis = 86.0
    static let bar = 96.0
    static let barWidth = 118.0
    /// The labels of the events: the time, the event, the move.
    static let label = 258.0
    static let time = 322.0
    static let event = 334.0
    static let movement = 508.0
    static let lineHeight = 16.0
}

extension SVGReportRenderer {
    /// One call with time running down: the states as a bar, each event at its moment with its words beside it.
    func ladder(of timeline: CallTimeline) -> String {
        let story = CallStory(timeline, mask)
        let all = story.rows
        let rows = Array(all.prefix(Self.maximumRows))
        let heights = rows.map { Place.lineHeight * ($0.remark.isEmpty ? 1 : 2) + 4 }
        let length = max(220, heights.reduce(0, +))
        let start = rows.map(\.at).min().map { min($0, timeline.session.startedAt) } ?? timeline.session.startedAt
        let axis = TimeAxis(
            start: start,
            end: max(timeline.drawnEnd(until: nil), rows.map(\.at).max() ?? start),
            origin: Place.top,
            length: length
        )
        var drawing = SVGDrawing()
        let outcome = story.outcome.joined(separator: ", ")
        drawing.text("\(story.subject.shortened(to: 70)): \(outcome)", "title", x: 20, y: 34, tip: story.subject)
        drawing.text(story.parties.joined(separator: ", ").shortened(to: 150), "faint", x: 20, y: 56)
        drawing.text("\(start)", "tick", x: 20, y: 78)
        for tick in axis.ticks(atMost: max(2, Int(length / 36)), .offsets) {
            drawing.line("grid", [(Place.axis + 4, tick.position), (Place.bar + Place.barWidth, tick.position)])
            drawing.text(tick.label, "tick time", x: Place.axis, y: tick.position + 4)
        }
        draw(timeline.phases, of: timeline, along: axis, in: &drawing)
        let centres = zip(rows, heights).map { axis.position($0.at) + ($1 - Place.lineHeight) / 2 }
        for (row, y) in zip(rows, Self.spread(centres, heights, from: Place.top, to: Place.top + length)) {
            draw(row, at: axis.position(row.at), labelled: y, in: &drawing)
        }
        var footer = story.measures.map { (text: $0, style: "plain") }
        if !story.remarks.isEmpty { footer.append((story.remarks.joined(separator: ", "), "faint")) }
        if all.count > rows.count {
            footer.append(("\(all.count - rows.count) more events are not drawn", "bad strong"))
        }
        let bottom = Place.top + length + 40
        for (index, line) in footer.enumerated() {
            drawing.text(line.text.shortened(to: 150), line.style, x: 20, y: bottom + Double(index) * 18)
        }
        return SVGDrawing.document(
            width: Int(Place.width),
            height: Int(bottom + Double(footer.count) * 18 + 8),
            title: "\(story.subject.shortened(to: 70)): \(outcome)",
            description:
                rows.map { row in
                    [row.offset, row.event, row.movement, row.remark].filter { !$0.isEmpty }.joined(separator: " ")
                }
                .joined(separator: ". "),
            drawing
        )
    }

    private func draw(
        _ phases: [CallPhase],
        of timeline: CallTimeline,
        along axis: TimeAxis,
        in drawing: inout SVGDrawing
    ) {
        let end = timeline.drawnEnd(until: nil)
        for phase in phases {
            let top = axis.position(phase.startedAt)
            // A state that the call is in still has some height, although nothing is known of its length.
            let bottom = max(axis.position(phase.endedAt ?? max(end, axis.end)), top + (phase.endedAt == nil ? 24 : 0))
            guard bottom - top >= 0.5 else { continue }
            let stay = phase.endedAt.map { "\(CallDuration(from: phase.startedAt, to: $0))" } ?? "not ended"
            drawing.box(
                "phase \(phase.state)\(phase.endedAt == nil ? " open" : "")",
                x: Place.bar,
                y: top,
                width: Place.barWidth,
                height: bottom - top,
                tip: "\(phase.state): \(stay)"
            )
            let middle = (top + bottom) / 2
            if bottom - top >= 18 {
                drawing.text(
                    phase.state.rawValue,
                    "inside strong",
                    x: Place.bar + Place.barWidth / 2,
                    y: bottom - top >= 40 ? middle - 4 : middle + 4
                )
            }
            if bottom - top >= 40 {
                drawing.text(stay, "inside tick", x: Place.bar + Place.barWidth / 2, y: middle + 13)
            }
        }
    }

    private func draw(_ row: CallStory.Row, at moment: Double, labelled y: Double, in drawing: inout SVGDrawing) {
        let edge = Place.bar + Place.barWidth
        let first = row.remark.isEmpty ? y : y - Place.lineHeight / 2
        drawing.line(
            "lead",
            [(edge, moment), (edge + 10, moment), (Place.label - 14, first), (Place.label - 4, first)]
        )
        drawing.mark(row.mark, x: edge, y: moment)
        let tone = row.isIllegal || row.mark == .error ? "bad" : "plain"
        drawing.text(row.offset, "time faint", x: Place.time, y: first + 4, tip: "\(row.at)")
        drawing.text(row.event.shortened(to: 26), "strong \(tone)", x: Place.event, y: first + 4)
        drawing.text(row.movement, tone, x: Place.movement, y: first + 4)
        if !row.remark.isEmpty {
            drawing.text(
                row.remark.shortened(to: 100),
                "faint \(tone)",
                x: Place.event,
                y: first + 4 + Place.lineHeight,
                tip: row.remark.shortened(to: 1000)
            )
        }
    }

    /// The middles of labels, as near to where each belongs as their heights allow, in order.
    static func spread(_ wanted: [Double], _ heights: [Double], from top: Double, to bottom: Double) -> [Double] {
        var middles = wanted
        var free = top
        for index in middles.indices {
            middles[index] = max(middles[index], free + heights[index] / 2)
            free = middles[index] + heights[index] / 2
        }
        var limit = bottom
        for index in middles.indices.reversed() {
            middles[index] = min(middles[index], limit - heights[index] / 2)
            limit = middles[index] - heights[index] / 2
        }
        return middles
    }
}
