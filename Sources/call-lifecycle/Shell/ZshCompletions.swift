/// Completions for zsh's `compinit`.
enum ZshCompletions {
    static func script(_ commands: [CommandDescription]) -> String {
        #"""
        #compdef call-lifecycle
        local context state state_descr line
        typeset -A opt_args
        _arguments -C '(- *)'{-h,--help}'[Show this help.]' '1: :->command' '*:: :->arguments'
        case $state in
        command)
            local -a commands=(
        \#(commands.map { "        " + "\($0.name):\($0.summary)".shellQuoted }.joined(separator: "\n"))
            )
            _describe command commands ;;
        arguments)
            case $words[1] in
        \#(commands.map(arguments).joined(separator: "\n"))
            esac ;;
        esac

        """#
    }

    private static func arguments(_ command: CommandDescription) -> String {
        let specifications = command.options.map { specification($0).shellQuoted } + operands(command)
        return
            (["    \(command.name)) _arguments -s '(- *)'{-h,--help}'[Show this help.]'"]
            + specifications.map { "        \($0)" })
            .joined(separator: " \\\n") + " ;;"
    }

    private static func specification(_ option: Option) -> String {
        let help = "[\(escaped(option.help))]"
        switch option.kind {
        case .flag: return "\(option.name)\(help)"
        case .choice(let values): return "\(option.name)=\(help):value:(\(values.joined(separator: " ")))"
        case .choices(let values):
            return "*\(option.name)=\(help):values:_values -s , value \(values.joined(separator: " "))"
        case .text("DIR"): return "\(option.name)=\(help):folder:_files -/"
        case .text(let placeholder): return "*\(option.name)=\(help):\(escaped(placeholder)):"
        }
    }

    private static func operands(_ command: CommandDescription) -> [String] {
        switch command.operands {
        case .none: []
        case .partialResults: ["'*:partial result:_files'"]
        case .logs, .optionalLogs: ["'*:log:_files'"]
        case .word(let words): ["'1:word:(\(words.joined(separator: " ")))'"]
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("[", with: #"\["#).replacing("]", with: #"\]"#).replacing(":", with: #"\:"#)
    }
}
