extension CallAttributes {
    /// What the fields of an object tell, packed from where they stand.
    init(_ fields: WireFields, in line: Span<UInt8>) {
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
        let headers = fields.first(.sipHeaders) { $0.kind == .object }.map { Self.packedHeaders($0, in: line) }
        // As much memory as is needed: it is kept for as long as the call is.
        let length = Field.allCases.reduce((headers?.count ?? -3) + 3) {
            $0 + (text($1).map { $0.range.count + 1 } ?? 0)
        }
        var packer = TextPacker(capacity: length)
        for field in Field.allCases {
            if let text = text(field) { packer.append(field.rawValue, text, in: line) }
        }
        if let headers { packer.append(Self.headersNumber, headers) }
        self.init(packed: packer.finish())
    }

    /// The headers by their names, as ``SIPHeaders`` packs them.
    private static func packedHeaders(_ value: WireFields.Value, in line: Span<UInt8>) -> [UInt8] {
        var scanner = JSONScanner(at: Int(value.start))
        var only: (name: JSONScanner.Text, value: Range<Int>)?
        var isSimple = true
        try? scanner.object(line) { scanner, name throws(JSONScanner.Failure) in
            let start = scanner.index
            let kind = try scanner.skipValue(line)
            isSimple = isSimple && only == nil && kind == .string && !name.isEscaped
            only = (name, start + 1..<scanner.index - 1)
        }
        // Most calls have one header, if any, and its texts stand there as they are to be packed.
        if isSimple, let only {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(only.name.range.count + only.value.count + 4)
            for range in [only.name.range, only.value] {
                bytes.appendLength(range.count)
                line.append(range, to: &bytes)
            }
            return bytes
        }
        scanner = JSONScanner(at: Int(value.start))
        let object = (try? scanner.object(line)) ?? JSONObject()
        return SIPHeaders(object.texts).packed
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
