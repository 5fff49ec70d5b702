#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// The system calls that a screen needs.

/// The settings of a terminal, as they were.
struct TerminalSettings {
    fileprivate var settings: termios
}

extension FileDescriptor {
    /// The terminal's settings; `nil` for what is no terminal.
    var terminalSettings: TerminalSettings? {
        var settings = termios()
        return unsafe tcgetattr(number, &settings) == 0 ? TerminalSettings(settings: settings) : nil
    }

    /// The name of the terminal's file.
    var terminalName: String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { name in
            guard let start = name.baseAddress, unsafe ttyname_r(number, start, name.count) == 0 else { return nil }
            return unsafe String(cString: start)
        }
    }

    /// Makes keys readable one by one, and unseen, from settings in which lines are.
    ///
    /// What ends and suspends a process still does.
    func readKeys(insteadOfLines settings: TerminalSettings) {
        var settings = settings
        settings.settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
        restore(settings)
    }

    /// Puts the settings back.
    func restore(_ settings: TerminalSettings) {
        var settings = settings.settings
        _ = unsafe tcsetattr(number, TCSANOW, &settings)
    }

    /// The columns and rows of the terminal; `nil` if it does not tell.
    var terminalSize: TerminalSize? {
        var size = winsize()
        guard unsafe ioctl(number, .init(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}

/// How much a terminal shows.
struct TerminalSize: Equatable {
    var columns: Int
    var rows: Int

    /// What a terminal has that does not tell.
    static let usual = TerminalSize(columns: 80, rows: 24)
}
