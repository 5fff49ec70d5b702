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
