/// The values that an object has under the names that the wire forms know, by where they stand in their line.
///
/// Of a repeated name the last counts, as in JavaScript and Python, and an explicit `null` is no value.
struct WireFields {
    struct Value {
        var kind: JSONScanner.Kind
        /// Where it begins and ends, a string with its quotes.
        var start: Int32
        var end: Int32

        static let null = Value(kind: .null, start: 0, end: 0)

        /// What the value is, for "expected a string, found …".
        var typeName: String {
            switch kind {
            case .null: "null"
            case .bool: "a boolean"
            case .number: "a number"
            case .string, .escapedString: end - start == 2 ? "an empty one" : "a string"
            case .array: "an array"
            case .object: "an object"
            }
        }

        var isText: Bool { kind == .string || kind == .escapedString }

        /// A string without its quotes.
        var text: JSONScanner.Text {
            JSONScanner.Text(range: Int(start) + 1..<Int(end) - 1, isEscaped: kind == .escapedString)
        }
    }

    /// One bit for each name that has a value.
    private(set) var present: UInt64 = 0
    /// Where the object itself begins; `nil` where there is none.
    private(set) var start: Int?
    /// Room for every number, from the first scan on.
    private var values: [Value] = []

    /// No values.
    init() {}

    /// Steps over an object and notes its values, in place of those of another object.
    mutating func scan(_ line: Span<UInt8>, _ scanner: inout JSONScanner) throws(JSONScanner.Failure) {
        start = scanner.index
        present = 0
        if values.isEmpty { values = Array(repeating: .null, count: UInt64.bitWidth) }
        try scanner.object(line) { scanner, key throws(JSONScanner.Failure) in
            let number =
                key.isEscaped
                ? WireKey.number(of: JSONScanner.text(line, key)) : WireKey.number(of: key.range, in: line)
            let start = scanner.index
            let kind = try scanner.skipValue(line)
            guard let number else { return }
            guard kind != .null else {
                present &= ~(1 &<< UInt64(number))
                return
            }
            present |= 1 &<< UInt64(number)
            values[number] = Value(
                kind: kind,
                start: Int32(truncatingIfNeeded: start),
                end: Int32(truncatingIfNeeded: scanner.index)
            )
        }
    }

    /// Notes the values of an object inside a line that was scanned.
    mutating func scan(_ line: Span<UInt8>, _ value: Value) {
        var scanner = JSONScanner(at: Int(value.start))
        // It was well-formed a moment ago.
        try? scan(line, &scanner)
    }

    /// No object any more.
    mutating func removeAll() {
        present = 0
        start = nil
    }

    /// The value under a name that is there.
    @inline(__always)
    func value(_ number: Int) -> Value { values[number] }

    /// The value under one name.
    subscript(number number: Int) -> Value? { present & (1 &<< UInt64(number)) == 0 ? nil : values[number] }

    /// The value under the first name of a key.
    subscript(key: WireKey) -> Value? { self[number: key.number] }

    /// The first value under a key's names that will do.
    func first(_ key: WireKey, where fits: (Value) -> Bool) -> Value? {
        var rest = present & key.mask
        while rest != 0 {
            let value = values[rest.trailingZeroBitCount]
            if fits(value) { return value }
            rest &= rest - 1
        }
        return nil
    }

    /// The first text under a key's names.
    func text(_ key: WireKey) -> JSONScanner.Text? { first(key, where: \.isText)?.text }
}
