/// Text that may hold personal data: phone numbers, SIP users, headers, and messages that quote them.
///
/// Printing, interpolating, debugging or dumping such a value shows it masked, so that no log line leaks a phone
/// number by accident. `rawValue` is the one way to the text itself. There is deliberately no string interpolation: it
/// would put masked parts into a value.
public protocol PersonalText: RawRepresentable, Sendable, Hashable, Codable, ExpressibleByStringLiteral,
    CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
where RawValue == String {
    /// Wraps the text as it is.
    init(rawValue: String)
}

extension PersonalText {
    /// Wraps the text as it is.
    public init(_ text: String) { self.init(rawValue: text) }

    /// Wraps the literal as it is.
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    /// The text with phone numbers and SIP users masked.
    public var description: String { PersonalData.masked(rawValue).printable }

    /// The text with phone numbers and SIP users masked.
    public var debugDescription: String { description }

    /// Shows `dump` and debuggers no more than ``description``.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A phone number in E.164, a SIP URI, or the name a caller shows: whom a leg connects.
public struct CallAddress: PersonalText {
    /// The text as it was received, unmasked.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The address masked: `+1•••••0123`, `sip:a•••••@example.com`.
    public var description: String { PersonalData.maskedAddress(rawValue).printable }
}

/// The user that the application gave to a participant of the room.
public struct CallUserID: PersonalText {
    /// The text as it was received, unmasked.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The user masked: `u•••••`.
    public var description: String { PersonalData.maskedAddress(rawValue).printable }
}

/// The message of an error or a warning, as Daily wrote it.
///
/// It may quote a phone number or a SIP user.
public struct CallErrorMessage: PersonalText {
    /// The text as it was received, unmasked.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Whether both are the same bytes.
    public static func == (left: Self, right: Self) -> Bool { left.rawValue.isSameBytes(as: right.rawValue) }

    /// Hashes the text: what is equal by its bytes is equal as text.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// Named texts of which any may hold personal data: the names are shown, but for numbers and users in them, the values
/// never.
public protocol PersonalFields: Sendable, Hashable, Codable, ExpressibleByDictionaryLiteral, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// Value by name, as received, unmasked.
    ///
    /// A value that was not text is kept as its JSON.
    var values: [String: String] { get set }

    /// Wraps the values as they are.
    init(_ values: [String: String])
}

extension PersonalFields {
    /// Wraps the values as they are; of a repeated name the last value counts.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(Dictionary(elements) { _, last in last })
    }

    /// How many bytes names and values take.
    var size: Int { values.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }

    /// The names with what is personal in them masked, each once, in order.
    package var maskedNames: [String] { Set(values.keys.map(PersonalData.masked)).sorted() }

    /// The names, each with its value masked.
    public var description: String {
        maskedNames.map { "\($0.printable): \(PersonalData.bullets)" }.joined(separator: ", ")
    }

    /// The names, each with its value masked.
    public var debugDescription: String { description }

    /// Shows `dump` and debuggers no more than the description.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension PersonalFields {
    /// Decodes texts by their names.
    ///
    /// An error does not say of which name the value was no text: names are as personal as they like.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: PersonalFieldsKey.self)
        guard let values = try? container.decode([String: String].self, forKey: .values) else {
            let expected = "expected texts by their names"
            throw DecodingError.dataCorruptedError(forKey: .values, in: container, debugDescription: expected)
        }
        self.init(values)
    }

    /// Encodes the values as they are.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: PersonalFieldsKey.self)
        try container.encode(values, forKey: .values)
    }
}

private enum PersonalFieldsKey: String, CodingKey {
    case values
}

/// The SIP headers of a dial-in request.
public struct SIPHeaders: PersonalFields {
    /// Value by name, as received, unmasked.
    ///
    /// A value that was not text is kept as its JSON.
    public var values: [String: String]

    /// Wraps the headers as they are.
    public init(_ values: [String: String]) { self.values = values }
}

/// What an event tells that is none of the known call events: the tone of a key press, the target of a transfer.
public struct CallEventDetails: PersonalFields {
    /// Value by name, as received, unmasked.
    ///
    /// A value that was not text is kept as its JSON.
    public var values: [String: String]

    /// Wraps the values as they are.
    public init(_ values: [String: String]) { self.values = values }
}
