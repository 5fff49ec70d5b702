/// A JSON value (RFC 8259) as it stood in the text.
///
/// Numbers keep their digits, objects their order.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// The members of a JSON object in order.
///
/// Of a repeated key the last counts, as in JavaScript and Python.
package struct JSONObject: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: JSONValue
    }

    package private(set) var members: [Member] = []

    package init() {}

    package init(_ members: KeyValuePairs<String, JSONValue>) {
        self.members = members.map { Member(key: $0, value: $1) }
    }

    package mutating func append(_ key: String, _ value: JSONValue) {
        members.append(Member(key: key, value: value))
    }

    /// The member that counts for a key; an explicit `null` is no member.
    subscript(key: String) -> Member? {
        members.last { $0.key == key }.flatMap { $0.value == .null ? nil : $0 }
    }
}

extension JSONValue {
    /// The value as JSON on one line: no blanks, non-ASCII text as it is.
    package var text: String {
        // Bytes: appending many small pieces to a String was measured slower.
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        write(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .number(let digits): output += digits.utf8
        case .string(let text): Self.write(text, to: &output)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        if text.utf8.contains(where: \.mayNeedEscape) {
            for scalar in text.unicodeScalars { output += escaped(scalar).utf8 }
        } else {
            output += text.utf8
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        // What ends a line for some readers, or steers the terminal that JSON is printed to.
        case let steering where steering.steersTerminals:
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(Character(scalar))
        }
    }
}

extension UInt8 {
    /// Whether the byte is escaped in a JSON string, or begins a character that may be.
    fileprivate var mayNeedEscape: Bool {
        switch self {
        case 0..<0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "\\"): true
        // The first bytes of U+0080 to U+009F, U+061C, and U+200E to U+2069.
        case 0xC2, 0xD8, 0xE2: true
        default: false
        }
    }
}
