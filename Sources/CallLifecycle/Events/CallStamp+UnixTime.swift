extension CallStamp {
    /// A stamp from Unix time: seconds, or milliseconds where the number is 1e11 or more, rounded to the nearest
    /// millisecond.
    ///
    /// A whole number of seconds has a resolution of one second. `nil` outside of 1970 up to 2200.
    public init?(unixTime number: Double) {
        // The shortest digits that name the number are the ones that its writer meant.
        self.init(unixNumber: "\(number)")
    }

    /// A stamp from the digits of a JSON number, read exactly: a `Double` may not hold them.
    init?(unixNumber digits: String) {
        guard let number = DecimalNumber(digits) else { return nil }
        self.init(number, isWholeSecond: number.isWhole)
    }

    /// A stamp from text that holds Unix time: digits with an optional fraction.
    ///
    /// An exponent or a sign is not time. A written fraction promises milliseconds, even where its digits are zeros.
    init?(unixText text: String) {
        guard text.utf8.first?.isDigit == true, text.utf8.last?.isDigit == true,
            text.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }), let number = DecimalNumber(text)
        else { return nil }
        self.init(number, isWholeSecond: !text.utf8.contains(UInt8(ascii: ".")))
    }

    private init?(_ number: DecimalNumber, isWholeSecond: Bool) {
        // 1e11 is the least number with twelve digits.
        let isMilliseconds = number.exponent >= 12
        guard let milliseconds = number.rounded(shiftedBy: isMilliseconds ? 0 : 3) else { return nil }
        self.init(
            millisecondsSince1970: milliseconds,
            resolution: isWholeSecond && !isMilliseconds ? .second : .millisecond
        )
    }
}

/// A number of zero or more as its digits: 0.d₁d₂d₃… × 10^exponent, with neither leading nor trailing zeros.
private struct DecimalNumber {
    private var digits: [UInt8] = []
    private(set) var exponent = 0

    init?(_ text: String) {
        let parts = text.utf8.split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
        }
        let halves = parts[0].split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        digits = halves.flatMap { Array($0) }
        guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        exponent = halves[0].count
        if parts.count == 2 {
            guard let shift = Int(String(Substring(parts[1]))), shift.magnitude < 1 << 32 else { return nil }
            exponent += shift
        }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        exponent = digits.isEmpty ? 0 : exponent - zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    }

    var isWhole: Bool { digits.count <= exponent }

    /// The number times a power of ten, rounded to the nearest whole one, a half up; `nil` past eighteen digits.
    func rounded(shiftedBy shift: Int) -> Int64? {
        let count = exponent + shift
        guard count <= 18 else { return nil }
        guard count >= 0 else { return 0 }
        func digit(_ index: Int) -> Int64 { index < digits.count ? Int64(digits[index] - UInt8(ascii: "0")) : 0 }
        return (0..<count).reduce(0) { $0 * 10 + digit($1) } + (digit(count) >= 5 ? 1 : 0)
    }
}
