import CallLifecycle

/// The options that say which calls are meant, of every command that shows some.
enum FilterOptions {
    static let options = [
        Option(name: "--session", kind: .text("ID"), help: "Only calls whose session ID begins so; may be repeated."),
        Option(name: "--direction", kind: .choices(CallDirection.allCases.map(\.rawValue)), help: "Only such calls."),
        Option(
            name: "--state",
            kind: .choices(CallState.allCases.map(\.rawValue)),
            help: "Only calls in such a state."
        ),
        Option(
            name: "--disposition",
            kind: .choices(CallTimeline.Disposition.allCases.map(\.rawValue)),
            help: "Only calls that turned out so."
        ),
        Option(
            name: "--since",
            kind: .text("TIME"),
            help: "Only calls that were not over before a time, a date, or 15m ago."
        ),
        Option(name: "--until", kind: .text("TIME"), help: "Only calls that had begun before a time."),
        Option(name: "--illegal", help: "Only calls with an illegal event."),
        Option(
            name: "--longer-than",
            kind: .text("DURATION"),
            help: "Only calls that lasted longer, such as 90s or 2h."
        ),
    ]

    static func filter(_ arguments: Arguments, of command: CommandDescription) throws(Failure) -> CallTimelineFilter {
        var filter = CallTimelineFilter()
        filter.sessions = arguments.values("--session")
        filter.directions = Set(arguments.values("--direction").compactMap(CallDirection.init(rawValue:)))
        filter.states = Set(arguments.values("--state").compactMap(CallState.init(rawValue:)))
        filter.dispositions = Set(
            arguments.values("--disposition").compactMap(CallTimeline.Disposition.init(rawValue:))
        )
        filter.since = try stamp("--since", arguments, command)
        filter.until = try stamp("--until", arguments, command)
        filter.hasIllegalEvent = arguments.has("--illegal")
        if let text = arguments.value("--longer-than") {
            guard let duration = Duration(spelled: text) else {
                throw command.usageError(
                    "--longer-than takes a duration such as 90s, 15m or 2h, not “\(text.printable)”"
                )
            }
            filter.longerThan = duration
        }
        return filter
    }

    /// A moment that an option names: a stamp as logs have them, a date for the midnight in UTC with which it begins, or
    /// how long ago it was.
    static func stamp(
        _ option: String,
        _ arguments: Arguments,
        _ command: CommandDescription
    ) throws(Failure) -> CallStamp? {
        guard let text = arguments.value(option) else { return nil }
        if let stamp = CallStamp(text) ?? CallStamp("\(text)T00:00:00Z") { return stamp }
        if let ago = Duration(spelled: text) { return CallStamp.now.advanced(by: .zero - ago) }
        throw command.usageError(
            "\(option) takes a time such as 2026-03-01T10:00:00Z, a date, or 15m for so long ago, "
                + "not “\(text.printable)”"
        )
    }
}

extension Duration {
    /// A duration as people spell it: a whole number with one of `ms`, `s`, `m`, `h` and `d`.
    init?(spelled text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count <= 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(count)
        case "s": self = .seconds(count)
        case "m": self = .seconds(60 * count)
        case "h": self = .seconds(3600 * count)
        case "d": self = .seconds(86_400 * count)
        default: return nil
        }
    }
}
