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

/// What a command takes beside its options.
enum Operands: Equatable {
    case none
    case optionalLogs
    case logs
    /// One of some words.
    case word([String])

    /// As usage tells it.
    var placeholder: String {
        switch self {
        case .none: ""
        case .optionalLogs: "[<log>… | -]"
        case .logs: "<log>… | -"
        case .word(let words): words.joined(separator: " | ")
        }
    }

    var areLogs: Bool { self == .logs || self == .optionalLogs }
}

/// What a command is called and takes.
///
/// Help and usage errors are written from it.
struct CommandDescription {
    var name: String
    var summary: String
    var operands = Operands.logs
    /// Whether a folder with a journal may stand for its files.
    var takesFolders = true
    var options: [Option]
    var discussion = ""
    var examples: [Example] = []
}

/// A use of a command, and what it is for.
struct Example {
    var arguments: String
    var purpose: String

    init(_ arguments: String, _ purpose: String) {
        self.arguments = arguments
        self.purpose = purpose
    }
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
        try check(command)
    }

    private func check(_ command: CommandDescription) throws(Failure) {
        switch command.operands {
        case .optionalLogs: break
        case .logs:
            if operands.isEmpty { throw command.usageError("name a log to read, or - for standard input") }
        case .none:
            if let operand = operands.first { throw command.usageError("unexpected “\(operand.printable)”") }
        case .word(let words):
            guard operands.count == 1, words.contains(operands[0]) else {
                throw command.usageError("name one of \(words.joined(separator: ", "))")
            }
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
        ["usage: call-lifecycle \(name)", options.isEmpty ? "" : "[options]", operands.placeholder]
            .filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// How each option is written, and what it is for.
    var optionRows: [(usage: String, help: String)] {
        options.map { option in
            let usage = option.name + (option.placeholder.map { " " + $0 } ?? "")
            if case .choice(let values) = option.kind { return (usage, option.help + " \(values[0]) if not said.") }
            return (usage, option.help)
        } + [("-h, --help", "Show this help.")]
    }

    func usageError(_ problem: String) -> Failure {
        Failure(
            status: .usage,
            message: "\(name): \(problem)\n\(usage)\nSee “call-lifecycle \(name) --help”."
        )
    }

    var help: String {
        var lines = [summary, "", usage, ""]
        if operands.areLogs {
            lines += [
                "Logs are JSON Lines: Daily's client events, native SDK events or webhooks, also wrapped with a",
                "timestamp, in any order and with any repetitions."
                    + (takesFolders ? " A folder is a journal: all of its files are read." : ""),
                "",
            ]
        }
        let rows = optionRows
        let width = rows.map(\.usage.count).max() ?? 0
        for (usage, help) in rows {
            lines.append("  " + usage + String(repeating: " ", count: width - usage.count) + "  " + help)
        }
        if !discussion.isEmpty { lines += ["", discussion] }
        lines += ["", examples.count == 1 ? "Example:" : "Examples:"]
        for example in examples { lines += ["  call-lifecycle \(example.arguments)", "      \(example.purpose)"] }
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
