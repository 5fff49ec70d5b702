extension CallStamp: CustomStringConvertible {
    /// A stamp from text: RFC 3339 with an offset or `Z` and up to nine fraction digits, or Unix time as digits
    /// (seconds, or milliseconds from 1e11 on).
    ///
    /// Rounded to the nearest millisecond. Text without a fraction has a resolution of one second, unless it counts
    /// milliseconds. `nil` for anything else, and outside of 1970 up to 2200. A leap second (`:60`) reads as the second
    /// behind it: Unix time has none.
    public init?(_ text: String) { self.init(utf8: Array(text.utf8).span) }

    /// A stamp from text, as its bytes.
    init?(utf8 text: Span<UInt8>) {
        if let stamp = CallStamp(canonical: text) {
            self = stamp
            return
        }
        var scanner = StampScanner()
        guard let stamp = scanner.rfc3339(text) ?? CallStamp(unixText: text.text(0..<text.count)) else { return nil }
        self = stamp
    }

    /// RFC 3339 in UTC with three decimals, such as `2026-03-01T10:00:00.000Z`, whatever the resolution.
    public var description: String { text(fraction: true) }

    /// RFC 3339 in UTC that reads back as an equal stamp: without a fraction where the resolution is one second.
    public var losslessText: String { text(fraction: resolution == .millisecond) }

    /// How many bytes the text has with a fraction.
    static let textLength = 24

    private func text(fraction: Bool) -> String {
        unsafe String(unsafeUninitializedCapacity: Self.textLength) { bytes in
            unsafe bytes.baseAddress.map { unsafe write(to: $0, fraction: fraction) } ?? 0
        }
    }

    /// Writes the text where there is room for ``textLength`` bytes, and returns how many it has.
    ///
    /// A report has several stamps a call: digits that became strings first were most of its cost.
    private func write(to bytes: UnsafeMutablePointer<UInt8>, fraction: Bool) -> Int {
        unsafe writeDate(to: bytes)
        return unsafe Self.dateLength + writeTime(to: bytes + Self.dateLength, fraction: fraction)
    }

    /// How many bytes the text has up to its `T`.
    static let dateLength = 10

    /// The number of whole days since 1970.
    var day: Int64 { millisecondsSince1970 / 86_400_000 }

    /// Writes the text up to its `T`.
    func writeDate(to bytes: UnsafeMutablePointer<UInt8>) {
        let date = CivilDate(daysSince1970: day)
        unsafe bytes.write(UInt64(date.year), digits: 4, at: 0)
        unsafe bytes.write(UInt64(date.month), digits: 2, behind: "-", at: 4)
        unsafe bytes.write(UInt64(date.day), digits: 2, behind: "-", at: 7)
    }

    /// Writes the text from its `T` on, and returns how many bytes that are.
    func writeTime(to bytes: UnsafeMutablePointer<UInt8>, fraction: Bool) -> Int {
        // Numbers of 32 bits are divided in half the time.
        let time = UInt32(truncatingIfNeeded: millisecondsSince1970 % 86_400_000)
        let (minutes, milliseconds) = (time / 60_000, time % 60_000)
        let (hour, minute) = ((minutes / 60).twoDigits, (minutes % 60).twoDigits)
        let (second, fractionDigits) = ((milliseconds / 1000).twoDigits, milliseconds % 1000)
        // "T00:00:0" and, three characters of it once more, ":00.000Z".
        let start = 0x303A_3030_3A30_3054 + hour << 8 + minute << 32 + (second & 0xF) << 56
        let target = UnsafeMutableRawPointer(bytes)
        unsafe target.storeBytes(of: start.littleEndian, as: UInt64.self)
        guard fraction else {
            unsafe bytes[8] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: second >> 8)
            unsafe bytes[9] = UInt8(ascii: "Z")
            return 10
        }
        let hundredths = (fractionDigits % 100).twoDigits
        let end = 0x5A30_3030_2E30_303A + second << 8 + UInt64(fractionDigits / 100) << 32 + hundredths << 40
        unsafe target.storeBytes(of: end.littleEndian, toByteOffset: 6, as: UInt64.self)
        return 14
    }
}

extension UInt32 {
    /// The two digits of a number below 100, the first one in the lowest byte.
    fileprivate var twoDigits: UInt64 { UInt64(self / 10 | (self % 10) << 8) }
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

extension CallStamp {
    /// A stamp from text as ``description`` writes it, as nearly all is; `nil` for any other text, or time.
    ///
    /// Eight characters at once: digit by digit it was a tenth of what a line of a log takes.
    fileprivate init?(canonical text: Span<UInt8>) {
        guard text.count == Self.textLength,
            // "0000-00-", "00T00:00" and ":00.000Z", the first character lowest, with a place for each digit.
            let month = StampWord(text.word(at: 0), 0x2D30_302D_3030_3030, places: 0x000F_0F00_0F0F_0F0F),
            let time = StampWord(text.word(at: 8), 0x3030_3A30_3054_3030, places: 0x0F0F_000F_0F00_0F0F),
            let rest = StampWord(text.word(at: 16), 0x5A30_3030_2E30_303A, places: 0x000F_0F0F_000F_0F00)
        else { return nil }
        let year = month.number(at: 0) * 100 + month.number(at: 2)
        let day = CivilDate(year: year, month: month.number(at: 5), day: time.number(at: 0))
        let (hour, minute, second) = (time.number(at: 3), time.number(at: 6), rest.number(at: 1))
        guard day.exists, hour < 24, minute < 60, second <= 60 else { return nil }
        let seconds = ((day.daysSince1970 * 24 + hour) * 60 + minute) * 60 + second
        self.init(millisecondsSince1970: seconds * 1000 + rest.number(at: 4) * 10 + rest.digit(at: 6))
    }
}

/// Eight characters of a stamp, of which some are digits.
private struct StampWord {
    /// What each digit stands for, and zero where another character stands.
    private let digits: UInt64

    /// The word of a text, if it is a pattern with other digits in the places of its zeros.
    @inline(__always)
    init?(_ word: UInt64?, _ pattern: UInt64, places: UInt64) {
        guard let word else { return nil }
        digits = word ^ pattern
        guard digits & ~places == 0, (digits &+ UInt64.ones &* 6) & (UInt64.ones &* 0x10) == 0 else { return nil }
    }

    /// The digit at a place.
    @inline(__always)
    func digit(at place: Int) -> Int64 { Int64(truncatingIfNeeded: digits &>> UInt64(8 * place) & 0xF) }

    /// The number of the two digits from a place on.
    @inline(__always)
    func number(at place: Int) -> Int64 { digit(at: place) * 10 + digit(at: place + 1) }
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
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length: Int64 =
            switch month {
            case 2: isLeap ? 29 : 28
            case 4, 6, 9, 11: 30
            case 1...12: 31
            default: 0
            }
        return day >= 1 && day <= length
    }
}

/// Reads the `date-time` of RFC 3339, section 5.6.
///
/// A space may stand for the `T`, as its note allows.
private struct StampScanner {
    private var index = 0

    mutating func rfc3339(_ text: Span<UInt8>) -> CallStamp? {
        guard let year = number(text, digits: 4), skip(text, "-"), let month = number(text, digits: 2), skip(text, "-"),
            let day = number(text, digits: 2), skip(text, "T") || skip(text, "t") || skip(text, " "),
            let hour = number(text, digits: 2), skip(text, ":"), let minute = number(text, digits: 2), skip(text, ":"),
            let second = number(text, digits: 2), let nanoseconds = fraction(text), let offset = offsetMinutes(text),
            index == text.count
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

    private mutating func skip(_ text: Span<UInt8>, _ character: Unicode.Scalar) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func number(_ text: Span<UInt8>, digits count: Int) -> Int64? {
        guard index + count <= text.count else { return nil }
        var value: Int64 = 0
        for place in index..<index + count {
            guard text[place].isDigit else { return nil }
            value = value * 10 + Int64(text[place] - UInt8(ascii: "0"))
        }
        index += count
        return value
    }

    /// The nanoseconds of a fraction, `.some(nil)` where there is none, `nil` where it is not one.
    private mutating func fraction(_ text: Span<UInt8>) -> Int64?? {
        guard skip(text, ".") else { return .some(nil) }
        var count = 0
        while index + count < text.count, text[index + count].isDigit { count += 1 }
        guard (1...9).contains(count), let value = number(text, digits: count) else { return nil }
        return .some(.some((count..<9).reduce(value) { value, _ in value * 10 }))
    }

    private mutating func offsetMinutes(_ text: Span<UInt8>) -> Int64? {
        if skip(text, "Z") || skip(text, "z") { return 0 }
        let isWest = skip(text, "-")
        guard isWest || skip(text, "+"), let hours = number(text, digits: 2), skip(text, ":"),
            let minutes = number(text, digits: 2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}
