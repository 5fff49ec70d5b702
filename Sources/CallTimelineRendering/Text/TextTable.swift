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
        /// Plain and painted, for a width.
        private let draw: (Int) -> (plain: String, painted: String)

        package init(_ text: String, _ paint: @escaping (String) -> String = { $0 }) {
            draw = { width in
                let text = text.truncated(toWidth: width)
                return (text, paint(text))
            }
        }

        /// A cell of an elastic column, which draws itself in the width that there is.
        init(drawing draw: @escaping (Int) -> (plain: String, painted: String)) { self.draw = draw }

        package init(stringLiteral text: String) { self.init(text) }

        fileprivate func width(limit: Int) -> Int { draw(limit).plain.displayWidth }

        /// The cell in a column of a width; blanks are not painted.
        fileprivate func shown(width: Int, _ alignment: Alignment) -> String {
            let (plain, painted) = draw(width)
            let blanks = String(repeating: " ", count: max(0, width - plain.displayWidth))
            return alignment == .left ? painted + blanks : blanks + painted
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
                let cells = shown.map { row[$0].shown(width: widths[$0], columns[$0].alignment) }
                return (indent + cells.joined(separator: String(repeating: " ", count: Self.gap))).withoutTrailingBlanks
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
    fileprivate var withoutTrailingBlanks: String {
        var text = self
        while text.utf8.last == UInt8(ascii: " ") { text.unicodeScalars.removeLast() }
        return text
    }
}
