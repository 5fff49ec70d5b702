extension CallAttributes {
    /// What the fields of an object tell, packed from where they stand.
    init(_ fields: WireFields, in line: Span<UInt8>) {
        self.init(packed: PlainTexts(fields, in: line)?.packed(fields, in: line) ?? Self.packed(fields, in: line))
    }

    /// The same for texts that have escapes, stand in `details`, or are more than one header.
    private static func packed(_ fields: WireFields, in line: Span<UInt8>) -> PackedTexts {
        var details: WireFields?
        if let value = fields.first(.details, where: { $0.kind == .object }) {
            var nested = WireFields()
            nested.scan(line, value)
            details = nested
        }
        func text(_ field: Field) -> JSONScanner.Text? {
            let text = field.isNested ? details?.text(field.wireKey) : fields.text(field.wireKey)
            // An empty identifier identifies nothing: no two calls meet by it.
            return field.isIdentifier && text?.range.isEmpty == true ? nil : text
        }
        let headers = fields.first(.sipHeaders) { $0.kind == .object }.map { packedHeaders($0, in: line) }
        // As much memory as is needed: it is kept for as long as the call is.
        let length = Field.allCases.reduce((headers?.count ?? -3) + 3) {
            $0 + (text($1).map { $0.range.count + 1 } ?? 0)
        }
        var packer = TextPacker(capacity: length)
        for field in Field.allCases {
            if let text = text(field) { packer.append(field.rawValue, text, in: line) }
        }
        if let headers { packer.append(headersNumber, headers) }
        return packer.finish()
    }

    /// The headers by their names, as ``SIPHeaders`` packs them.
    private static func packedHeaders(_ value: WireFields.Value, in line: Span<UInt8>) -> [UInt8] {
        var scanner = JSONScanner(at: Int(value.start))
        let object = (try? scanner.object(line)) ?? JSONObject()
        return SIPHeaders(object.texts).packed
    }
}

/// Texts that can be copied from where they stand, as those of most events can: found without memory, so that all of
/// them take one allocation.
private struct PlainTexts {
    /// One bit for each field that has a text.
    private var present: UInt32 = 0
    /// One bit for each name that a text stands under.
    private var numbers: UInt64 = 0
    private var length = 0
    private var header: (name: Range<Int>, value: Range<Int>)?

    /// The texts; `nil` where any needs more than to be copied.
    init?(_ fields: WireFields, in line: Span<UInt8>) {
        guard fields.present & WireKey.details.mask == 0 else { return nil }
        var rest = fields.present & WireKey.attributesMask
        var known: UInt32 = 0
        while rest != 0 {
            let number = rest.trailingZeroBitCount
            rest &= rest - 1
            let value = fields.value(number)
            let field = WireKey.key(number)
            guard value.isText, known & (1 << field) == 0 else { continue }
            guard value.kind == .string else { return nil }
            known |= 1 << field
            let range = value.text.range
            // An empty identifier identifies nothing: no two calls meet by it.
            guard !range.isEmpty || !WireKey.isIdentifier(field) else { continue }
            present |= 1 << field
            numbers |= 1 &<< UInt64(number)
            length += range.count.lengthPrefixed
        }
        guard let headers = fields.first(.sipHeaders, where: { $0.kind == .object }) else { return }
        guard let header = Self.onlyHeader(headers, in: line) else { return nil }
        self.header = header
        present |= 1 << CallAttributes.headersNumber
        length += (header.name.count.lengthPrefixed + header.value.count.lengthPrefixed).lengthPrefixed
    }

    private static func onlyHeader(
        _ value: WireFields.Value,
        in line: Span<UInt8>
    ) -> (name: Range<Int>, value: Range<Int>)? {
        var scanner = JSONScanner(at: Int(value.start))
        var header: (name: Range<Int>, value: Range<Int>)?
        var isPlain = true
        try? scanner.object(line) { scanner, name throws(JSONScanner.Failure) in
            let start = scanner.index
            let kind = try scanner.skipValue(line)
            isPlain = isPlain && header == nil && kind == .string && !name.isEscaped
            if isPlain { header = (name.range, start + 1..<scanner.index - 1) }
        }
        return isPlain ? header : nil
    }

    func packed(_ fields: WireFields, in line: Span<UInt8>) -> PackedTexts {
        let bytes = line.packed(length) { packer in
            var rest = numbers
            while rest != 0 {
                packer.append(fields.value(rest.trailingZeroBitCount).text.range)
                rest &= rest - 1
            }
            guard let header else { return }
            packer.append(length: header.name.count.lengthPrefixed + header.value.count.lengthPrefixed)
            packer.append(header.name)
            packer.append(header.value)
        }
        return PackedTexts(packed: bytes, present: present)
    }
}

extension Int {
    /// How many bytes so many take with their length before them.
    fileprivate var lengthPrefixed: Int {
        var (count, rest) = (self + 1, self >> 7)
        while rest > 0 { (count, rest) = (count + 1, rest >> 7) }
        return count
    }
}

extension WireKey {
    /// Whether the attribute says to which session or endpoint an event belongs.
    fileprivate static func isIdentifier(_ field: Int) -> Bool {
        field == sipCallID.rawValue || field == sipEndpoint.rawValue
    }
}

extension CallAttributes.Field {
    /// What the wire forms call it.
    fileprivate var wireKey: WireKey {
        switch self {
        case .failedEndpoint: .sipEndpoint
        case .failedDestination: .destination
        case .errorType: .type
        default: WireKey(rawValue: rawValue) ?? .details
        }
    }
}

/// Packs texts in the order of their numbers.
private struct TextPacker {
    private var bytes: [UInt8] = []
    private var present: UInt32 = 0

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(_ number: Int, _ text: JSONScanner.Text, in line: Span<UInt8>) {
        guard !text.isEscaped else {
            append(number, JSONScanner.unescaped(line, text.range))
            return
        }
        bytes.appendLength(text.range.count)
        line.append(text.range, to: &bytes)
        present |= 1 << number
    }

    mutating func append(_ number: Int, _ text: [UInt8]) {
        bytes.appendLengthPrefixed(text)
        present |= 1 << number
    }

    consuming func finish() -> PackedTexts { PackedTexts(packed: bytes, present: present) }
}
