import CallLifecycle
import CallLifecycleTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("A stamp")
struct StampTests {
    @Test(
        "is read from every accepted text",
        arguments: [
            ("2026-03-01T10:00:00Z", start, CallStamp.Resolution.second),
            ("2026-03-01T10:00:00.000Z", start, .millisecond),
            ("2026-03-01t11:30:00.5+01:30", start + 500, .millisecond),
            ("2026-03-01 05:00:00-05:00", start, .second),
            ("2026-03-01T10:00:00.0004999Z", start, .millisecond),
            ("2026-03-01T10:00:00.000500000Z", start + 1, .millisecond),
            ("2026-02-28T23:59:59.9996Z", start - 36_000_000, .millisecond),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000, .second),
            ("1970-01-01T00:00:00Z", 0, .second),
            ("2199-12-31T23:59:59.999Z", 7_258_118_399_999, .millisecond),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000, .second),
            ("1728036610.899499999", 1_728_036_610_899, .millisecond),
            ("1728036610898.4999999999", 1_728_036_610_898, .millisecond),
            ("1728036610", 1_728_036_610_000, .second),
            ("1728036610.899", 1_728_036_610_899, .millisecond),
            ("1728036610.000", 1_728_036_610_000, .millisecond),
            ("1728036610899", 1_728_036_610_899, .millisecond),
        ]
    )
    func accepted(text: String, milliseconds: Int64, resolution: CallStamp.Resolution) {
        #expect(CallStamp(text) == CallStamp(millisecondsSince1970: milliseconds, resolution: resolution))
    }

    @Test(
        "is refused from anything else",
        arguments: [
            "", "yesterday", "2026-03-01", "2026-03-01T10:00:00", "2026-03-01T10:00Z", "2026-13-01T10:00:00Z",
            "2026-02-29T10:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T10:60:00Z", "2026-03-01T10:00:61Z",
            "2026-03-01T10:00:00.Z", "2026-03-01T10:00:00.1234567891Z", "2026-03-01T10:00:00+0100",
            "2026-03-01T10:00:00+24:00", " 2026-03-01T10:00:00Z", "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "-1", "1e9", "0x10", "8000000000", "1.2.3", "1728036610.",
            ".5", "inf", "nan", "99999999999999999999999", "99999999999.9999999", "2026-03-01T10:00:00Zjunk",
        ]
    )
    func refused(text: String) {
        #expect(CallStamp(text) == nil)
    }

    @Test("from a number is seconds, or milliseconds from 1e11 on")
    func numbers() {
        #expect(CallStamp(unixTime: 1_728_036_610) == CallStamp("2024-10-04T10:10:10Z"))
        #expect(CallStamp(unixTime: 1_728_036_610.8996) == CallStamp("2024-10-04T10:10:10.900Z"))
        #expect(CallStamp(unixTime: 1_728_036_610_000) == CallStamp("2024-10-04T10:10:10.000Z"))
        #expect(CallStamp(unixTime: 1e11) == CallStamp(millisecondsSince1970: 100_000_000_000))
        func stamp(_ digits: String) -> CallStamp? {
            try? CallEvent(json: #"{"action":"dialin-ready","timestamp":\#(digits)}"#).stamp
        }
        #expect(stamp("1728036610.899499999") == CallStamp("2024-10-04T10:10:10.899Z"))
        #expect(stamp("1.728036610e9") == CallStamp("2024-10-04T10:10:10Z"))
        #expect(stamp("172803661000e-2") == CallStamp("2024-10-04T10:10:10Z"))
        #expect(stamp("1728036610.0000000001") == CallStamp("2024-10-04T10:10:10.000Z"))
        #expect(stamp("0.0000") == CallStamp(millisecondsSince1970: 0, resolution: .second))
        #expect(stamp("1e-9")?.millisecondsSince1970 == 0)
        for digits in [
            "-1", "1e999999999999999999999", "1e-9223372036854775808", "1e9223372036854775807", "1e999",
            "99999999999.9999999", "-0",
        ] {
            #expect(stamp(digits) == nil, "\(digits)")
        }
        for number in [-1, -0.001, 99_999_999_999, 1e20, .infinity, .nan] {
            #expect(CallStamp(unixTime: number) == nil, "\(number)")
        }
    }

    @Test("has a resolution of a second only where it is a whole one")
    func wholeSeconds() {
        #expect(at(1000, .second).resolution == .second)
        #expect(at(1500, .second).resolution == .millisecond)
    }

    @Test("is written in UTC with three decimals")
    func description() {
        #expect("\(at(1))" == "2026-03-01T10:00:00.001Z")
        #expect("\(at(0, .second))" == "2026-03-01T10:00:00.000Z")
    }

    @Test("reads back from its lossless text, on every kind of day")
    func roundTrip() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let milliseconds = Int64.random(in: 0..<7_258_118_400_000, using: &random)
            for resolution in CallStamp.Resolution.allCases {
                let rounded = resolution == .second ? milliseconds / 1000 * 1000 : milliseconds
                let stamp = CallStamp(millisecondsSince1970: rounded, resolution: resolution)
                #expect(stamp != nil && stamp.flatMap { CallStamp($0.losslessText) } == stamp)
            }
        }
    }

    @Test("advances by more seconds than can be counted as far as stamps go")
    func advancing() {
        let long = Duration.seconds(Int64.max) + .seconds(Int64.max)
        #expect(at(0).advanced(by: long) == CallStamp("2199-12-31T23:59:59.999Z"))
        #expect(at(0).advanced(by: .zero - long) == CallStamp("1970-01-01T00:00:00.000Z"))
    }

    @Test("reads the same from the usual text, which is read eight bytes at once, as from any other")
    func usualText() {
        var random = SeededGenerator(seed: 5)
        let characters = Array("0123456789--::.TZtz /;\u{7F}é")
        for _ in 0..<20_000 {
            let (month, day) = (Int.random(in: 0...13, using: &random), Int.random(in: 0...32, using: &random))
            let digits = (0..<8).map { _ in Int.random(in: 0...9, using: &random) }
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            var text = Array("\(Int.random(in: 1960...2210, using: &random))-\(two(month))-\(two(day))T")
            text += "\(digits[0] % 3)\(digits[1]):\(digits[2] % 7)\(digits[3]):\(digits[4] % 7)\(digits[5])."
            text += "\(digits[6])\(digits[7])0"
            if Bool.random(using: &random), let character = characters.randomElement(using: &random) {
                text[Int.random(in: 0..<text.count, using: &random)] = character
            }
            #expect(CallStamp(String(text) + "Z") == CallStamp(String(text) + "+00:00"), "\(String(text))")
        }
    }

    @Test("agrees with the calendar of Foundation")
    func dates() {
        let stamp = at(123)
        #expect(CallStamp(stamp.date) == stamp)
        #expect(stamp.date.timeIntervalSince1970 == Double(start + 123) / 1000)
    }
}
