/// What was probably meant by a word that is not known: the one that differs least, if it is close.
func suggestion(for unknown: String, among known: [String]) -> String {
    let close = known.map { ($0, distance($0, unknown)) }.min { $0.1 < $1.1 }
    guard let close, close.1 <= 2 else { return "" }
    return "; did you mean “\(close.0)”?"
}

/// The Levenshtein distance.
private func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let substituted = diagonal + (character == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
