#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// When something happened, as its reporter wrote it: whole milliseconds since 1970 in UTC, with the resolution that
/// the writing promised.
///
/// A stamp without a fraction (`10:00:01Z`) may stand for any moment of that second, which decides how events are
/// ordered and how sure a duration is. Two stamps are equal when both parts are.
public struct CallStamp: Sendable, Hashable {
    /// How finely a stamp was written.
    public enum Resolution: Int64, Sendable, Hashable, Codable, CaseIterable {
        /// One millisecond: the stamp had a fraction, or was given in milliseconds.
        case millisecond = 1

        /// One second: RFC 3339 text without a fraction, or a whole number of Unix seconds.
        case second = 1000

        /// The resolution's length in milliseconds.
        public var milliseconds: Int64 { rawValue }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let millisecondsSince1970: Int64

    /// How finely the stamp was written.
    public let resolution: Resolution

    /// The milliseconds that a stamp may have: from the start of 1970 up to, but not including, the start of 2200.
    static let supported: Range<Int64> = 0..<7_258_118_400_000

    /// The start of 1970.
    static let earliest = CallStamp(milliseconds: supported.lowerBound)

    /// A stamp at a number of milliseconds; `nil` outside of 1970 up to 2200.
    ///
    /// Only a whole second can have been written to the second: any other has a resolution of a millisecond.
    public init?(millisecondsSince1970 milliseconds: Int64, resolution: Resolution = .millisecond) {
        guard Self.supported.contains(milliseconds) else { return nil }
        self.init(
            milliseconds: milliseconds,
            resolution: milliseconds.isMultiple(of: 1000) ? resolution : .millisecond
        )
    }

    /// A stamp at a date, rounded to the nearest millisecond; `nil` outside of 1970 up to 2200.
    public init?(_ date: Date) {
        let seconds = date.timeIntervalSince1970
        guard seconds >= 0, seconds < 1e11 else { return nil }
        self.init(millisecondsSince1970: Int64((seconds * 1000).rounded()))
    }

    /// The system clock's reading.
    ///
    /// The library itself asks it in the engines' `run` methods, and how old a journal's files are. Everywhere else the
    /// application says what time it is.
    public static var now: CallStamp {
        let milliseconds = Int64((Date.now.timeIntervalSince1970 * 1000).rounded())
        return CallStamp(milliseconds: min(max(milliseconds, supported.lowerBound), supported.upperBound - 1))
    }

    /// The stamp as a date.
    public var date: Date { Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1000) }

    /// The moment some time later, or earlier where the duration is negative, at the resolution of a millisecond.
    ///
    /// Never outside of 1970 up to 2200.
    public func advanced(by duration: Duration) -> CallStamp {
        let sum = milliseconds(after: duration)
        return CallStamp(milliseconds: min(max(sum, Self.supported.lowerBound), Self.supported.upperBound - 1))
    }

    /// Milliseconds since 1970 some time after the stamp, without overflow.
    func milliseconds(after duration: Duration) -> Int64 {
        millisecondsSince1970.addingClamped(duration.milliseconds)
    }

    /// The same moment at the finer of two resolutions: what is known once both writings are.
    func refined(to other: Resolution) -> CallStamp {
        CallStamp(milliseconds: millisecondsSince1970, resolution: .finer(resolution, other))
    }

    /// Whether both name the same millisecond, however finely they were written.
    func isSameMoment(as other: CallStamp) -> Bool { millisecondsSince1970 == other.millisecondsSince1970 }

    /// Whether it is not before a moment, however finely they were written: of the same moment, the stamp that was written
    /// to the second is the greater one.
    package func isNotBefore(_ moment: CallStamp) -> Bool { millisecondsSince1970 >= moment.millisecondsSince1970 }

    /// The number of whole `resolution`s since 1970: what events are ordered by first.
    func bucket(_ resolution: Resolution) -> Int64 { millisecondsSince1970 / resolution.milliseconds }

    /// Trusts its caller that the milliseconds are supported.
    private init(milliseconds: Int64, resolution: Resolution = .millisecond) {
        self.millisecondsSince1970 = milliseconds
        self.resolution = resolution
    }
}

extension CallStamp: Comparable {
    /// Earlier first; of the same moment, the finer resolution first.
    public static func < (left: CallStamp, right: CallStamp) -> Bool {
        (left.millisecondsSince1970, left.resolution.milliseconds)
            < (right.millisecondsSince1970, right.resolution.milliseconds)
    }
}

extension CallStamp.Resolution {
    static func finer(_ left: Self, _ right: Self) -> Self { left.milliseconds <= right.milliseconds ? left : right }

    static func coarser(_ left: Self, _ right: Self) -> Self { left.milliseconds >= right.milliseconds ? left : right }
}
