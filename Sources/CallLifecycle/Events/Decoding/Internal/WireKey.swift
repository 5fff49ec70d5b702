/// What the wire forms say of an event, whatever each calls it.
enum WireKey: Int, CaseIterable {
    // The attributes come first and in their order.
    case callClientID
    case provider
    case sipEndpoint
    case sipCallID
    case sipFrom
    case userID
    case destination
    case origin
    case callerID
    case type
    case actionTraceID
    case room = 13
    case domainID
    case displayName
    case sipHeaders
    case details
    case source
    case sessionID
    case message
    case action
    case timestamp
    case payload
    case event
    case eventTime

    /// The names of the key, in order; the first that is there wins.
    ///
    /// Keys without aliases have their own and its snake_case form.
    var names: [StaticString] {
        switch self {
        case .callClientID: ["callClientId", "call_client_id"]
        case .provider: ["provider"]
        case .sipEndpoint: ["sipEndpoint", "sip_endpoint"]
        case .sipCallID: ["sipCallId", "sip_call_id"]
        case .sipFrom: ["sipFrom", "sip_from"]
        case .userID: ["userId", "user_id"]
        case .destination: ["destination"]
        case .origin: ["origin"]
        case .callerID: ["callerId", "caller_id"]
        case .type: ["type"]
        case .actionTraceID: ["actionTraceId", "traceId", "action_trace_id"]
        case .room: ["room"]
        case .domainID: ["domainId", "domain_id"]
        case .displayName: ["displayName", "display_name"]
        case .sipHeaders: ["sipHeaders", "sip_headers"]
        case .details: ["details"]
        case .source: ["wireSource", "wire_source"]
        case .sessionID: ["sessionId", "session_id", "participantId"]
        case .message: ["errorMsg", "error_msg", "message"]
        case .action: ["action"]
        case .timestamp: ["timestamp"]
        case .payload: ["payload"]
        case .event: ["event"]
        case .eventTime: ["event_ts"]
        }
    }

    /// The numbers of its names.
    var numbers: Range<Int> { Self.numbering.ranges[rawValue] }

    /// The number of the first name.
    var number: Int { numbers.lowerBound }

    /// One bit for each of its names.
    var mask: UInt64 { Self.numbering.masks[rawValue] }

    /// One bit for each name of an attribute that is one text.
    static var attributesMask: UInt64 { numbering.attributesMask }

    /// The key that a name belongs to, by the name's number.
    static func key(_ number: Int) -> Int { Int(numbering.keys[number]) }

    /// The number of the name that a key is; `nil` for an unknown key, which is ignored.
    @inline(__always)
    static func number(of key: Range<Int>, in line: Span<UInt8>) -> Int? { numbering.number(of: key, in: line) }

    /// The number of the name that a text is.
    static func number(of name: String) -> Int? {
        let bytes = Array(name.utf8)
        return number(of: 0..<bytes.count, in: bytes.span)
    }

    /// The name with a number.
    static func name(_ number: Int) -> StaticString { numbering.names[number] }

    /// How many names there are.
    static var numberOfNames: Int { numbering.names.count }

    private static let numbering = WireNumbering()
}

/// All names of all keys, numbered, and found by a hash of their bytes: no name is longer than sixteen.
private struct WireNumbering: Sendable {
    private struct Entry: Sendable {
        var low: UInt64
        var high: UInt64
        var number: UInt8
    }

    fileprivate private(set) var names: [StaticString] = []
    fileprivate private(set) var ranges: [Range<Int>]
    fileprivate private(set) var masks: [UInt64]
    fileprivate private(set) var keys: [UInt8] = []
    fileprivate private(set) var attributesMask: UInt64 = 0
    private var entries: [Entry?]
    private static let bits: UInt64 = 7

    init() {
        ranges = Array(repeating: 0..<0, count: (WireKey.allCases.map(\.rawValue).max() ?? 0) + 1)
        masks = Array(repeating: 0, count: ranges.count)
        entries = Array(repeating: nil, count: 1 << Self.bits)
        for key in WireKey.allCases {
            ranges[key.rawValue] = names.count..<names.count + key.names.count
            for name in key.names {
                let bytes = Array(name.description.utf8)
                precondition(bytes.count <= 16 && names.count < UInt64.bitWidth)
                let (low, high) = Self.words(0..<bytes.count, in: bytes.span)
                var place = Self.place(low, high)
                while entries[place] != nil { place = (place + 1) % entries.count }
                entries[place] = Entry(low: low, high: high, number: UInt8(names.count))
                masks[key.rawValue] |= 1 << UInt64(names.count)
                if key.rawValue < CallAttributes.headersNumber { attributesMask |= 1 << UInt64(names.count) }
                keys.append(UInt8(key.rawValue))
                names.append(name)
            }
        }
    }

    @inline(__always)
    fileprivate func number(of key: Range<Int>, in line: Span<UInt8>) -> Int? {
        guard key.count <= 16 else { return nil }
        let (low, high) = Self.words(key, in: line)
        var place = Self.place(low, high)
        while let entry = entries[place] {
            if entry.low == low && entry.high == high { return Int(entry.number) }
            place = (place + 1) % entries.count
        }
        return nil
    }

    /// A key in two words.
    ///
    /// No name ends in a zero byte, and no key that does was read without an escape.
    @inline(__always)
    private static func words(_ key: Range<Int>, in line: Span<UInt8>) -> (UInt64, UInt64) {
        (
            line.word(at: key.lowerBound, limit: key.upperBound),
            line.word(at: key.lowerBound + 8, limit: key.upperBound)
        )
    }

    @inline(__always)
    private static func place(_ low: UInt64, _ high: UInt64) -> Int {
        let product = (low ^ high &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: product >> (64 - bits))
    }
}
