package import CallLifecycle

/// The colours of a terminal: the sixteen that its owner chose, so that they read on dark and on light.
package struct TerminalPalette: Sendable {
    let isEnabled: Bool

    package init(isEnabled: Bool) { self.isEnabled = isEnabled }

    package func strong(_ text: String) -> String { painted(text, "1") }
    package func faint(_ text: String) -> String { painted(text, "2") }
    package func bad(_ text: String) -> String { painted(text, "31") }

    package func state(_ state: CallState, _ text: String) -> String {
        switch state {
        case .ready: painted(text, "36")
        case .connected: painted(text, "33")
        case .answered: painted(text, "32")
        // Blue would be hard to read on black, and the ordinary end needs no colour.
        case .stopped: text
        case .failed: painted(text, "31")
        }
    }

    func mark(_ mark: CallStory.Mark, _ text: String) -> String {
        switch mark {
        case .step: text
        case .note: painted(text, "36")
        case .skip: painted(text, "35")
        case .warning: painted(text, "33")
        case .error, .illegal: bad(text)
        }
    }

    private func painted(_ text: String, _ code: String) -> String {
        isEnabled && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
