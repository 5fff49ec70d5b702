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
    let names = WireNames.all
    /// Room for every number, from the first scan on: one array, which is asked once a scan whether it is shared.
    private var rooms: [Room] = []

    private struct Room {
        /// The value under the name with this number.
        var value: Value
        /// The number of the key that stood at this place of the last object; most objects of a log are alike.
        var expected: UInt8
    }

    /// What is expected where the last object had an unknown key, or none.
    private static let unknown = UInt8.max

    /// No values.
    init() {}

    /// Steps over an object and notes its values, in place of those of another object.
    mutating func scan(_ line: Span<UInt8>, _ scanner: inout JSONScanner) throws(JSONScanner.Failure) {
        if rooms.isEmpty {
            rooms = Array(repeating: Room(value: .null, expected: Self.unknown), count: UInt64.bitWidth)
        }
        start = scanner.index
        present = 0
        var copy = scanner
        present = try Self.scan(line, &copy, names, rooms.mutableSpan)
        scanner = copy
    }

    /// Steps over an object and notes its values; returns one bit for each name that has one.
    @inline(__always)
    private static func scan(
        _ line: Span<UInt8>,
        _ scanner: inout JSONScanner,
        _ names: WireNames,
        _ rooms: consuming MutableSpan<Room>
    ) throws(JSONScanner.Failure) -> UInt64 {
        var rooms = rooms
        var present: UInt64 = 0
        var place = 0
        try scanner.object(line) { scanner throws(JSONScanner.Failure) in
            // Past as many keys as there are names the last room has to do.
            let number = try key(line, &scanner, names, &rooms[min(place, rooms.count - 1)].expected)
            place += 1
            let start = scanner.index
            let kind = try scanner.skipValue(line)
            guard let number else { return }
            guard kind != .null else {
                present &= ~(1 &<< UInt64(number))
                return
            }
            present |= 1 &<< UInt64(number)
            let (start32, end32) = (Int32(truncatingIfNeeded: start), Int32(truncatingIfNeeded: scanner.index))
            rooms[number].value = Value(kind: kind, start: start32, end: end32)
        }
        return present
    }

    /// Steps over a key and says which name it is, if any: mostly the one that is expected.
    @inline(__always)
    private static func key(
        _ line: Span<UInt8>,
        _ scanner: inout JSONScanner,
        _ names: WireNames,
        _ expected: inout UInt8
    ) throws(JSONScanner.Failure) -> Int? {
        if expected != unknown, scanner.skipKey(names[Int(expected)], line) { return Int(expected) }
        let key = try scanner.key(line)
        let number =
            key.isEscaped ? names.number(of: JSONScanner.text(line, key)) : names.number(of: key.range, in: line)
        expected = number.map { UInt8($0) } ?? unknown
        return number
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
    func value(_ number: Int) -> Value { rooms[number].value }

    /// The value under one name.
    subscript(number number: Int) -> Value? { present & (1 &<< UInt64(number)) == 0 ? nil : rooms[number].value }

    /// The value under the first name of a key.
    subscript(key: WireKey) -> Value? { self[number: names.number(key)] }

    /// The first value under a key's names that will do.
    func first(_ key: WireKey, where fits: (Value) -> Bool) -> Value? {
        var rest = present & names.mask(key)
        while rest != 0 {
            let value = rooms[rest.trailingZeroBitCount].value
            if fits(value) { return value }
            rest &= rest - 1
        }
        return nil
    }

    /// The first text under a key's names.
    func text(_ key: WireKey) -> JSONScanner.Text? { first(key, where: \.isText)?.text }
}
