/// `call-lifecycle completions`: what a shell needs to complete the command's words, written from the same descriptions
/// as the help.
enum CompletionsCommand {
    static let description = CommandDescription(
        name: "completions",
        summary: "Print what a shell needs to complete subcommands, options and their values.",
        operands: .word(["bash", "zsh", "fish"]),
        options: [],
        discussion: """
            bash: load it in ~/.bashrc, as below. zsh: save it as _call-lifecycle in a folder of $fpath.
            fish: save it as ~/.config/fish/completions/call-lifecycle.fish.
            """,
        examples: [Example("completions bash", "in ~/.bashrc: source <(call-lifecycle completions bash)")]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        let commands = CallLifecycleCommand.descriptions
        switch arguments.operands[0] {
        case "zsh": try output.write(ZshCompletions.script(commands))
        case "fish": try output.write(FishCompletions.script(commands))
        default: try output.write(BashCompletions.script(commands))
        }
        try output.flush()
        return .fine
    }
}

extension String {
    /// The text as one word of a shell.
    var shellQuoted: String { "'" + replacing("'", with: #"'\''"#) + "'" }
}
