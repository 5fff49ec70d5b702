extension CallAttributes {
    /// What the fields of an object tell, packed from where they stand.
    init(_ fields: WireFields, in line: Span<UInt8>) {
        var packer = TextPacker(capacity: 256)
        var details: WireFields?
        if let value = fields.first(.details, where: { $0.kind == .object }) {
            var nested = WireFields()
            nested.scan(line, value)
            details = nested
        }
        for field in Field.allCases {
            guard let text = field.isNested ? details?.text(field.wireKey) : fields.text(field.wireKey) else {
                continue
            }
            // An empty identifier identifies nothing: no two calls meet by it.
            guard !field.isIdentifier || !text.range.isEmpty else { continue }
            packer.append(field.rawValue, text, in: line)
        }
        if let headers = fields.first(.sipHeaders, where: { $0.kind == .object }) {
            packer.append(Self.headersNumber, Self.packedHeaders(headers, in: line))
        }
        self.init(packed: packer.finish())
    }

    private static func packedHeaders(_ value: WireFields.Value, in line: Span<UInt8>) -> [UInt8] {
        var scanner = JSONScanner(at: Int(value.start))
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
