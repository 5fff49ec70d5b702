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
        var writer = UTF8Writer()
        write(to: &writer)
        return writer.text
    }

    private func write(to writer: inout UTF8Writer) {
        switch self {
        case .null: writer.literal("null")
        case .bool(let value): writer.text(value ? "true" : "false")
        case .number(let digits): writer.text(digits)
        case .string(let text): writer.jsonString(text)
        case .array(let values):
            writer.literal("[")
            for (index, value) in values.enumerated() {
                if index > 0 { writer.literal(",") }
                value.write(to: &writer)
            }
            writer.literal("]")
        case .object(let object):
            writer.literal("{")
            for (index, member) in object.members.enumerated() {
                if index > 0 { writer.literal(",") }
                writer.jsonString(member.key)
                writer.literal(":")
                member.value.write(to: &writer)
            }
            writer.literal("}")
        }
    }
}
