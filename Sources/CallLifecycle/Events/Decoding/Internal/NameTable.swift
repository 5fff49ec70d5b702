/// A few names of up to 24 bytes, numbered in their order, and found by a hash of their bytes.
struct NameTable: Sendable {
    /// The longest that a name can be.
    static let maximumLength = 24

    /// A name as it stands in a line: its bytes in three words, with zeros behind them.
    struct Name: Sendable, Equatable {
        fileprivate var words: (UInt64, UInt64, UInt64)
        fileprivate var count: Int

        /// The bytes between two places; `nil` where they are more than any name has.
        @inline(__always)
        fileprivate init?(_ line: Span<UInt8>, _ range: Range<Int>) {
            count = range.count
            guard count <= NameTable.maximumLength else { return nil }
            words = (
                line.word(at: range.lowerBound, limit: range.upperBound),
                line.word(at: range.lowerBound + 8, limit: range.upperBound),
                line.word(at: range.lowerBound + 16, limit: range.upperBound)
            )
        }

        @inline(__always)
        static func == (left: Name, right: Name) -> Bool { left.words == right.words && left.count == right.count }

        /// Whether it stands in a line from a place on, with a quote behind it.
        @inline(__always)
        func stands(at start: Int, of line: Span<UInt8>) -> Bool {
            let end = start + count
            guard end < line.count, line[end] == UInt8(ascii: "\"") else { return false }
            return line.word(at: start, limit: end) == words.0
                && (count <= 8 || line.word(at: start + 8, limit: end) == words.1)
                && (count <= 16 || line.word(at: start + 16, limit: end) == words.2)
        }

        /// How many bytes it has.
        var length: Int { count }
    }

    private let names: ConstantTable<Name>
    /// The number of the name at each place, plus one; 0 where there is none.
    private let places: ConstantTable<UInt8>
    private static let bits: UInt64 = 8

    /// A table of different names, far fewer than it has places.
    init(_ texts: [String]) {
        var names: [Name] = []
        var places = [UInt8](repeating: 0, count: 1 << Self.bits)
        precondition(texts.count <= places.count / 2)
        for text in texts {
            let bytes = Array(text.utf8)
            guard let name = Name(bytes.span, 0..<bytes.count) else { preconditionFailure("a name is too long") }
            names.append(name)
            var place = Self.place(of: name)
            while places[place] != 0 { place = (place + 1) % places.count }
            places[place] = UInt8(names.count)
        }
        self.names = ConstantTable(names)
        self.places = ConstantTable(places)
    }

    /// The number of the name between two places of a line; `nil` for any other text.
    @inline(__always)
    func number(of range: Range<Int>, in line: Span<UInt8>) -> Int? {
        guard let name = Name(line, range) else { return nil }
        var place = Self.place(of: name)
        while places[place] != 0 {
            let number = Int(places[place]) - 1
            if names[number] == name { return number }
            place = (place + 1) % places.count
        }
        return nil
    }

    /// The name with a number.
    @inline(__always)
    subscript(number: Int) -> Name { names[number] }

    @inline(__always)
    private static func place(of name: Name) -> Int {
        let mixed = name.words.0 ^ name.words.1 &* 0x9E37_79B9_7F4A_7C15 ^ name.words.2 &* 0xC2B2_AE3D_27D4_EB4F
        return Int(truncatingIfNeeded: (mixed &* 0xD6E8_FEB8_6659_FD93) >> (64 - bits))
    }
}
