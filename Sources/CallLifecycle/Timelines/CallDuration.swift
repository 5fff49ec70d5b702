/// The time between two stamps, and how far it may be off.
public struct CallDuration: Sendable, Hashable {
    /// The duration in milliseconds.
    ///
    /// Never negative: two clocks may disagree, time does not run backwards.
    public let milliseconds: Int64

    /// How far the duration may be off either way, in milliseconds: the two stamps' resolutions added.
    public let uncertaintyMilliseconds: Int64

    /// The time from one stamp to another.
    public init(from start: CallStamp, to end: CallStamp) {
        milliseconds = max(0, end.millisecondsSince1970 - start.millisecondsSince1970)
        uncertaintyMilliseconds = start.resolution.milliseconds + end.resolution.milliseconds
    }

    /// The duration in seconds.
    public var seconds: Double { Double(milliseconds) / 1000 }

    /// The duration.
    public var duration: Duration { .milliseconds(milliseconds) }

    /// How far the duration may be off either way.
    public var uncertainty: Duration { .milliseconds(uncertaintyMilliseconds) }
}

extension CallDuration: CustomStringConvertible {
    /// Seconds with their uncertainty: `122.500 s ± 0.002 s`.
    public var description: String {
        "\(Self.seconds(milliseconds)) s ± \(Self.seconds(uncertaintyMilliseconds)) s"
    }

    /// Milliseconds as seconds with three decimals.
    package static func seconds(_ milliseconds: Int64) -> String {
        let fraction = "\(abs(milliseconds % 1000) + 1000)".dropFirst()
        return "\(milliseconds < 0 ? "-" : "")\(abs(milliseconds / 1000)).\(fraction)"
    }
}

/// The durations that Daily's events can tell.
///
/// One is unknown where either of its ends is; unknown is never zero.
///
/// Post-dial delay and the network effectiveness ratio are not among them: the events cannot meet their definitions.
public enum CallMeasure: String, Sendable, Hashable, Codable, CaseIterable {
    /// From connected to the end.
    case session

    /// From connected to answered, of a dial-out: it rings, plus up to one post-dial delay.
    case timeToAnswer

    /// From answered to the end, of a dial-out.
    case talk

    /// From connected to the end, of a dial-out that was never answered.
    case unanswered

    /// From the application's request to connected, of a dial-out.
    case requestToConnected

    /// From the application's request to answered, of a dial-out.
    case requestToAnswered

    /// From the endpoint's last readiness to connected, of a dial-in.
    case readyToConnected
}
