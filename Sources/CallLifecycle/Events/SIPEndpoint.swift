/// The SIP URI at which a room takes calls.
///
/// Daily writes it in several spellings. Two endpoints are equal when they name the same user at the same host:
/// the scheme (`sip:` or `sips:`), parameters, a query and the case of the host do not count
/// (a narrower comparison than RFC 3261, section 19.1.4, which knows no "same room").
public struct SIPEndpoint: PersonalText {
    /// The text as it was received, unmasked.
    public let rawValue: String

    /// Wraps the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The endpoint masked: `sip:r•••••@sip.daily.co`.
    public var description: String { PersonalData.maskedAddress(rawValue).printable }

    /// What two spellings of one endpoint have in common.
    ///
    /// By bytes: character by character it took twenty thousand instructions, of every endpoint that is ready.
    var canonical: String {
        var rest = rawValue.utf8[...]
        for scheme in ["sips:", "sip:"] where rest.starts(with: scheme.utf8, by: { $0.lowercasedASCII == $1 }) {
            rest = rest.dropFirst(scheme.utf8.count)
            break
        }
        // The user part may hold `;` and `?` (RFC 3261, 25.1), so parameters are looked for behind the `@`.
        let hostStart = rest.firstIndex(of: UInt8(ascii: "@")).map(rest.index(after:)) ?? rest.startIndex
        let host = rest[hostStart...].prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "?") }
        return Substring(rest[..<hostStart]) + Substring(host).lowercased()
    }

    /// Whether both name the same user at the same host.
    public static func == (left: Self, right: Self) -> Bool {
        left.rawValue.isSameBytes(as: right.rawValue) || left.canonical.isSameBytes(as: right.canonical)
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(canonical) }
}

extension UInt8 {
    /// The letter in lower case, if it is an ASCII letter.
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
