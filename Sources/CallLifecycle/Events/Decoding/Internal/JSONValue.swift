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

    /// What the value is, for "expected a string, found …".
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// The members of a JSON object in order.
///
/// Of a repeated key the last counts, as in JavaScript and Python.
package struct JSONObject: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: JSONValue

        /// Where the value begins, in bytes from the start of the text that was parsed; 0 for one made in code.
        package var offset = 0
    }

    package private(set) var members: [Member] = []

    package init() {}

    package init(_ members: KeyValuePairs<String, JSONValue>) {
        self.members = members.map { Member(key: $0, value: $1) }
    }

    package mutating func append(_ key: String, _ value: JSONValue, offset: Int = 0) {
        members.append(Member(key: key, value: value, offset: offset))
    }

    /// The member that counts for a key; an explicit `null` is no member.
    subscript(key: String) -> Member? {
        members.last { $0.key == key }.flatMap { $0.value == .null ? nil : $0 }
    }
}

extension JSONValue {
    /// The value as JSON on one line: no blanks, non-ASCII text as it is.
    package var text: String {
        var output = ""
        write(to: &output)
        return output
    }

    package func write(to output: inout String) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .number(let digits): output += digits
        case .string(let text): Self.write(text, to: &output)
        case .array(let values):
            output += "["
            for (index, value) in values.enumerated() {
                if index > 0 { output += "," }
                value.write(to: &output)
            }
            output += "]"
        case .object(let object):
            output += "{"
            for (index, member) in object.members.enumerated() {
                if index > 0 { output += "," }
                Self.write(member.key, to: &output)
                output += ":"
                member.value.write(to: &output)
            }
            output += "}"
        }
    }

    private static func write(_ text: String, to output: inout String) {
        output += "\""
        defer { output += "\"" }
        guard text.utf8.contains(where: \.mayNeedEscape) else {
            output += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            // U+2028 and U+2029 end a line for some readers of JSON Lines.
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
    }
}

extension UInt8 {
    /// Whether the byte is escaped in a JSON string, or begins a character that may be (U+2028, U+2029).
    fileprivate var mayNeedEscape: Bool {
        self < 0x20 || self == 0x7F || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\") || self == 0xE2
    }
}
