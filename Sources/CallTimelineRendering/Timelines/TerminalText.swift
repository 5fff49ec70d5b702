import CallLifecycle

/// The colours of a terminal: the sixteen that its owner chose, so that they read on dark and on light.
struct TerminalPalette: Sendable {
    let isEnabled: Bool

    func strong(_ text: String) -> String { painted(text, "1") }
    func faint(_ text: String) -> String { painted(text, "2") }
    func bad(_ text: String) -> String { painted(text, "31") }

    func state(_ state: CallState, _ text: String) -> String {
        switch state {
        case .ready: painted(text, "36")
        case .connected: painted(text, "33")
        case .answered: painted(text, "32")
        case .stopped: painted(text, "34")
        case .failed: painted(text, "31")
        }
    }

    private func painted(_ text: String, _ code: String) -> String {
        isEnabled ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// The text with every control character, and every character that turns the writing direction, as U+FFFD.
    package var printable: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: result.unicodeScalars.append("\u{FFFD}")
            case .format where scalar.isDirectionControl: result.unicodeScalars.append("\u{FFFD}")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    func paddingLeft(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

extension Unicode.Scalar {
    fileprivate var isDirectionControl: Bool {
        ("\u{202A}"..."\u{202E}").contains(self) || ("\u{2066}"..."\u{2069}").contains(self)
    }
}
