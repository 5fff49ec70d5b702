/// Why a journal could not keep something, or could not be opened.
public struct CallJournalError: Error, Sendable, Hashable {
    /// What kind of problem it is.
    ///
    /// More may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Storage: String {
            case noSpace = "no space"
            case notPermitted = "not permitted"
            case failed = "input/output failed"
            case locked = "in use"
            case tooLong = "too long"
            case unreadable = "unreadable"
            case unknownVersion = "unknown version"
            case closed = "closed"
            case missing = "missing"
        }

        private let storage: Storage

        /// The disk is full, or a quota is used up.
        public static let noSpace = Code(storage: .noSpace)
        /// A file or the folder may not be read or written.
        public static let notPermitted = Code(storage: .notPermitted)
        /// The disk, or the file system, failed.
        public static let failed = Code(storage: .failed)
        /// Another journal, in this process or another, has the folder open.
        public static let locked = Code(storage: .locked)
        /// The entry's text is longer than ``CallJournal/maximumEntryLength``.
        public static let tooLong = Code(storage: .tooLong)
        /// The entry's text would not be read back as the entry: its session ID is empty, or a detail has the name of a
        /// field.
        public static let unreadable = Code(storage: .unreadable)
        /// The journal was written by a later version of this library.
        public static let unknownVersion = Code(storage: .unknownVersion)
        /// The journal, or its engine, was closed before.
        public static let closed = Code(storage: .closed)

        /// A ``SharedCallEventStore`` does not give entries that the engine has not read: a new one has to be opened.
        public static let missing = Code(storage: .missing)

        /// The problem in two or three words.
        public var description: String { storage.rawValue }
    }

    /// What kind of problem it is.
    public let code: Code

    /// What was being done, to which file, and what the system said; without personal data.
    public let explanation: String

    /// The system's error number; `nil` where the system did not complain.
    public let systemError: Int32?

    init(_ code: Code, _ explanation: String, systemError: Int32? = nil) {
        self.code = code
        self.explanation = explanation
        self.systemError = systemError
    }

    static let closed = CallJournalError(.closed, "the journal was closed before")
}

extension CallJournalError: CustomStringConvertible {
    /// `no space: cannot write /var/lib/bot/calls/calls-00000000000000000001.jsonl: No space left on device`.
    public var description: String { "\(code): \(explanation)" }
}
