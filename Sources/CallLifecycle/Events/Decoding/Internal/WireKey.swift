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
    var numbers: Range<Int> { WireNames.all.ranges[rawValue] }
}

/// All names of all keys, numbered in the order of the keys.
struct WireNames: Sendable {
    /// The only one there need be; whoever reads line after line keeps it, since asking for it is a call each time.
    static let all = WireNames()

    /// The names as they are written.
    let texts: ConstantTable<StaticString>
    /// The numbers of each key's names.
    fileprivate let ranges: ConstantTable<Range<Int>>
    /// One bit for each name of each key.
    private let masks: ConstantTable<UInt64>
    /// The key of each name.
    private let keys: ConstantTable<UInt8>
    private let table: NameTable
    /// One bit for each name of an attribute that is one text.
    let attributesMask: UInt64
    /// One bit for each name of the attributes that stand behind those of `details`.
    let laterAttributesMask: UInt64

    private init() {
        var texts: [StaticString] = []
        var keys: [UInt8] = []
        var ranges = Array(repeating: 0..<0, count: (WireKey.allCases.map(\.rawValue).max() ?? 0) + 1)
        for key in WireKey.allCases {
            ranges[key.rawValue] = texts.count..<texts.count + key.names.count
            texts += key.names
            keys += key.names.map { _ in UInt8(key.rawValue) }
        }
        precondition(texts.count < UInt64.bitWidth)
        let masks = ranges.map { numbers in numbers.reduce(UInt64(0)) { $0 | 1 << UInt64($1) } }
        func mask(_ keys: Range<Int>) -> UInt64 { keys.reduce(UInt64(0)) { $0 | masks[$1] } }
        attributesMask = mask(0..<CallAttributes.headersNumber)
        laterAttributesMask = mask(CallAttributes.Field.room.rawValue..<CallAttributes.headersNumber)
        table = NameTable(texts.map(\.description))
        self.texts = ConstantTable(texts)
        self.ranges = ConstantTable(ranges)
        self.masks = ConstantTable(masks)
        self.keys = ConstantTable(keys)
    }

    /// One bit for each name of a key.
    @inline(__always)
    func mask(_ key: WireKey) -> UInt64 { masks[key.rawValue] }

    /// The number of a key's first name.
    @inline(__always)
    func number(_ key: WireKey) -> Int { ranges[key.rawValue].lowerBound }

    /// The key that a name belongs to, by the name's number.
    @inline(__always)
    func key(_ number: Int) -> Int { Int(keys[number]) }

    /// The number of the name that a key is; `nil` for an unknown key, which is ignored.
    @inline(__always)
    func number(of key: Range<Int>, in line: Span<UInt8>) -> Int? { table.number(of: key, in: line) }

    /// The number of the name that a text is.
    func number(of text: String) -> Int? {
        let bytes = Array(text.utf8)
        return number(of: 0..<bytes.count, in: bytes.span)
    }

    /// The name with a number.
    @inline(__always)
    subscript(number: Int) -> NameTable.Name { table[number] }
}
