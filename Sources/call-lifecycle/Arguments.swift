import CallLifecycle

/// One option of a command.
struct Option {
    /// What an option takes.
    enum Kind {
        /// Nothing: it is there or not.
        case flag
        /// One of some values, the first if it is not there.
        case choice([String])
        /// Some of some values, separated by commas, or the option repeated.
        case choices([String])
        /// A text, in the words of the help; it may be repeated.
        case text(String)
    }

    var name: String
    var kind = Kind.flag
    var help: String

    /// What stands behind the name in the help.
    var placeholder: String? {
        switch kind {
        case .flag: nil
        case .choice(let values): values.joined(separator: "|")
        case .choices(let values): values.joined(separator: ",")
        case .text(let placeholder): placeholder
        }
    }

    /// What it takes, in a sentence.
    private var expectation: String {
        switch kind {
        case .flag: "no value"
        case .choice(let values), .choices(let values):
            values.dropLast().joined(separator: ", ") + " or \(values.last ?? "")"
        case .text(let placeholder): placeholder
        }
    }

    /// Understands a value; `nil` stands for none.
    func understood(_ value: String?, by command: CommandDescription) throws(Failure) -> [String] {
        guard let value else { throw command.usageError("\(name) needs a value: \(expectation)") }
        let parts: [String]
        let allowed: [String]
        switch kind {
        case .flag: throw command.usageError("\(name) takes no value")
        case .text: return [value]
        case .choice(let values): (parts, allowed) = ([value], values)
        case .choices(let values):
            parts = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            allowed = values
        }
        if let unknown = parts.first(where: { !allowed.contains($0) }) {
            throw command.usageError("\(name) takes \(expectation), not “\(unknown.printable)”")
        }
        return parts
    }
}

/// Whether a command reads logs.
enum LogOperands {
    case none
    case optional
    case required
}

/// What a command is called and takes.
///
/// Help and usage errors are written from it.
struct CommandDescription {
    var name: String
    var summary: String
    /// Whether it reads logs, named by its operands.
    var logs = LogOperands.required
    var options: [Option]
    var discussion = ""
}

/// The arguments of a command, understood.
struct Arguments: Equatable {
    private var flags: Set<String> = []
    private var values: [String: [String]] = [:]
    private(set) var operands: [String] = []
    private(set) var asksForHelp = false

    /// Understands `--flag`, `--option value`, `--option=value`, operands, `-` for standard input, and `--`, behind
    /// which everything is an operand.
    init(_ arguments: some Sequence<String>, for command: CommandDescription) throws(Failure) {
        for option in command.options {
            if case .choice(let choices) = option.kind { values[option.name] = Array(choices.prefix(1)) }
        }
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                operands += rest
                break
            } else if argument == "--help" || argument == "-h" {
                asksForHelp = true
                return
            } else if argument.hasPrefix("-") && argument != "-" {
                try take(argument, &rest, command)
            } else {
                operands.append(argument)
            }
        }
        if command.logs == .required && operands.isEmpty {
            throw command.usageError("name a log to read, or - for standard input")
        }
        if command.logs == .none, let operand = operands.first {
            throw command.usageError("unexpected “\(operand.printable)”")
        }
    }

    private mutating func take(
        _ argument: String,
        _ rest: inout ArraySlice<String>,
        _ command: CommandDescription
    ) throws(Failure) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = command.options.first(where: { $0.name == parts[0] }) else {
            throw command.usageError(
                "unknown option “\(parts[0].printable)”"
                    + suggestion(for: parts[0], among: command.options.map(\.name) + ["--help"])
            )
        }
        if case .flag = option.kind {
            guard parts.count == 1 else { throw command.usageError("\(option.name) takes no value") }
            flags.insert(option.name)
            return
        }
        values[option.name, default: []] += try option.understood(
            parts.count == 2 ? parts[1] : rest.popFirst(),
            by: command
        )
    }
}

extension Arguments {
    /// Whether a flag is there.
    func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// The value of an option: the last that was given, or its default.
    func value(_ option: String) -> String? { values[option]?.last }

    /// All values of an option, in the order in which they were given.
    func values(_ option: String) -> [String] { values[option] ?? [] }
}

extension CommandDescription {
    var usage: String {
        let operands =
            switch logs {
            case .none: ""
            case .optional: " [<log>… | -]"
            case .required: " <log>… | -"
            }
        return "usage: call-lifecycle \(name)" + (options.isEmpty ? "" : " [options]") + operands
    }

    func usageError(_ problem: String) -> Failure {
        Failure(
            status: .usage,
            message: "\(name): \(problem)\n\(usage)\nSee “call-lifecycle \(name) --help”."
        )
    }

    var help: String {
        var lines = [summary, "", usage, ""]
        if logs != .none {
            lines += [
                "Logs are JSON Lines: Daily's client events, native SDK events or webhooks, also wrapped with a",
                "timestamp, in any order and with any repetitions. A folder is a journal: all of its files are read.",
                "",
            ]
        }
        let rows = options.map { option in
            let name = option.name + (option.placeholder.map { " " + $0 } ?? "")
            if case .choice(let values) = option.kind { return (name, option.help + " \(values[0]) if not said.") }
            return (name, option.help)
        }
        let width = (rows + [("-h, --help", "")]).map(\.0.count).max() ?? 0
        for (left, right) in rows + [("-h, --help", "Show this help.")] {
            lines.append("  " + left + String(repeating: " ", count: width - left.count) + "  " + right)
        }
        if !discussion.isEmpty { lines += ["", discussion] }
        return lines.joined(separator: "\n")
    }
}

/// What was probably meant by a word that is not known: the one that differs least, if it is close.
func suggestion(for unknown: String, among known: [String]) -> String {
    let close = known.map { ($0, distance($0, unknown)) }.min { $0.1 < $1.1 }
    guard let close, close.1 <= 2 else { return "" }
    return "; did you mean “\(close.0)”?"
}

/// The Levenshtein distance.
private func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let substituted = diagonal + (character == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
