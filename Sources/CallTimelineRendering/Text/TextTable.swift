/// Texts in columns, as a terminal shows them, within its width.
package struct TextTable {
    package enum Alignment {
        case left
        case right
    }

    package struct Column {
        /// What stands above the column, line by line.
        var title: [String]
        var alignment: Alignment
        /// How wide the texts may be; the rest of a longer one is cut off.
        var limit: Int
        /// How far the column may be cut down where there is not enough room; `nil` for not at all.
        var least: Int?
        /// Where that is not enough, columns are left out, those that weigh least first; `nil` for never.
        ///
        /// If not even that is enough, lines are cut off.
        var weight: Int?
        /// How wide the column is at least and at most, if it takes the room that the others leave.
        var elastic: ClosedRange<Int>?

        package init(
            title: [String] = [],
            alignment: Alignment = .left,
            limit: Int = .max,
            least: Int? = nil,
            weight: Int? = nil,
            elastic: ClosedRange<Int>? = nil
        ) {
            self.title = title
            self.alignment = alignment
            self.limit = limit
            self.least = least
            self.weight = weight
            self.elastic = elastic
        }
    }

    /// A text, and how it is shown: in colours, which take no room.
    package struct Cell: ExpressibleByStringLiteral {
        private enum Content {
            case text(String, width: Int, paint: ((String) -> String)?)
            /// Plain and painted, for a width.
            case drawing((Int) -> (plain: String, painted: String))
        }

        private let content: Content

        /// A text, and how it is painted if it is.
        package init(_ text: String, _ paint: ((String) -> String)? = nil) {
            content = .text(text, width: text.displayWidth, paint: paint)
        }

        /// A cell of an elastic column, which draws itself in the width that there is.
        init(drawing draw: @escaping (Int) -> (plain: String, painted: String)) { content = .drawing(draw) }

        package init(stringLiteral text: String) { self.init(text) }

        fileprivate func width(limit: Int) -> Int {
            switch content {
            case .text(let text, let width, _): width <= limit ? width : text.truncated(toWidth: limit).displayWidth
            case .drawing(let draw): draw(limit).plain.displayWidth
            }
        }

        /// Writes the cell in a column of a width; blanks are not painted.
        fileprivate func write(to line: inout String, width: Int, _ alignment: Alignment) {
            let painted: String
            let blanks: Int
            switch content {
            case .text(let text, let own, let paint):
                let shown = own <= width ? text : text.truncated(toWidth: width)
                painted = paint?(shown) ?? shown
                blanks = width - (own <= width ? own : shown.displayWidth)
            case .drawing(let draw):
                let (plain, coloured) = draw(width)
                painted = coloured
                blanks = width - plain.displayWidth
            }
            if alignment == .left { line += painted }
            line.appendBlanks(blanks)
            if alignment == .right { line += painted }
        }
    }

    private static let gap = 2

    private let columns: [Column]
    private let rows: [[Cell]]
    /// How wide each column is at least and at most; none without any text.
    private let widths: [ClosedRange<Int>]

    /// A table of rows, each with a cell for every column.
    package init(_ columns: [Column], _ rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows
        widths = columns.enumerated()
            .map { index, column in
                let titles = column.title.map { min($0.displayWidth, column.limit) }.max() ?? 0
                if let elastic = column.elastic {
                    return max(elastic.lowerBound, titles)...max(elastic.upperBound, titles)
                }
                let texts = rows.map { $0[index].width(limit: column.limit) }.max() ?? 0
                let natural = texts == 0 ? 0 : max(texts, titles)
                return min(natural, column.least ?? natural)...natural
            }
    }

    /// The titles and the rows, each behind the indent, with two blanks between columns and none at the end.
    ///
    /// A column without any text is left out.
    ///
    /// - Parameters:
    ///   - indent: What stands before each line.
    ///   - limit: How wide the lines may be; `nil` for no limit.
    ///   - title: How titles are painted.
    /// - Returns: The lines, without their ends.
    package func lines(indent: String = "", within limit: Int?, title: @escaping (String) -> String) -> [String] {
        let (shown, widths) = fitting(limit.map { $0 - indent.displayWidth })
        let height = columns.map(\.title.count).max() ?? 0
        let titles = (0..<height)
            .map { line in
                columns.map { column in
                    // All titles end on the same line.
                    let own = line - (height - column.title.count)
                    return Cell(own >= 0 ? column.title[own] : "", title)
                }
            }
        return (titles + rows)
            .map { row in
                var line = indent
                for index in shown {
                    if index != shown.first { line.appendBlanks(Self.gap) }
                    row[index].write(to: &line, width: widths[index], columns[index].alignment)
                }
                return line.withoutTrailingBlanks
            }
    }

    /// The columns that there is room for, and how wide each is.
    private func fitting(_ limit: Int?) -> (shown: [Int], widths: [Int]) {
        var shown = columns.indices.filter { self.widths[$0].upperBound > 0 }
        var widths = widths.map(\.lowerBound)
        func rest() -> Int { (limit ?? .max) - shown.reduce(-Self.gap) { $0 + widths[$1] + Self.gap } }
        while rest() < 0 {
            let weights = shown.compactMap { index in columns[index].weight.map { (index, $0) } }
            guard let lightest = weights.min(by: { $0.1 < $1.1 }) else { break }
            shown.removeAll { $0 == lightest.0 }
        }
        for index in shown.reversed() where rest() < 0 {
            widths[index] = max(0, widths[index] + rest())
            if widths[index] == 0 { shown.removeAll { $0 == index } }
        }
        for index in shown where rest() > 0 {
            widths[index] += min(rest(), self.widths[index].upperBound - widths[index])
        }
        return (shown, widths)
    }
}

extension String {
    private static let blanks = String(repeating: " ", count: 64)

    fileprivate mutating func appendBlanks(_ count: Int) {
        var rest = count
        while rest > 0 {
            self += Substring(Self.blanks.utf8.prefix(rest))
            rest -= Self.blanks.utf8.count
        }
    }

    fileprivate var withoutTrailingBlanks: String {
        let blanks = utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
        return blanks == 0 ? self : String(Substring(utf8.dropLast(blanks)))
    }
}
