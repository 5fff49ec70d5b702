import CallLifecycle

extension CallStamp {
    /// The seconds since a stamp with their sign, three decimals: `+8.000`.
    func offset(from start: CallStamp) -> String {
        let milliseconds = millisecondsSince1970 - start.millisecondsSince1970
        return (milliseconds < 0 ? "" : "+") + CallDuration.seconds(milliseconds)
    }
}

extension Duration {
    /// The duration in seconds, as a person reads it: `8 s`, `0.25 s`.
    var secondsText: String {
        var text = CallDuration.seconds(milliseconds)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text + " s"
    }
}

extension CallDuration {
    /// Whether the time between the two moments was longer than this, however the stamps were rounded.
    func surelyExceeds(_ limit: Duration) -> Bool { duration - uncertainty > limit }
}
