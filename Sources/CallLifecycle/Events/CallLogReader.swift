/// Splits a log into lines and decodes each: one JSON object a line, in any wire form.
///
/// Feed it the log in pieces of any size, then call ``finish(_:)``; each line is handed over as soon as its end has
/// been seen. Blank lines, carriage returns and byte-order marks are fine. What cannot be read is handed over as an
/// error that names its line, and reading goes on with the next one. Memory is bounded by
/// ``CallEventDecoder/maximumLength``, however long a line is.
public struct CallLogReader {
    /// One line of a log that is not blank.
    public struct Line: Sendable {
        /// The line's number, from 1, blank lines counted.
        public let number: Int

        /// What the line reports, or why it could not be read.
        public let result: Result<DecodedCallEvent, CallDecodingError>
    }

    private var decoder: CallEventDecoder
    private var number = 1
    private var pending: [UInt8] = []

    /// A reader; `receivedAt` is the stamp of events that carry none, and where it is `nil` these are refused.
    public init(receivedAt: CallStamp? = nil) {
        decoder = CallEventDecoder(receivedAt: receivedAt)
    }

    /// The stamp of events that carry none, for the lines whose ends are still to come.
    ///
    /// Whoever reads a log as it grows sets it before each piece; where it is `nil` such events are refused.
    public var receivedAt: CallStamp? {
        get { decoder.receivedAt }
        set { decoder.receivedAt = newValue }
    }

    /// Reads the next piece of the log and hands over every line that ends in it.
    public mutating func read(_ piece: some Sequence<UInt8>, _ body: (Line) -> Void) {
        var rest = ArraySlice(Array(piece))
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            handOver(isUnterminated: false, body)
            rest = rest[(end + 1)...]
        }
        keep(rest)
    }

    /// Reads what stands behind the last line's end: a last line without one, or one that was cut off.
    public mutating func finish(_ body: (Line) -> Void) {
        handOver(isUnterminated: true, body)
        number = 1
    }

    /// Keeps no more of a line than shows that it is too long.
    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        pending += bytes.prefix(CallEventDecoder.maximumLength + 2 - pending.count)
    }

    private mutating func handOver(isUnterminated: Bool, _ body: (Line) -> Void) {
        defer {
            pending.removeAll(keepingCapacity: pending.count < 1 << 16)
            number += 1
        }
        var line = pending[...]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        // What was cut off a line that is too long may have been more than blanks.
        guard line.count > CallEventDecoder.maximumLength || !line.isBlank else { return }
        do {
            let decoded = try decoder.decode(line: line, isUnterminated: isUnterminated)
            body(Line(number: number, result: .success(decoded)))
        } catch {
            var error = error
            error.line = number
            body(Line(number: number, result: .failure(error)))
        }
    }
}

extension CallLogReader: CustomReflectable {
    /// Shows prints, `dump` and debuggers which line is read, and not the bytes that were read of it.
    public var customMirror: Mirror { Mirror(self, children: ["line": number], displayStyle: .struct) }
}

extension ArraySlice<UInt8> {
    /// Whether there is nothing but blanks, perhaps behind a byte-order mark.
    fileprivate var isBlank: Bool {
        let text = starts(with: JSONParser.byteOrderMark) ? dropFirst(JSONParser.byteOrderMark.count) : self
        return text.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
    }
}
