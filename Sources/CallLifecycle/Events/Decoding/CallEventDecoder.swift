/// Reads events in any of the forms in which they are found: client events, native SDK events, webhooks, any of these
/// wrapped with a stamp, and the application's own actions.
///
/// Decoding is lenient: only the action, a stamp, and the session ID where Daily promises one are needed. Everything
/// else may be missing; a field of an unexpected type counts as missing; unknown keys are ignored. Of a repeated key
/// the last counts. The work is linear in the length of the text, and bounded by ``maximumLength``.
public struct CallEventDecoder: Sendable {
    /// The longest text that is read: 1 MiB.
    ///
    /// Daily's events are about a kilobyte.
    public static let maximumLength = 1 << 20

    /// How deep a text may nest.
    public static let maximumDepth = JSONScanner.maximumDepth

    /// The stamp of events that carry none of their own, such as client events taken live.
    ///
    /// A wrapper's stamp comes before this one.
    public var receivedAt: CallStamp?

    /// A decoder that gives `receivedAt` to events without a stamp; without it, such events are refused.
    public init(receivedAt: CallStamp? = nil) {
        self.receivedAt = receivedAt
    }

    /// Reads one JSON object.
    ///
    /// - Returns: The event, or the foreign action that the object reports instead.
    /// - Throws: ``CallDecodingError`` with the byte offset and the field at fault.
    public func decode(_ json: some Sequence<UInt8>) throws(CallDecodingError) -> DecodedCallEvent {
        var reader = WireReader()
        return try decode(Array(json).span, with: &reader)
    }

    /// Reads one JSON object.
    ///
    /// - Returns: The event, or the foreign action that the object reports instead.
    /// - Throws: ``CallDecodingError`` with the byte offset and the field at fault.
    public func decode(_ json: String) throws(CallDecodingError) -> DecodedCallEvent {
        try decode(json.utf8)
    }

    func decode(
        _ line: Span<UInt8>,
        isUnterminated: Bool = false,
        with reader: inout WireReader
    ) throws(CallDecodingError) -> DecodedCallEvent {
        switch try read(line, isUnterminated: isUnterminated, with: &reader) {
        case .event(let event): .event(reader.event(event, line))
        case .foreign(let event): .foreign(event)
        }
    }

    /// The seam behind which JSON is read.
    ///
    /// Whoever reads many lines keeps the reader, for its memory.
    func read(
        _ line: Span<UInt8>,
        isUnterminated: Bool = false,
        with reader: inout WireReader
    ) throws(CallDecodingError) -> WireReport {
        guard line.count <= Self.maximumLength else {
            throw CallDecodingError(
                .tooLong,
                byteOffset: Self.maximumLength,
                expected: "at most \(Self.maximumLength) bytes"
            )
        }
        do {
            try reader.scan(line)
        } catch {
            throw CallDecodingError(error, isUnterminated: isUnterminated)
        }
        return try reader.report(line, receivedAt: receivedAt)
    }

    /// Reads an object that some other decoder has taken apart: its bytes are not those of the text, so errors name none.
    func decode(_ object: JSONObject) throws(CallDecodingError) -> DecodedCallEvent {
        do {
            return try decode(JSONValue.object(object).text)
        } catch {
            throw CallDecodingError(error.code, field: error.field, expected: error.expected)
        }
    }
}

/// What one JSON object of a log or a webhook turned out to be.
public enum DecodedCallEvent: Sendable, Hashable {
    /// An event of a call or an endpoint.
    case event(CallEvent)

    /// Something else that was reported; counted, never an error.
    case foreign(ForeignCallEvent)
}

extension DecodedCallEvent {
    /// The event, where nothing else will do.
    var event: CallEvent {
        get throws(CallDecodingError) {
            switch self {
            case .event(let event): return event
            case .foreign: throw CallDecodingError(.foreignAction, expected: "the action of a call event")
            }
        }
    }
}

extension CallEvent {
    /// Reads an event from one JSON object in any wire form.
    ///
    /// - Parameters:
    ///   - json: The bytes of the object.
    ///   - receivedAt: The stamp of an event that carries none, such as a client event taken live.
    /// - Throws: ``CallDecodingError``; ``CallDecodingError/Code/foreignAction`` where the object reports something
    ///   that is no call event. ``CallEventDecoder`` tells the two apart without throwing.
    public init(json: some Sequence<UInt8>, receivedAt: CallStamp? = nil) throws(CallDecodingError) {
        self = try CallEventDecoder(receivedAt: receivedAt).decode(json).event
    }

    /// Reads an event from one JSON object in any wire form.
    ///
    /// - Parameters:
    ///   - json: The text of the object.
    ///   - receivedAt: The stamp of an event that carries none, such as a client event taken live.
    /// - Throws: ``CallDecodingError``, as for bytes.
    public init(json: String, receivedAt: CallStamp? = nil) throws(CallDecodingError) {
        try self.init(json: json.utf8, receivedAt: receivedAt)
    }
}

extension CallDecodingError {
    fileprivate init(_ failure: JSONScanner.Failure, isUnterminated: Bool) {
        if failure.isCutOff && isUnterminated {
            self.init(.truncated, byteOffset: failure.offset, expected: "the rest of the line")
            return
        }
        let code: Code =
            switch failure.reason {
            case .malformed: .malformed
            case .tooDeep: .tooDeep
            case .notUTF8: .notUTF8
            }
        self.init(code, byteOffset: failure.offset, expected: failure.expected)
    }
}
