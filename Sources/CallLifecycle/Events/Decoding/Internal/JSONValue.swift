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

        /// Where the value begins, in bytes from the start of the text that was parsed; `nil` for one made in code.
        package var offset: Int?
    }

    package private(set) var members: [Member] = []

    package init() {}

    package init(_ members: KeyValuePairs<String, JSONValue>) {
        self.members = members.map { Member(key: $0, value: $1) }
    }

    package mutating func append(_ key: String, _ value: JSONValue, offset: Int? = nil) {
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
            // What ends a line for some readers, or steers the terminal that JSON is printed to.
            case let steering where steering.steersTerminals:
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
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
