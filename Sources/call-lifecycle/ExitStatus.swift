/// How the command ends, in the numbers of BSD's `sysexits.h`.
enum ExitStatus: Int32, CaseIterable {
    /// Everything was fine, or the reader of a pipe had seen enough.
    case fine = 0
    /// `check` found something.
    case found = 1
    /// The command was called in a way it does not know.
    case usage = 64
    /// Some lines could not be read; all others were served.
    case data = 65
    /// A file does not exist or cannot be opened.
    case noInput = 66
    /// Reading or writing failed.
    case ioError = 74

    /// What it means, as the manual says.
    var meaning: String {
        switch self {
        case .fine: "Everything was fine. Also if the reader of a pipe closed it early."
        case .found: "A check found something."
        case .usage: "The command was called in a way that it does not know."
        case .data: "Some lines could not be read, found or not; all others were served."
        case .noInput: "A log does not exist or cannot be opened."
        case .ioError: "Reading or writing failed."
        }
    }
}

/// Why a command ended early: what to say, and the status to end with.
struct Failure: Error, Equatable {
    var status: ExitStatus
    /// `nil` for a closed pipe, which ends the command quietly.
    var message: String?
}
