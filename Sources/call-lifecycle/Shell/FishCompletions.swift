/// Completions for fish.
enum FishCompletions {
    static func script(_ commands: [CommandDescription]) -> String {
        (["complete -c call-lifecycle -s h -l help -f -d 'Show this help.'"] + commands.flatMap(lines))
            .map { $0 + "\n" }
            .joined()
    }

    private static func lines(_ command: CommandDescription) -> [String] {
        let condition = "complete -c call-lifecycle -n '__fish_seen_subcommand_from \(command.name)'"
        var lines = [
            "complete -c call-lifecycle -n __fish_use_subcommand -f -a \(command.name) -d \(command.summary.shellQuoted)"
        ]
        switch command.operands {
        case .none: lines.append("\(condition) -f")
        // Files are what fish completes by itself.
        case .logs, .optionalLogs, .partialResults: break
        case .word(let words): lines.append("\(condition) -f -a \(words.joined(separator: " ").shellQuoted)")
        }
        return lines
            + command.options.map { option in
                "\(condition) -l \(option.name.dropFirst(2))\(values(option)) -d \(option.help.shellQuoted)"
            }
    }

    private static func values(_ option: Option) -> String {
        switch option.kind {
        case .flag: ""
        case .choice(let values): " -x -a \(values.joined(separator: " ").shellQuoted)"
        case .choices(let values): " -x -a \("(__fish_append , \(values.joined(separator: " ")))".shellQuoted)"
        case .text("DIR"): " -x -a '(__fish_complete_directories)'"
        case .text: " -x"
        }
    }
}
