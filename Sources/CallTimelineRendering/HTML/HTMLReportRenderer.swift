public import CallLifecycle

/// Writes calls as one page for a browser: all calls as lanes on an axis of time, and each with its timeline, its
/// evidence, its durations and its path over the state machine.
///
/// The page is a file of its own: no network, no font, no library. Its style and its script are the files of the folder
/// `Page`; what the log says stands beside them as JSON, which the script shows as text, never as markup. A content
/// security policy allows that script and that style by their hashes and nothing else, and forbids the script to make
/// markup of text. Without a script the page says so. Personal data is masked.
///
/// Beside the calls that are given, memory is bounded by a block of 256 of them; time is O(n) in their events.
public struct HTMLReportRenderer: CallReportRenderer {
    /// How many calls stand in one block of data, which the page reads at once when one of them is opened.
    static let callsPerBlock = 256

    private let mask: PersonalDataMask
    private let home: String?

    /// A renderer that masks personal data, unless told otherwise.
    ///
    /// - Parameters:
    ///   - revealingPersonalData: Whether personal data is shown.
    ///   - home: The address of a page with all calls, such as `/`, which is linked at the top: for whoever serves the
    ///     page. `nil` for a file that stands alone.
    public init(revealingPersonalData: Bool = false, home: String? = nil) {
        mask = PersonalDataMask(reveals: revealingPersonalData)
        self.home = home
    }

    /// The page: its frame, the state diagrams, the data block by block, and the script.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        let frame = Page.frame
        try write(frame.beforeHome)
        if let home { try write("<a href=\"\(home.xmlEscaped)\">All calls</a>\n") }
        try write(frame.beforeDiagrams)
        for direction in CallDirection.allCases {
            let diagram = StateDiagram(of: direction).markup(.inPage)
            try write("<template id=\"diagram-\(direction)\">\n\(diagram)</template>\n")
        }
        try writeData(of: calls, to: write)
        try write(frame.afterData)
    }

    /// The data alone: what the log is, then blocks of calls and of events that belong to none, each on a line.
    func writeData<Failure>(
        of calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        let begin = calls.span?.lowerBound
        try write(Self.block("log", PageLog(calls, mask).json))
        for start in stride(from: 0, to: calls.timelines.count, by: Self.callsPerBlock) {
            let part = calls.timelines[start..<min(start + Self.callsPerBlock, calls.timelines.count)]
            var lanes = PageLanes(mask, begin: begin)
            var stories = PageStories(mask, begin: begin)
            for timeline in part {
                let story = CallStory(timeline, mask)
                lanes.add(timeline, story)
                stories.add(timeline, story)
            }
            try write(Self.block("lanes", lanes.json))
            try write(Self.block("stories", stories.json))
        }
        for start in stride(from: 0, to: calls.unattributed.count, by: Self.callsPerBlock) {
            let part = calls.unattributed[start..<min(start + Self.callsPerBlock, calls.unattributed.count)]
            var stories = PageStories(mask, begin: begin)
            for event in part { stories.add(unattributed: event) }
            try write(Self.block("strays", stories.json))
        }
    }

    /// JSON in an element that no browser runs; nothing in it can end the element.
    private static func block(_ kind: String, _ value: JSONValue) -> String {
        "<script type=\"application/json\" data-kind=\"\(kind)\">\(value.text.escapedForScript)</script>\n"
    }
}

extension String {
    /// JSON as it may stand between script tags: the characters of markup, which occur inside of strings only, escaped.
    ///
    /// The line ends U+2028 and U+2029 are escaped in all JSON that is written here.
    fileprivate var escapedForScript: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count + 64)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += "\\u003c".utf8
            case UInt8(ascii: ">"): bytes += "\\u003e".utf8
            case UInt8(ascii: "&"): bytes += "\\u0026".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
