extension CallStamp: CustomStringConvertible {
    /// A stamp from text: RFC 3339 with an offset or `Z` and up to nine fraction digits, or Unix time as digits
    /// (seconds, or milliseconds from 1e11 on).
    ///
    /// Rounded to the nearest millisecond. Text without a fraction has a resolution of one second, unless it counts
    /// milliseconds. `nil` for anything else, and outside of 1970 up to 2200. A leap second (`:60`) reads as the second
    /// behind it: Unix time has none.
    public init?(_ text: String) {
        var scanner = StampScanner(rest: Substring(text).utf8)
        guard let stamp = scanner.rfc3339() ?? CallStamp(unixText: text) else { return nil }
        self = stamp
    }

    /// RFC 3339 in UTC with three decimals, such as `2026-03-01T10:00:00.000Z`, whatever the resolution.
    public var description: String { text(fraction: true) }

    /// RFC 3339 in UTC that reads back as an equal stamp: without a fraction where the resolution is one second.
    public var losslessText: String { text(fraction: resolution == .millisecond) }

    private func text(fraction: Bool) -> String {
        let (days, time) = millisecondsSince1970.quotientAndRemainder(dividingBy: 86_400_000)
        let date = CivilDate(daysSince1970: days)
        let clock = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60].map { $0.padded(to: 2) }
        return "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
            + "T\(clock.joined(separator: ":"))\(fraction ? ".\((time % 1000).padded(to: 3))" : "")Z"
    }
}

extension CallStamp: Codable {
    /// Decodes RFC 3339 text, or Unix seconds or milliseconds as text.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let stamp = CallStamp(text) else {
            // What was found is not quoted: it may be anything.
            let expected = "expected a time from 1970 to 2200"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: expected))
        }
        self = stamp
    }

    /// Encodes ``losslessText``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(losslessText)
    }
}

/// A day of the proleptic Gregorian calendar, counted as in Howard Hinnant's `chrono`-compatible date algorithms:
/// years begin in March, so that the leap day comes last.
private struct CivilDate {
    var year: Int64
    var month: Int64
    var day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    init(daysSince1970: Int64) {
        let days = daysSince1970 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Whether the month has that day.
    var exists: Bool {
        guard (1...12).contains(month) else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[Int(month) - 1]).contains(day)
    }
}

/// Reads the `date-time` of RFC 3339, section 5.6.
///
/// A space may stand for the `T`, as its note allows.
private struct StampScanner {
    var rest: Substring.UTF8View

    mutating func rfc3339() -> CallStamp? {
        guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
            let day = number(digits: 2), skip("T") || skip("t") || skip(" "),
            let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), skip(":"),
            let second = number(digits: 2), let nanoseconds = fraction(), let offset = offsetMinutes(), rest.isEmpty
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists, hour < 24, minute < 60, second <= 60 else { return nil }
        let minutes = date.daysSince1970 * 1440 + hour * 60 + minute - offset
        let milliseconds = (minutes * 60 + second) * 1000 + ((nanoseconds ?? 0) + 500_000) / 1_000_000
        return CallStamp(
            millisecondsSince1970: milliseconds,
            resolution: nanoseconds == nil ? .second : .millisecond
        )
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func number(digits count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(\.isDigit) else { return nil }
        rest.removeFirst(count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// The nanoseconds of a fraction, `.some(nil)` where there is none, `nil` where it is not one.
    private mutating func fraction() -> Int64?? {
        guard skip(".") else { return .some(nil) }
        let digits = rest.prefix(while: \.isDigit)
        guard (1...9).contains(digits.count), let value = number(digits: digits.count) else { return nil }
        return .some(.some((digits.count..<9).reduce(value) { value, _ in value * 10 }))
    }

    private mutating func offsetMinutes() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+") || skip("-"), let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2),
            hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}

extension Int64 {
    fileprivate func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
