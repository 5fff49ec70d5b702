import CallLifecycle

/// A stretch of time laid out along a line, with ticks at round moments.
struct TimeAxis {
    struct Tick {
        var position: Double
        var label: String
    }

    /// What the labels tell.
    enum Labels {
        /// The time since the axis begins: `+1:30`.
        case offsets
        /// The time of day in UTC: `10:00:30`.
        case clock
    }

    let start: CallStamp
    let end: CallStamp
    /// Where the line begins and how long it is.
    let origin: Double
    let length: Double

    /// Steps that people count in, in milliseconds; longer ones are whole days.
    private static let steps: [Int64] = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
        900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000,
    ]
    private static let day: Int64 = 86_400_000

    private var milliseconds: Int64 { max(1, end.millisecondsSince1970 - start.millisecondsSince1970) }

    /// Where a moment lies; one outside of the stretch lies at its nearer end.
    func position(_ stamp: CallStamp) -> Double {
        let offset = min(max(0, stamp.millisecondsSince1970 - start.millisecondsSince1970), milliseconds)
        return origin + length * Double(offset) / Double(milliseconds)
    }

    /// At most so many ticks, at multiples of one step.
    func ticks(atMost count: Int, _ labels: Labels) -> [Tick] {
        let base = labels == .clock ? start.millisecondsSince1970 : 0
        let needed = (milliseconds + Int64(count) - 1) / Int64(count)
        let step = Self.steps.first { $0 >= needed } ?? (needed + Self.day - 1) / Self.day * Self.day
        let first = (base + step - 1) / step * step
        return stride(from: first, through: base + milliseconds, by: Int64.Stride(step))
            .map { moment in
                Tick(
                    position: origin + length * Double(moment - base) / Double(milliseconds),
                    label: labels == .clock ? Self.clock(moment, step) : Self.offset(moment, step)
                )
            }
    }

    /// No finer than the step.
    private static func clock(_ moment: Int64, _ step: Int64) -> String {
        // `2026-03-01T10:00:00.000Z`
        guard let text = CallStamp(millisecondsSince1970: moment).map({ "\($0)" }) else { return "" }
        if step >= day { return String(text.prefix(10)) }
        return String(text.dropFirst(11).prefix(step >= 60_000 ? 5 : step >= 1000 ? 8 : 12))
    }

    private static func offset(_ moment: Int64, _ step: Int64) -> String {
        if step < 1000 { return "+" + CallDuration.seconds(moment) }
        let seconds = moment / 1000
        func two(_ number: Int64) -> String { "\(number + 100)".dropFirst().description }
        return seconds < 3600
            ? "+\(seconds / 60):\(two(seconds % 60))"
            : "+\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }
}
