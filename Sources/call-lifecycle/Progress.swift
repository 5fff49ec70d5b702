/// How far reading has come, on standard error, for a person who waits at a terminal.
///
/// Nothing is said during the first second, and nothing at all where nobody would see it.
struct Progress {
    private let total: Int?
    private let isSeen = FileDescriptor.standardError.isTerminal && environment("TERM") != "dumb"
    private let start = ContinuousClock.now
    private var nextLook: ContinuousClock.Instant
    private var isShown = false
    private var bytes = 0
    private var lines = 0

    /// Reading begins.
    ///
    /// - Parameter total: How many bytes there are; `nil` if nobody knows.
    init(total: Int?) {
        self.total = total
        nextLook = start.advanced(by: .seconds(1))
    }

    /// Some more has been read.
    mutating func advance(bytes: Int, lines: Int) {
        self.bytes += bytes
        self.lines += lines
        guard isSeen else { return }
        let now = ContinuousClock.now
        guard now >= nextLook else { return }
        nextLook = now.advanced(by: .milliseconds(250))
        isShown = true
        let text = Self.text(bytes: self.bytes, of: total, lines: self.lines, after: start.duration(to: now))
        show("call-lifecycle: \(text)")
    }

    /// Takes away what was shown.
    mutating func finish() {
        if isShown { show("") }
        isShown = false
    }

    /// Writes over the line that the cursor is in.
    private func show(_ text: String) { try? FileDescriptor.standardError.write(Array("\r\u{1B}[K\(text)".utf8)) }

    /// How much of what, how fast, and how long it will take: `42 % of 1.2 GB, 3400000 lines, 85 MB/s, 12 s left`.
    static func text(bytes: Int, of total: Int?, lines: Int, after elapsed: Duration) -> String {
        let seconds = max(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18, 0.001)
        let rate = Double(bytes) / seconds
        // A log may grow while it is read.
        let known = total.flatMap { $0 >= bytes && $0 > 0 ? $0 : nil }
        let share = known.map { "\(bytes * 100 / $0) % of \(size(Double($0)))" } ?? size(Double(bytes))
        var parts = [share, lines == 1 ? "1 line" : "\(lines) lines", "\(size(rate))/s"]
        if let known, rate > 0 {
            let left = Int((Double(known - bytes) / rate).rounded(.up))
            parts.append(left < 60 ? "\(left) s left" : "\(left / 60) min \(left % 60) s left")
        }
        return parts.joined(separator: ", ")
    }

    /// A number of bytes in decimal units.
    private static func size(_ bytes: Double) -> String {
        for (unit, factor) in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] where bytes >= factor {
            let tenths = Int((bytes / factor * 10).rounded())
            return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
        }
        return "\(Int(bytes)) B"
    }
}
