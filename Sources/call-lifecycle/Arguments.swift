import CallLifecycle

/// One option of a command: a flag, or one that takes a value.
struct Option {
    var name: String
    /// The values that it takes; the first is the default.
    ///
    /// Empty for a flag.
    var values: [String] = []
    var help: String
}

/// What a command is called and takes.
///
/// Help and usage errors are written from it.
struct CommandDescription {
    var name: String
    var summary: String
    /// Whether it reads logs, named by its operands.
    var readsLogs = true
    var options: [Option]
    var discussion = ""
}

/// The arguments of a command, understood.
struct Arguments: Equatable {
    var flags: Set<String> = []
    var values: [String: String] = [:]
    var operands: [String] = []
    var asksForHelp = false

    /// Understands `--flag`, `--option value`, `--option=value`, operands, `-` for standard input, and `--`, behind
    /// which everything is an operand.
    init(_ arguments: some Sequence<String>, for command: CommandDescription) throws(Failure) {
        for option in command.options { values[option.name] = option.values.first }
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
        if command.readsLogs && operands.isEmpty {
            throw command.usageError("name a log to read, or - for standard input")
        }
        if !command.readsLogs, let operand = operands.first {
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
        guard !option.values.isEmpty else {
            guard parts.count == 1 else { throw command.usageError("\(option.name) takes no value") }
            flags.insert(option.name)
            return
        }
        let expected = option.values.dropLast().joined(separator: ", ") + " or \(option.values.last ?? "")"
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
            throw command.usageError("\(option.name) needs a value: \(expected)")
        }
        guard option.values.contains(value) else {
            throw command.usageError("\(option.name) takes \(expected), not “\(value.printable)”")
        }
        values[option.name] = value
    }
}

extension CommandDescription {
    var usage: String {
        "usage: call-lifecycle \(name)" + (options.isEmpty ? "" : " [options]") + (readsLogs ? " <log>… | -" : "")
    }

    func usageError(_ problem: String) -> Failure {
        Failure(
            status: .usage,
            message: "\(name): \(problem)\n\(usage)\nSee “call-lifecycle \(name) --help”."
        )
    }

    var help: String {
        var lines = [summary, "", usage, ""]
        if readsLogs {
            lines += [
                "Logs are JSON Lines: Daily's client events, native SDK events or webhooks, also wrapped with a",
                "timestamp, in any order and with any repetitions. A folder is a journal: all of its files are read.",
                "",
            ]
        }
        let rows = options.map { option in
            let isFlag = option.values.isEmpty
            return (
                option.name + (isFlag ? "" : " " + option.values.joined(separator: "|")),
                option.help + (isFlag ? "" : " \(option.values[0]) if not said.")
            )
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
