import CallLifecycle

extension CallDuration {
    /// A duration for people: seconds up to a minute, then minutes or hours and what remains, such as `1:20.572`.
    ///
    /// Always to the millisecond, so that durations can be compared and added by eye.
    static func text(milliseconds: Int64) -> String {
        let magnitude = milliseconds.magnitude
        let sign = milliseconds < 0 ? "-" : ""
        guard magnitude >= 60_000 else { return "\(sign)\(seconds(Int64(magnitude)))" }
        let minutes = magnitude / 60_000
        let rest = seconds(Int64(magnitude % 60_000))
        let padded = rest.prefix { $0 != "." }.count < 2 ? "0" + rest : rest
        guard minutes >= 60 else { return "\(sign)\(minutes):\(padded)" }
        let minute = minutes % 60
        return "\(sign)\(minutes / 60):\(minute < 10 ? "0" : "")\(minute):\(padded)"
    }

    /// The duration with its unit and its uncertainty: `9.840 s ± 0.002 s`, `1:20.572 ± 0.002 s`.
    var text: String { "\(textWithoutUncertainty) ± \(Self.seconds(uncertaintyMilliseconds)) s" }

    /// The duration with its unit: `9.840 s`, `1:20.572`.
    var textWithoutUncertainty: String {
        let text = Self.text(milliseconds: milliseconds)
        return text.contains(":") ? text : "\(text) s"
    }
}
