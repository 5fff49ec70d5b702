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
    private var lines = LineSplitter()
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

    /// Reads the next piece of the log and hands over every line that ends in it.
    public mutating func read(_ piece: some Sequence<UInt8>, _ body: (Line) -> Void) {
        let (piece, decoder) = (Array(piece), decoder)
        lines.read(piece.span) { line, number, isUnterminated in
            body(Line(line, number, isUnterminated, decoder, &fields))
        }
    }

    /// Reads what stands behind the last line's end: a last line without one, or one that was cut off.
    public mutating func finish(_ body: (Line) -> Void) {
        let decoder = decoder
        lines.finish { line, number, isUnterminated in
            body(Line(line, number, isUnterminated, decoder, &fields))
        }
    }
}

extension CallLogReader.Line {
    fileprivate init(
        _ line: Span<UInt8>,
        _ number: Int,
        _ isUnterminated: Bool,
        _ decoder: CallEventDecoder,
        _ fields: inout WireReader
    ) {
        self.number = number
        do {
            result = .success(try decoder.decode(line, isUnterminated: isUnterminated, with: &fields))
        } catch {
            result = .failure(error.at(line: number))
        }
    }
}

extension CallLogReader: CustomReflectable {
    /// Shows prints, `dump` and debuggers which line is read, and not the bytes that were read of it.
    public var customMirror: Mirror { Mirror(self, children: ["line": lines.number], displayStyle: .struct) }
}
