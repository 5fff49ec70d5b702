@testable import CallLifecycle

/// The decoder as it was before it was fast: what the fast one has to agree with, in every value and every error.
struct OracleDecoder {
    var receivedAt: CallStamp?

    func decode(
        _ line: ArraySlice<UInt8>,
        isUnterminated: Bool = false
    ) -> Result<DecodedCallEvent, CallDecodingError> {
        guard line.count <= CallEventDecoder.maximumLength else {
            let expected = "at most \(CallEventDecoder.maximumLength) bytes"
            return .failure(
                CallDecodingError(.tooLong, byteOffset: CallEventDecoder.maximumLength, expected: expected)
            )
        }
        do throws(OracleParser.Failure) {
            let object = try OracleParser.object(from: line)
            do throws(CallDecodingError) {
                return .success(try OracleWireForm.decode(object, receivedAt: receivedAt))
            } catch {
                return .failure(error)
            }
        } catch {
            if error.isCutOff && isUnterminated {
                return .failure(
                    CallDecodingError(.truncated, byteOffset: error.offset, expected: "the rest of the line")
                )
            }
            let code: CallDecodingError.Code =
                switch error.reason {
                case .malformed: .malformed
                case .tooDeep: .tooDeep
                case .notUTF8: .notUTF8
                }
            return .failure(CallDecodingError(code, byteOffset: error.offset, expected: error.expected))
        }
    }
}

/// A JSON value as it stood in the text.
indirect enum OracleValue: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([OracleValue])
    case object(OracleObject)

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

    /// The value as the library has it.
    var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .number(let digits): .number(digits)
        case .string(let text): .string(text)
        case .array(let values): .array(values.map(\.json))
        case .object(let object): .object(object.json)
        }
    }

    var text: String { json.text }
}

/// The members of a JSON object in order, each with where its value begins.
struct OracleObject: Equatable {
    struct Member: Equatable {
        var key: String
        var value: OracleValue
        var offset: Int
    }

    private(set) var members: [Member] = []

    mutating func append(_ key: String, _ value: OracleValue, offset: Int) {
        members.append(Member(key: key, value: value, offset: offset))
    }

    var json: JSONObject { members.reduce(into: JSONObject()) { $0.append($1.key, $1.value.json) } }

    /// The member that counts for a key; an explicit `null` is no member.
    subscript(key: String) -> Member? {
        members.last { $0.key == key }.flatMap { $0.value == .null ? nil : $0 }
    }
}
