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
    private var fields = WireReader()

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

    /// How many lines have ended so far, blank ones counted.
    package var lineCount: Int { number - 1 }

    /// Reads the next piece of the log and hands over every line that ends in it.
    public mutating func read(_ piece: some Sequence<UInt8>, _ body: (Line) -> Void) {
        let piece = Array(piece)
        let bytes = piece.span
        var start = 0
        while let end = bytes.lineFeed(from: start) {
            if pending.isEmpty {
                handOver(bytes.extracting(start..<end), isUnterminated: false, body)
            } else {
                keep(bytes, start..<end)
                handOverPending(isUnterminated: false, body)
            }
            start = end + 1
        }
        keep(bytes, start..<bytes.count)
    }

    /// Reads what stands behind the last line's end: a last line without one, or one that was cut off.
    public mutating func finish(_ body: (Line) -> Void) {
        handOverPending(isUnterminated: true, body)
        number = 1
    }

    /// Keeps no more of a line than shows that it is too long.
    private mutating func keep(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let room = CallEventDecoder.maximumLength + 2 - pending.count
        bytes.append(range.prefix(room), to: &pending)
    }

    private mutating func handOverPending(isUnterminated: Bool, _ body: (Line) -> Void) {
        let line = pending
        handOver(line.span, isUnterminated: isUnterminated, body)
        pending.removeAll(keepingCapacity: pending.count < 1 << 16)
    }

    private mutating func handOver(_ bytes: Span<UInt8>, isUnterminated: Bool, _ body: (Line) -> Void) {
        defer { number += 1 }
        let hasReturn = bytes.count > 0 && bytes[bytes.count - 1] == UInt8(ascii: "\r")
        let line = bytes.extracting(0..<bytes.count - (hasReturn ? 1 : 0))
        // What was cut off a line that is too long may have been more than blanks.
        guard line.count > CallEventDecoder.maximumLength || !line.isBlank else { return }
        do {
            let decoded = try decoder.decode(line, isUnterminated: isUnterminated, with: &fields)
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

extension Span<UInt8> {
    /// Whether there is nothing but blanks, perhaps behind a byte-order mark.
    fileprivate var isBlank: Bool {
        var index = UTF8Check.hasByteOrderMark(self) ? JSONScanner.byteOrderMark.count : 0
        while index < count {
            guard self[index] == 0x20 || self[index] == 0x09 || self[index] == 0x0D else { return false }
            index += 1
        }
        return true
    }
}
