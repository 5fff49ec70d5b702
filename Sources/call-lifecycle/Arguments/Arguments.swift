import CallLifecycle

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
        case .partialResults:
            if operands.isEmpty { throw command.usageError("name a partial result, or - for standard input") }
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
