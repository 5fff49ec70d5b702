/// Why a JSON text could not be read as a call event: where, which field, and what was expected.
///
/// The error never quotes the text itself, which may hold personal data.
public struct CallDecodingError: Error, Sendable, Hashable {
    /// What kind of problem it is.
    ///
    /// More may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Storage: String {
            case tooLong = "too long"
            case notUTF8 = "not UTF-8"
            case malformed = "not one JSON object"
            case tooDeep = "nested too deep"
            case truncated = "truncated"
            case missingField = "missing field"
            case invalidField = "invalid field"
            case foreignAction = "foreign action"
        }

        private let storage: Storage

        /// The line is longer than ``CallEventDecoder/maximumLength``.
        public static let tooLong = Code(storage: .tooLong)
        /// The line has bytes that are not UTF-8.
        public static let notUTF8 = Code(storage: .notUTF8)
        /// The line is not one JSON object.
        public static let malformed = Code(storage: .malformed)
        /// Arrays and objects nest deeper than ``CallEventDecoder/maximumDepth``.
        public static let tooDeep = Code(storage: .tooDeep)
        /// The last line of a log ends in the middle, as a crash leaves it.
        public static let truncated = Code(storage: .truncated)
        /// A field that the event needs is not there: the action, a stamp, or the session ID.
        public static let missingField = Code(storage: .missingField)
        /// A field that the event needs has a value that cannot be used.
        public static let invalidField = Code(storage: .invalidField)
        /// The text is well-formed but reports something else; only thrown where an event was asked for.
        public static let foreignAction = Code(storage: .foreignAction)

        /// The problem in two or three words.
        public var description: String { storage.rawValue }
    }

    /// What kind of problem it is.
    public let code: Code

    /// The log, as it was named to whoever read it; `nil` where it has no name.
    public private(set) var log: String?

    /// The line of the log, from 1; `nil` for a text that is not part of a log.
    public internal(set) var line: Int?

    /// The byte of the line at which the problem is, from 0; `nil` where it has no one place.
    public let byteOffset: Int?

    /// The field by its path in the wire form, such as `payload.session_id`; `nil` where it is not about a field.
    public let field: String?

    /// What was expected there.
    public let expected: String

    /// The same problem of a log with a name, of which so many lines came before.
    package func moved(byLines count: Int, of log: String) -> CallDecodingError {
        var error = self
        error.log = log
        error.line = line.map { $0 + count }
        return error
    }

    /// The same problem of a line of a log.
    func at(line: Int) -> CallDecodingError {
        var error = self
        error.line = line
        return error
    }

    init(_ code: Code, byteOffset: Int? = nil, field: String? = nil, expected: String) {
        self.code = code
        self.byteOffset = byteOffset
        self.field = field
        self.expected = expected
    }
}

extension CallDecodingError: CustomStringConvertible {
    /// `line 7, byte 42, sessionId: missing field: expected a session ID`, behind the log's name if it has one.
    public var description: String {
        let place = [line.map { "line \($0)" }, byteOffset.map { "byte \($0)" }, field].compactMap(\.self)
        return [log?.printable, place.isEmpty ? nil : place.joined(separator: ", "), "\(code)", "expected \(expected)"]
            .compactMap(\.self).joined(separator: ": ")
    }
}
