import CallLifecycle
import CallTimelineRendering

/// A line of a board: texts one after the other, each in its paint.
struct BoardLine {
    /// How a text is shown; without colours all are the same.
    enum Paint {
        case plain
        case strong
        case faint
        case bad
        case state(CallState)
    }

    private var pieces: [(text: String, paint: Paint)] = []

    init(_ text: String = "", _ paint: Paint = .plain) { append(text, paint) }

    mutating func append(_ text: String, _ paint: Paint = .plain) {
        if !text.isEmpty { pieces.append((text, paint)) }
    }

    /// The columns that it takes.
    var width: Int { pieces.reduce(0) { $0 + $1.text.displayWidth } }

    /// The pieces without blanks at the end.
    private var visible: [(text: String, paint: Paint)] {
        var pieces = pieces
        while let last = pieces.popLast() {
            let blanks = last.text.reversed().prefix { $0 == " " }.count
            guard blanks < last.text.count else { continue }
            return pieces + [(String(last.text.dropLast(blanks)), last.paint)]
        }
        return []
    }

    /// The line as a terminal takes it, no wider than some columns.
    func text(fitting width: Int, _ palette: TerminalPalette) -> String {
        var rest = width
        var text = ""
        for piece in visible where rest > 0 {
            // What does not fit ends in an ellipsis, also where it is the next piece that does not.
            let isLast = piece.text.displayWidth > rest
            let fitting = piece.text.truncated(toWidth: rest)
            text += piece.paint.painted(fitting, palette)
            rest = isLast ? 0 : rest - fitting.displayWidth
        }
        return text
    }
}

extension BoardLine.Paint {
    fileprivate func painted(_ text: String, _ palette: TerminalPalette) -> String {
        switch self {
        case .plain: text
        case .strong: palette.strong(text)
        case .faint: palette.faint(text)
        case .bad: palette.bad(text)
        case .state(let state): palette.state(state, text)
        }
    }
}
