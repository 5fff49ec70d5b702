import CallLifecycle

/// What a command takes beside its options.
enum Operands: Equatable {
    case none
    case optionalLogs
    case logs
    /// What `timeline --partial` wrote.
    case partialResults
    /// One of some words.
    case word([String])

    /// As usage tells it.
    var placeholder: String {
        switch self {
        case .none: ""
        case .optionalLogs: "[<log>… | -]"
        case .logs: "<log>… | -"
        case .partialResults: "<partial result>… | -"
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
