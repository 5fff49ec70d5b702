import CallLifecycle

/// Any texts as stamps, one a line.
struct StampCheck {
    private let texts: [String]

    init(_ bytes: [UInt8]) {
        texts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 7, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    func run() throws {
        var stamps: [CallStamp] = []
        for text in texts {
            try checkNumber(text)
            guard let stamp = CallStamp(text) else { continue }
            try checkText(stamp)
            try checkCalendar(text, stamp)
            stamps.append(stamp)
        }
        for left in stamps { for right in stamps { try checkOrder(left, right) } }
    }

    private func checkText(_ stamp: CallStamp) throws(Violation) {
        try expectSame(CallStamp(stamp.losslessText), stamp, "a stamp reads back from its lossless text")
        let described = CallStamp(stamp.description)
        try expectSame(described?.millisecondsSince1970, stamp.millisecondsSince1970, "and from its description")
        try expectSame(described?.resolution, .millisecond, "which has a fraction")
        try expectSame(CallStamp(stamp.date)?.millisecondsSince1970, stamp.millisecondsSince1970, "and from its date")
        try expect((0..<7_258_118_400_000).contains(stamp.millisecondsSince1970), "from 1970 to 2200")
        try expect(
            stamp.resolution == .millisecond || stamp.millisecondsSince1970.isMultiple(of: 1000),
            "only a whole second was written to the second"
        )
    }

    /// Digits read as a JSON number are no further than rounding from the same number as binary floating point.
    private func checkNumber(_ text: String) throws(Violation) {
        let exact = (try? CallEvent(json: #"{"action":"dialin-ready","timestamp":\#(text)}"#))?.stamp
        guard let number = Double(text), let rounded = CallStamp(unixTime: number) else { return }
        // What it needs more than digits, JSON does not allow.
        guard let exact, text.utf8.first != UInt8(ascii: "\"") else { return }
        let difference = exact.millisecondsSince1970 - rounded.millisecondsSince1970
        try expect(difference.magnitude <= 1, "\(exact) is \(rounded), for \(text)")
    }

    /// Days counted one by one, and seconds as they are written, are the same time.
    private func checkCalendar(_ text: String, _ stamp: CallStamp) throws(Violation) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-") else { return }
        func number(_ range: Range<Int>) -> Int64 {
            bytes[range].reduce(0) { $0 * 10 + Int64($1) - Int64(UInt8(ascii: "0")) }
        }
        let years = 1969..<number(0..<4)
        let february: Int64 = Self.isLeap(years.upperBound) ? 29 : 28
        let months: [Int64] = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30]
        var days = years.reduce(-365) { $0 + (Self.isLeap($1) ? 366 : 365) } + number(8..<10) - 1
        days += months.prefix(Int(number(5..<7)) - 1).reduce(0, +)
        var minutes = days * 1440 + number(11..<13) * 60 + number(14..<16)
        if let sign = bytes[19...].lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
            let offset = number(sign + 1..<sign + 3) * 60 + number(sign + 4..<sign + 6)
            minutes += bytes[sign] == UInt8(ascii: "-") ? offset : -offset
        }
        // A fraction is at the most a second, once it is rounded.
        let difference = stamp.millisecondsSince1970 - (minutes * 60 + number(17..<19)) * 1000
        try expect((0...1000).contains(difference), "\(stamp) is \(text)")
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year.isMultiple(of: 400) || (year.isMultiple(of: 4) && !year.isMultiple(of: 100))
    }

    private func checkOrder(_ left: CallStamp, _ right: CallStamp) throws(Violation) {
        let relations = [left < right, left == right, right < left]
        try expect(relations.count { $0 } == 1, "one of two stamps is first, or they are equal")
        try expect(left != right || left.hashValue == right.hashValue, "equal stamps have equal hashes")
        let difference = right.millisecondsSince1970 - left.millisecondsSince1970
        try expect(difference == 0 || (left < right) == (difference > 0), "the earlier one is first")
        let moved = left.advanced(by: .milliseconds(difference))
        try expectSame(moved.millisecondsSince1970, right.millisecondsSince1970, "time passes from one to the other")
    }
}
