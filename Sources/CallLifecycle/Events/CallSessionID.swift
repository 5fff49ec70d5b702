/// Daily's ID of a session: one phone leg.
///
/// Usually a UUID in lower case, which is kept as its 16 bytes: an ID is part of every event and the key of every
/// look-up. Any other text is kept as it is.
public struct CallSessionID: CallIdentifier, LosslessStringConvertible {
    private enum Storage: Sendable, Hashable {
        case uuid(UUIDText)
        case text(String)
    }

    private let storage: Storage

    /// Wraps the text as it is.
    public init(rawValue: String) {
        storage = UUIDText(rawValue).map(Storage.uuid) ?? .text(rawValue)
    }

    /// Takes what was read as a UUID.
    init(_ uuid: UUIDText) { storage = .uuid(uuid) }

    /// The text as it was received, usually a UUID.
    public var rawValue: String {
        switch storage {
        case .uuid(let uuid): uuid.text
        case .text(let text): text
        }
    }

    /// The text as it was received.
    public var description: String { rawValue }

    /// The first eight characters, enough to tell sessions apart on a screen, and harmless to a terminal.
    public var abbreviated: String { PersonalData.maskedNumbers(String(rawValue.prefix(8))).printable }

    /// The UUID that the text is, if it is one.
    var uuid: UUIDText? { if case .uuid(let uuid) = storage { uuid } else { nil } }

    /// How many bytes of UTF-8 the text has.
    var utf8Count: Int {
        switch storage {
        case .uuid: UUIDText.length
        case .text(let text): text.utf8.count
        }
    }

    /// Appends the text as UTF-8.
    package func append(to bytes: inout [UInt8]) {
        switch storage {
        case .uuid(let uuid): uuid.append(to: &bytes)
        case .text(let text): bytes.append(contentsOf: text.utf8)
        }
    }

    /// Writes the text as a JSON string.
    package func writeJSON(to writer: inout UTF8Writer) {
        switch storage {
        case .uuid(let uuid): uuid.writeJSON(to: &writer)
        case .text(let text): writer.jsonString(text)
        }
    }

    /// Whether both are the same bytes.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left.storage, right.storage) {
        case (.uuid(let mine), .uuid(let theirs)): mine == theirs
        case (.text(let mine), .text(let theirs)): mine.isSameBytes(as: theirs)
        default: false
        }
    }

    /// Byte order.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left.storage, right.storage) {
        case (.uuid(let mine), .uuid(let theirs)): mine < theirs
        default: left.rawValue.precedesInByteOrder(right.rawValue)
        }
    }

    /// Hashes the text: what is equal by its bytes is equal as text.
    public func hash(into hasher: inout Hasher) {
        switch storage {
        case .uuid(let uuid): uuid.hash(into: &hasher)
        case .text(let text): hasher.combine(text)
        }
    }
}
