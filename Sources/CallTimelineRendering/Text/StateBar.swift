import CallLifecycle

/// A call's states as a bar of characters, each as wide as the call was long in it, with its marks in place.
///
/// Each state has a line and each mark a shape of its own, so that nothing is told by colour alone.
struct StateBar {
    private enum Cell: Equatable {
        case blank
        case state(CallState)
        /// The end of the bar of a call that has not ended.
        case open(CallState)
        case stopped
        case mark(CallStory.Mark)
    }

    private var cells: [Cell]

    /// The bar of a call in so many columns, from its first event on.
    ///
    /// - Parameters:
    ///   - timeline: The call.
    ///   - moments: Its events and notes, in any order.
    ///   - width: How many columns.
    ///   - end: Up to when a call is drawn that has not ended; `nil` for up to its last event.
    init(of timeline: CallTimeline, _ moments: [CallStory.Moment], width: Int, until end: CallStamp? = nil) {
        let width = max(width, 1)
        let start = min(moments.map(\.at).min() ?? timeline.session.startedAt, timeline.session.startedAt)
        let drawnEnd = timeline.drawnEnd(until: end)
        let axis = TimeAxis(
            start: start,
            end: max(drawnEnd, moments.map(\.at).max() ?? start),
            origin: 0,
            length: Double(width)
        )
        func column(_ stamp: CallStamp) -> Int { min(Int(axis.position(stamp)), width - 1) }

        cells = Array(repeating: .blank, count: width)
        for phase in timeline.phases {
            // However short, a state that took time is seen, unless the next one is as short.
            let first = column(phase.startedAt)
            for index in first...max(first, column(phase.endedAt ?? drawnEnd)) { cells[index] = .state(phase.state) }
            if phase.endedAt == nil { cells[column(drawnEnd)] = .open(phase.state) }
        }
        if timeline.session.state == .stopped { cells[column(drawnEnd)] = .stopped }
        // Of marks in one column the gravest is seen.
        let marked = moments.filter { $0.mark != .step }.sorted { $0.mark.gravity < $1.mark.gravity }
        for moment in marked { cells[column(moment.at)] = .mark(moment.mark) }
    }

    /// The characters, each run of the same in its colour.
    func text(_ palette: TerminalPalette) -> String {
        var text = ""
        var rest = cells[...]
        while let cell = rest.first {
            let run = rest.prefix { $0 == cell }
            text += Self.painted(cell, count: run.count, palette)
            rest = rest.dropFirst(run.count)
        }
        return text
    }

    private static func painted(_ cell: Cell, count: Int, _ palette: TerminalPalette) -> String {
        func run(_ character: Character) -> String { String(repeating: character, count: count) }
        return switch cell {
        case .blank: run(" ")
        case .state(let state): palette.state(state, run(line(state)))
        case .open(let state): palette.state(state, run("▸"))
        case .stopped: run("┤")
        case .mark(let mark): palette.mark(mark, run(mark.character))
        }
    }

    private static func line(_ state: CallState) -> Character {
        switch state {
        case .ready: "┄"
        case .connected: "─"
        case .answered: "━"
        // No call stays in a final state: it is over.
        case .stopped, .failed: " "
        }
    }

    /// A character and what it means.
    struct Meaning {
        var text: String
        var paint: (TerminalPalette, String) -> String = { $1 }
    }

    /// What the characters mean, in the order of a call.
    static var legend: [Meaning] {
        [CallState.ready, .connected, .answered]
            .map { state in Meaning(text: "\(line(state)) \(state)") { $0.state(state, $1) } }
            + [Meaning(text: "┤ stopped"), Meaning(text: "▸ open")]
            + CallStory.Mark.allCases.filter { $0 != .step }
            .map { mark in Meaning(text: "\(mark.character) \(mark.rawValue)") { $0.mark(mark, $1) } }
    }
}

extension CallStory.Mark {
    /// The shape that pictures draw as well.
    var character: Character {
        switch self {
        case .step: "●"
        case .skip: "◆"
        case .warning: "▲"
        case .error: "■"
        case .illegal: "✗"
        case .note: "▪"
        }
    }

    /// Where there is room for one mark only, the one with the most of this is drawn.
    var gravity: Int {
        switch self {
        case .step: 0
        case .note: 1
        case .skip: 2
        case .warning: 3
        case .illegal: 4
        case .error: 5
        }
    }
}
