/// What an event tells beside its kind, session, stamp and message.
///
/// Everything here is optional in practice.
///
/// Daily promises some of these fields, but native SDKs and webhooks leave them out. A session's attributes are, field
/// by field, those of the first of its events that has them.
public struct CallAttributes: Sendable, Hashable {
    /// The fields that hold one text each, in the order in which they are packed.
    enum Field: Int, Sendable, CaseIterable {
        case callClientID
        case provider
        case sipEndpoint
        case sipCallID
        case sipFrom
        case userID
        case destination
        case origin
        case callerID
        case errorType
        case actionTraceID
        case failedEndpoint
        case failedDestination
        case room
        case domainID
        case displayName

        /// The field's path in the client form.
        var key: String {
            switch self {
            case .callClientID: "callClientId"
            case .provider: "provider"
            case .sipEndpoint: "sipEndpoint"
            case .sipCallID: "sipCallId"
            case .sipFrom: "sipFrom"
            case .userID: "userId"
            case .destination: "destination"
            case .origin: "origin"
            case .callerID: "callerId"
            case .errorType: "type"
            case .actionTraceID: "actionTraceId"
            case .failedEndpoint: "details.sipEndpoint"
            case .failedDestination: "details.destination"
            case .room: "room"
            case .domainID: "domainId"
            case .displayName: "displayName"
            }
        }
    }

    /// Behind the fields, the SIP headers.
    static let headersNumber = Field.allCases.count
    /// Behind the headers, what is no attribute: the message of the event, in what an event keeps for itself.
    static let messageNumber = headersNumber + 1

    /// Only the fields that are there: most events carry six or seven.
    private(set) var texts = PackedTexts()

    /// No attributes at all.
    public init() {}

    /// Takes over what a reader has packed: no empty identifiers.
    @inline(__always)
    init(packed texts: PackedTexts) { self.texts = texts }

    /// The same, in the memory of others that tell the same.
    func shared(with others: CallAttributes) -> CallAttributes { texts.isCopy(of: others.texts) ? others : self }

    /// The same in no more memory than they need: what was set field by field has room for more.
    var trimmed: CallAttributes { CallAttributes(packed: texts.trimmed) }

    /// A number that is worked out from a little of the texts, and means nothing: to ask for it has the processor fetch
    /// their memory before it is needed.
    var look: Int { texts.look }

    /// Takes over what a batch has packed.
    init(_ packed: Span<UInt8>, present: UInt32) { texts = PackedTexts(packed: packed.array, present: present) }

    /// Whether they tell what was packed.
    func isPacked(as packed: Span<UInt8>, present: UInt32) -> Bool { texts.isPacked(as: packed, present: present) }

    /// How many bytes they take.
    var size: Int {
        texts.size(of: 0..<Self.headersNumber) + (sipHeaders?.size ?? 0)
            + texts.size(of: Self.messageNumber..<Self.messageNumber + 1)
    }

    /// How many bytes of memory they take beside the value itself.
    var packedSize: Int { texts.packedSize }

    /// A field's text as its UTF-8.
    func bytes(of field: Field) -> ArraySlice<UInt8>? { texts.bytes(of: field.rawValue) }

    subscript(_ field: Field) -> String? {
        get { texts[field.rawValue] }
        // An empty identifier identifies nothing: no two calls meet by it.
        set { texts[field.rawValue] = newValue?.isEmpty == true && field.isIdentifier ? nil : newValue }
    }

    private subscript<Value: RawRepresentable<String>>(_ field: Field, as type: Value.Type) -> Value? {
        get { self[field].flatMap(Value.init(rawValue:)) }
        set { self[field] = newValue?.rawValue }
    }

    /// The SIP headers of a dial-in request.
    public var sipHeaders: SIPHeaders? {
        get { texts.bytes(of: Self.headersNumber).map(SIPHeaders.init(packed:)) }
        set { texts.set(Self.headersNumber, to: newValue?.packed) }
    }

    /// The message of an event, which is kept with its attributes so that both are one piece of memory.
    var message: CallErrorMessage? {
        get { texts[Self.messageNumber].map(CallErrorMessage.init(rawValue:)) }
        set { texts[Self.messageNumber] = newValue?.rawValue }
    }

    /// Whether there is a message among them.
    var hasMessage: Bool { texts.contains(Self.messageNumber) }

    /// The attributes alone.
    ///
    /// O(1) where there is no message.
    var withoutMessage: CallAttributes {
        guard hasMessage else { return self }
        var attributes = self
        attributes.message = nil
        return attributes
    }
}

extension CallAttributes {
    /// The client object that emitted the event (`callClientId`).
    public var callClientID: CallClientID? {
        get { self[.callClientID, as: CallClientID.self] }
        set { self[.callClientID, as: CallClientID.self] = newValue }
    }

    /// Who carries the call (`provider`).
    public var provider: CallProvider? {
        get { self[.provider, as: CallProvider.self] }
        set { self[.provider, as: CallProvider.self] = newValue }
    }

    /// The endpoint of the room that took the call (`sipEndpoint`).
    public var sipEndpoint: SIPEndpoint? {
        get { self[.sipEndpoint, as: SIPEndpoint.self] }
        set { self[.sipEndpoint, as: SIPEndpoint.self] = newValue }
    }

    /// The leg's SIP `Call-ID` (`sipCallId`).
    public var sipCallID: SIPCallID? {
        get { self[.sipCallID, as: SIPCallID.self] }
        set { self[.sipCallID, as: SIPCallID.self] = newValue }
    }

    /// The caller of a dial-in (`sipFrom`).
    public var sipFrom: CallAddress? {
        get { self[.sipFrom, as: CallAddress.self] }
        set { self[.sipFrom, as: CallAddress.self] = newValue }
    }

    /// The user that the application gave to the participant (`userId`).
    public var userID: CallUserID? {
        get { self[.userID, as: CallUserID.self] }
        set { self[.userID, as: CallUserID.self] = newValue }
    }

    /// Whom a dial-out calls: E.164 or a SIP URI (`destination`).
    public var destination: CallAddress? {
        get { self[.destination, as: CallAddress.self] }
        set { self[.destination, as: CallAddress.self] = newValue }
    }

    /// The number that a dial-out calls from (`origin`).
    public var origin: CallAddress? {
        get { self[.origin, as: CallAddress.self] }
        set { self[.origin, as: CallAddress.self] = newValue }
    }

    /// The caller ID that a dial-out shows, or Daily's ID of it (`callerId`).
    public var callerID: CallAddress? {
        get { self[.callerID, as: CallAddress.self] }
        set { self[.callerID, as: CallAddress.self] = newValue }
    }

    /// What kind of error Daily reported (`type`).
    public var errorType: CallErrorType? {
        get { self[.errorType, as: CallErrorType.self] }
        set { self[.errorType, as: CallErrorType.self] = newValue }
    }

    /// The request behind the event (`actionTraceId`).
    public var actionTraceID: CallTraceID? {
        get { self[.actionTraceID, as: CallTraceID.self] }
        set { self[.actionTraceID, as: CallTraceID.self] = newValue }
    }

    /// What an error says it was about (`details`).
    public var errorDetails: CallErrorDetails? {
        get {
            let details = CallErrorDetails(
                sipEndpoint: self[.failedEndpoint, as: SIPEndpoint.self],
                destination: self[.failedDestination, as: CallAddress.self]
            )
            return details == CallErrorDetails() ? nil : details
        }
        set {
            self[.failedEndpoint, as: SIPEndpoint.self] = newValue?.sipEndpoint
            self[.failedDestination, as: CallAddress.self] = newValue?.destination
        }
    }

    /// The room's name, in webhooks only (`room`).
    public var room: String? {
        get { self[.room] }
        set { self[.room] = newValue }
    }

    /// Daily's ID of the domain, in webhooks only (`domain_id`).
    public var domainID: String? {
        get { self[.domainID] }
        set { self[.domainID] = newValue }
    }

    /// The name that the caller shows, in webhooks only (`display_name`).
    public var displayName: CallAddress? {
        get { self[.displayName, as: CallAddress.self] }
        set { self[.displayName, as: CallAddress.self] = newValue }
    }
}

/// What an error is about, where Daily says so.
public struct CallErrorDetails: Sendable, Hashable {
    /// The endpoint that failed, of a dial-in.
    public var sipEndpoint: SIPEndpoint?

    /// Whom the failed dial-out called.
    public var destination: CallAddress?

    /// Details with what is known.
    public init(sipEndpoint: SIPEndpoint? = nil, destination: CallAddress? = nil) {
        self.sipEndpoint = sipEndpoint
        self.destination = destination
    }
}

extension CallAttributes {
    /// Two reports of one event: what either has; where they differ, the lesser in byte order.
    ///
    /// Commutative, associative and idempotent, so that the order of deliveries cannot matter.
    func merged(with other: CallAttributes) -> CallAttributes {
        let merged = texts.merged(with: other.texts) { number, mine, theirs in
            if number == Self.headersNumber { return Self.mergedHeaders(mine, theirs) }
            return theirs.lexicographicallyPrecedes(mine) ? theirs : mine
        }
        return CallAttributes(packed: merged)
    }

    private static func mergedHeaders(_ mine: ArraySlice<UInt8>, _ theirs: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard mine != theirs else { return mine }
        var headers = SIPHeaders(packed: mine)
        headers.values.merge(SIPHeaders(packed: theirs).values) { $1.precedesInByteOrder($0) ? $1 : $0 }
        return headers.packed[...]
    }

    /// Fills the fields that are not known yet from a later event.
    func filled(from later: CallAttributes) -> CallAttributes {
        CallAttributes(packed: texts.merged(with: later.texts) { _, mine, _ in mine })
    }
}

extension CallAttributes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The fields that are there by their Daily names, with personal data masked.
    public var description: String {
        var parts: [String] = []
        for field in Field.allCases {
            guard let text = self[field] else { continue }
            parts.append("\(field.key): \(field.masked(text).printable)")
        }
        if let sipHeaders { parts.append("sipHeaders: [\(sipHeaders)]") }
        return parts.joined(separator: ", ")
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Shows `dump` and debuggers no more than ``description``.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CallAttributes.Field {
    /// Whether the text says to which session or endpoint an event belongs.
    var isIdentifier: Bool { self == .sipCallID || self == .sipEndpoint }

    /// The field's text with what is personal in it masked.
    fileprivate func masked(_ text: String) -> String {
        switch self {
        case .sipEndpoint, .sipFrom, .destination, .origin, .callerID, .failedEndpoint, .failedDestination,
            .displayName, .userID:
            PersonalData.maskedAddress(text)
        case .provider, .errorType, .room, .domainID: PersonalData.masked(text)
        // A SIP Call-ID looks like an address, and is shown.
        case .callClientID, .sipCallID, .actionTraceID: PersonalData.maskedNumbers(text)
        }
    }
}
