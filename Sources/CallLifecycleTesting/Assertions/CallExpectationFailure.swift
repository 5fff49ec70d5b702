/// What an assertion throws: what was expected, what was there instead, and where the test says so.
///
/// Both test frameworks print the whole description of an error that a test throws. That is why assertions throw: an
/// issue that is recorded for one framework passes silently in the other. The description is the diff; personal data in
/// it is masked.
public struct CallExpectationFailure: Error, Sendable, Hashable {
    /// What was wrong, in one sentence.
    public let headline: String

    /// Everything else that a person wants to see: the diff, the event, what was legal.
    public let details: [String]

    /// The file of the assertion, as `#fileID` tells it: `BotTests/GreetingTests.swift`.
    public let fileID: String

    /// The path of that file.
    public let filePath: String

    /// The line of the assertion.
    public let line: Int

    init(_ headline: String, _ details: [String] = [], at place: Place) {
        self.headline = headline
        self.details = details
        fileID = place.fileID
        filePath = place.filePath
        line = place.line
    }

    /// Where an assertion stands.
    struct Place {
        var fileID: String
        var filePath: String
        var line: Int

        init(_ fileID: String, _ filePath: String, _ line: Int) {
            (self.fileID, self.filePath, self.line) = (fileID, filePath, line)
        }
    }
}

extension CallExpectationFailure: CustomStringConvertible, CustomDebugStringConvertible {
    /// The place and the headline, and below them the details.
    public var description: String {
        (["\(fileID):\(line): \(headline)"] + details.map { $0.isEmpty ? "" : "  " + $0 }).joined(separator: "\n")
    }

    /// The same as the description.
    public var debugDescription: String { description }
}
