/// Texts in columns, as a terminal shows them.
struct TextTable {
    enum Alignment {
        case left
        case right
    }

    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// A table with a column for each alignment.
    init(_ alignments: [Alignment]) { self.alignments = alignments }

    /// Adds a row; the cells that it lacks are empty.
    mutating func add(_ row: [String]) {
        rows.append(row + Array(repeating: "", count: max(0, alignments.count - row.count)))
    }

    /// The rows, each behind the indent, with two blanks between columns and none at the end.
    func lines(indent: String = "  ") -> [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].displayWidth }.max() ?? 0 }
        return rows.map { row in
            var cells = alignments.indices.map { column in
                switch alignments[column] {
                case .left: row[column].padded(toWidth: widths[column])
                case .right: row[column].paddedLeft(toWidth: widths[column])
                }
            }
            while cells.last?.allSatisfy({ $0 == " " }) ?? false { cells.removeLast() }
            if let last = cells.popLast() { cells.append(String(last.reversed().drop { $0 == " " }.reversed())) }
            return cells.isEmpty ? "" : indent + cells.joined(separator: "  ")
        }
    }
}
