/// Completions for bash 4.4 and later, without the package `bash-completion`.
enum BashCompletions {
    static func script(_ commands: [CommandDescription]) -> String {
        #"""
        _call_lifecycle() {
            local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
            # bash splits --option=value at the sign.
            if [[ $current == = ]]; then current=; elif [[ $option == = ]]; then option=${COMP_WORDS[COMP_CWORD-2]}; fi
            COMPREPLY=()
            if ((COMP_CWORD == 1)); then
                \#(complete(words(commands.map(\.name) + ["--help"])))
                return
            fi
            case $command:$option in
        \#(commands.flatMap { command in command.options.compactMap { values($0, of: command) } }.joined(separator: "\n"))
            esac
            case $command:$current in
        \#(commands.map(options).joined(separator: "\n"))
        \#(commands.compactMap(operands).joined(separator: "\n"))
            esac
        }
        complete -o filenames -F _call_lifecycle call-lifecycle

        """#
    }

    private static func values(_ option: Option, of command: CommandDescription) -> String? {
        let candidates: String
        switch option.kind {
        case .flag: return nil
        case .choice(let values): candidates = complete(words(values))
        case .choices(let values):
            // The part behind the last comma.
            candidates =
                #"mapfile -t COMPREPLY < <(compgen -P "${current%"${current##*,}"}" \#(words(values)) -- "${current##*,}")"#
        case .text("DIR"): candidates = complete("-d")
        case .text: candidates = ":"
        }
        return "    \(command.name):\(option.name)) \(candidates); return ;;"
    }

    private static func options(_ command: CommandDescription) -> String {
        "    \(command.name):-?*) \(complete(words(command.options.map(\.name) + ["--help"]))) ;;"
    }

    private static func operands(_ command: CommandDescription) -> String? {
        switch command.operands {
        case .none: nil
        case .logs, .optionalLogs, .partialResults: "    \(command.name):*) \(complete("-f")) ;;"
        case .word(let choices): "    \(command.name):*) \(complete(words(choices))) ;;"
        }
    }

    private static func complete(_ candidates: String) -> String {
        #"mapfile -t COMPREPLY < <(compgen \#(candidates) -- "$current")"#
    }

    private static func words(_ words: [String]) -> String { "-W \(words.joined(separator: " ").shellQuoted)" }
}
