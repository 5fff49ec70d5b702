import CallLifecycle

/// Where an overview puts things, in pixels.
private enum Place {
    static let width = 1200.0
    static let top = 84.0
    static let session = 52.0
    static let party = 190.0
    static let axis = 380.0
    static let axisLength = 640.0
    static let outcome = 1040.0
    static let lane = 26.0
}

extension SVGReportRenderer {
    /// Several calls, each a lane on one axis of time, and a lane for the events that belong to none.
    func overview(of calls: CallReconstruction) -> String {
        let shown = calls.timelines.prefix(Self.maximumLanes)
        let strayRows = calls.unattributed.isEmpty ? 0 : 1
        let part = CallReconstruction.span(of: Array(shown), calls.unattributed)
        // A call that has not ended lasts up to the end of the log, whatever else is shown.
        let isOpen = shown.contains { $0.session.endedAt == nil }
        let height = Place.top + Double(shown.count + strayRows) * Place.lane + 62
        var drawing = SVGDrawing()
        drawing.text(Self.heading(calls), "title", x: 20, y: 34)
        if let part {
            let axis = TimeAxis(
                start: part.lowerBound,
                end: max(part.upperBound, isOpen ? calls.end ?? part.upperBound : part.upperBound),
                origin: Place.axis,
                length: Place.axisLength
            )
            drawing.text("\(part.lowerBound) to \(part.upperBound)", "faint", x: 20, y: 56)
            drawLanes(height: height, along: axis, count: shown.count + strayRows, in: &drawing)
            for (index, timeline) in shown.enumerated() {
                draw(timeline, at: Self.middle(ofLane: index), along: axis, in: &drawing)
            }
            if strayRows > 0 {
                draw(unattributed: calls.unattributed, at: Self.middle(ofLane: shown.count), along: axis, in: &drawing)
            }
        }
        drawLegend(y: height - 38, in: &drawing)
        let left = calls.timelines.count - shown.count
        if left > 0 {
            drawing.text(
                "\(left) more calls are not drawn: the picture shows the first \(shown.count)",
                "bad strong",
                x: 20,
                y: height - 14
            )
        }
        let outcomes = CallTimeline.Disposition.allCases.compactMap { disposition in
            let count = calls.timelines.count { $0.disposition == disposition }
            return count > 0 ? "\(count) \(disposition)" : nil
        }
        return SVGDrawing.document(
            width: Int(Place.width),
            height: Int(height),
            title: Self.heading(calls),
            description: outcomes.isEmpty
                ? "no calls" : (outcomes + (left > 0 ? ["\(left) not drawn"] : [])).joined(separator: ", "),
            drawing
        )
    }

    private static func heading(_ calls: CallReconstruction) -> String {
        let count = calls.timelines.count
        let stray = calls.unattributed.count
        return (count == 1 ? "1 call" : "\(count) calls") + (stray > 0 ? ", \(stray) unattributed" : "")
    }

    private static func middle(ofLane index: Int) -> Double { Place.top + (Double(index) + 0.5) * Place.lane }

    private func drawLanes(height: Double, along axis: TimeAxis, count: Int, in drawing: inout SVGDrawing) {
        let bottom = Place.top + Double(count) * Place.lane
        for lane in stride(from: 0, to: count, by: 2) {
            drawing.box(
                "band",
                x: 12,
                y: Place.top + Double(lane) * Place.lane,
                width: Place.width - 24,
                height: Place.lane
            )
        }
        for tick in axis.ticks(atMost: 8, .clock) {
            drawing.line("grid", [(tick.position, Place.top - 6), (tick.position, bottom)])
            drawing.text(tick.label, "tick middle", x: tick.position, y: Place.top - 11)
        }
    }

    private func draw(_ timeline: CallTimeline, at y: Double, along axis: TimeAxis, in drawing: inout SVGDrawing) {
        let story = CallStory(timeline, mask)
        let session = timeline.session
        let arrow = session.direction == .dialIn ? "in" : "out"
        drawing.text(arrow, "faint", x: 20, y: y + 4, tip: session.direction.rawValue)
        let id = session.id.rawValue.printable
        drawing.text(id.shortened(to: 15), "strong", x: Place.session, y: y + 4, tip: id.shortened(to: 1000))
        if let party = story.party {
            drawing.text(party.shortened(to: 26), "plain", x: Place.party, y: y + 4, tip: party.shortened(to: 1000))
        }
        let end = timeline.drawnEnd(until: axis.end)
        for phase in timeline.phases {
            let left = axis.position(phase.startedAt)
            let right = axis.position(phase.endedAt ?? end)
            // A call must be seen, however short it is beside the others.
            drawing.box(
                "phase \(phase.state)\(phase.endedAt == nil ? " open" : "")",
                x: left,
                y: y - 7,
                width: max(right - left, 1.5),
                height: 14,
                tip: "\(phase.state)"
            )
        }
        // Marks that would lie upon each other are one.
        var places: Set<[Int]> = []
        for row in story.rows where row.mark != .step {
            let x = axis.position(row.at)
            let place = [Int(x / 3), CallStory.Mark.allCases.firstIndex(of: row.mark) ?? 0]
            guard places.insert(place).inserted else { continue }
            drawing.mark(row.mark, x: x, y: y, tip: "\(row.offset) \(row.event) \(row.movement)".shortened(to: 200))
        }
        let disposition = timeline.disposition
        let words = disposition == .open ? "open, \(session.state)" : disposition.rawValue
        let stay = session.endedAt.map {
            ", " + CallDuration(from: session.startedAt, to: $0).textWithoutUncertainty
        }
        drawing.text(words + (stay ?? ""), disposition == .failed ? "bad" : "plain", x: Place.outcome, y: y + 4)
    }

    private func draw(
        unattributed events: [CallEvent],
        at y: Double,
        along axis: TimeAxis,
        in drawing: inout SVGDrawing
    ) {
        drawing.text("unattributed", "bad strong", x: Place.session, y: y + 4)
        drawing.text("\(events.count) without a call", "faint", x: Place.party, y: y + 4)
        var places: Set<Int> = []
        for event in events {
            let x = axis.position(event.stamp)
            guard places.insert(Int(x / 3)).inserted else { continue }
            let message = event.message.map { " " + mask.quoted($0) } ?? ""
            let mark: CallStory.Mark = event.kind.signal == .warning ? .warning : .error
            drawing.mark(mark, x: x, y: y, tip: "\(event.stamp) \(event.kind)\(message)".shortened(to: 200))
        }
    }

    private func drawLegend(y: Double, in drawing: inout SVGDrawing) {
        var x = 20.0
        for state in [CallState.ready, .connected, .answered] {
            drawing.box("phase \(state)", x: x, y: y - 6, width: 22, height: 12)
            drawing.text(state.rawValue, "faint", x: x + 28, y: y + 4)
            x += 110
        }
        for mark in CallStory.Mark.allCases where mark != .step {
            drawing.mark(mark, x: x + 6, y: y)
            drawing.text(mark.rawValue, "faint", x: x + 18, y: y + 4)
            x += 90
        }
        drawing.text("dashed: has not ended", "faint", x: x + 10, y: y + 4)
    }
}
