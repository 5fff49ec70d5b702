/// A name that Daily or a SIP peer gave to something, kept exactly as it was received.
///
/// Identifiers are compared by their bytes: two spellings that Unicode calls equivalent stay two identifiers, as they
/// are for the systems that made them. An identifier is opaque, and one type of it cannot be taken for another.
///
/// What Daily or SIP itself generates is shown whole: calls are told apart and found again by it. What a sender or the
/// application chose may be a phone number or a SIP URI, so that is masked wherever it is printed; `rawValue` is the text.
public protocol CallIdentifier: RawRepresentable, Sendable, Hashable, Comparable, Codable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable, ExpressibleByStringInterpolation
where RawValue == String {
    /// Wraps the text as it is.
    init(rawValue: String)
}

extension CallIdentifier {
    /// Wraps the text as it is; never fails.
    public init(_ description: String) { self.init(rawValue: description) }

    /// Wraps the literal as it is.
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    /// The text with phone numbers and SIP users masked.
    ///
    /// The identifiers that are shown whole say so themselves, so that a new one is masked until it does.
    public var description: String { PersonalData.masked(rawValue).printable }

    /// The same as the description.
    public var debugDescription: String { description }

    /// Shows `dump` and debuggers no more than the description.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Whether both are the same bytes.
    public static func == (left: Self, right: Self) -> Bool { left.rawValue.isSameBytes(as: right.rawValue) }

    /// Byte order.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue.precedesInByteOrder(right.rawValue) }

    /// Hashes the text: what is equal by its bytes is equal as text.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// The SIP `Call-ID` of a leg (RFC 3261, section 20.8).
public struct SIPCallID: CallIdentifier, LosslessStringConvertible {
    /// The text as it was received, such as `abc123@sip.daily.co`.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The text as it was received.
    public var description: String { rawValue }
}

/// Daily's ID of the client object that emitted an event.
public struct CallClientID: CallIdentifier, LosslessStringConvertible {
    /// The text as it was received, such as `17225364729060.9442072768918943`.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The text as it was received.
    public var description: String { rawValue }
}

/// Daily's ID that ties an event to the request behind it.
public struct CallTraceID: CallIdentifier, LosslessStringConvertible {
    /// The text as it was received.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The text as it was received.
    public var description: String { rawValue }
}

/// Who carries the call; an open set, kept as it is.
public struct CallProvider: CallIdentifier {
    /// The text as it was received, such as `daily`.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The application's own name for what several sessions belong to: the attempts of one dial-out, the legs of a transfer.
public struct CallCorrelationID: CallIdentifier {
    /// The text as the application chose it.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The application's own name for a caller who waits to be forwarded to an endpoint, such as Twilio's `CallSid`.
public struct CallClaimID: CallIdentifier {
    /// The text as the application chose it.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The first eight characters of the description: masked before it is cut, while a number can still be seen as one.
    public var abbreviated: String { String(description.prefix(8)) }
}

/// What kind of error Daily reported in an error's `type`; an open set, kept as it is.
public struct CallErrorType: CallIdentifier {
    /// The text as it was received.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The call could not be started at all.
    public static let startFailed: CallErrorType = "start-failed"
}
