/// A terminal while something is drawn on all of it: the alternate screen, so that what stood there comes back.
///
/// The sequences are those that every terminal since xterm knows (ECMA-48, and DEC's private modes 7, 25 and 1049).
final class Screen {
    private static let entering = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
    private static let leaving = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    /// Where keys are read: standard input may be a log.
    private(set) var keys: FileDescriptor?
    private let terminal: FileDescriptor
    private let settings: TerminalSettings?
    private var drawn: [String] = []

    /// The screen of a terminal.
    init(_ terminal: FileDescriptor = .standardOutput) {
        self.terminal = terminal
        settings = terminal.terminalSettings
        // By its own name: `poll` does not work with `/dev/tty` on all systems.
        keys = try? .readingWithoutWaiting(terminal.terminalName ?? "/dev/tty")
    }

    var size: TerminalSize { terminal.terminalSize ?? .usual }

    /// Takes the terminal, at first or again.
    func enter() {
        if let settings { terminal.readKeys(insteadOfLines: settings) }
        drawn = []
        try? terminal.write(Array(Self.entering.utf8))
    }

    /// Gives the terminal back as it was.
    func leave() {
        try? terminal.write(Array(Self.leaving.utf8))
        if let settings { terminal.restore(settings) }
    }

    /// Forgets what is drawn, so that all of it is drawn again.
    func forget() { drawn = [] }

    /// Shows lines, each no wider than the screen and no more of them than it has rows; only what changed is drawn.
    func draw(_ lines: [String]) throws(Failure) {
        var text = drawn.isEmpty ? "\u{1B}[H\u{1B}[2J" : ""
        for (row, line) in lines.enumerated() where row >= drawn.count || drawn[row] != line {
            // Erased before, not behind: behind a line that fills the row, the cursor still stands on its last character.
            text += "\u{1B}[\(row + 1);1H\u{1B}[2K\(line)"
        }
        if lines.count < drawn.count { text += "\u{1B}[\(lines.count + 1);1H\u{1B}[J" }
        drawn = lines
        do throws(SystemError) {
            try terminal.write(Array(text.utf8))
        } catch {
            throw Failure(status: .ioError, message: "cannot write: \(error.message)")
        }
    }

    /// The keys that were pressed; none, and none ever again, where the terminal has gone.
    func pressedKeys() -> [UInt8] {
        guard let keys else { return [] }
        do throws(SystemError) {
            let pressed = try keys.read(upTo: 64)
            if pressed.isEmpty { self.keys = nil }
            return pressed
        } catch {
            if !error.isNothingYet { self.keys = nil }
            return []
        }
    }
}
