extension CallAttributes {
    /// Packs what the fields of an object tell, from where they stand.
    ///
    /// - Returns: One bit for each attribute that is there.
    static func pack(_ fields: borrowing WireFields, in line: Span<UInt8>, into packer: inout LinePacker) -> UInt32 {
        let names = fields.names
        guard fields.present & (names.mask(.details) | names.mask(.sipHeaders)) != 0 else {
            return packTexts(fields, names.attributesMask, in: line, into: &packer)
        }
        // What `details` tells has its place in the middle of the texts, in the order of their numbers.
        var present = packTexts(fields, names.attributesMask & ~names.laterAttributesMask, in: line, into: &packer)
        if let details = fields.first(.details, where: { $0.kind == .object }) {
            present |= packDetails(details, in: line, into: &packer)
        }
        present |= packTexts(fields, names.attributesMask & names.laterAttributesMask, in: line, into: &packer)
        if let headers = fields.first(.sipHeaders, where: { $0.kind == .object }) {
            packHeaders(headers, in: line, into: &packer)
            present |= 1 << headersNumber
        }
        return present
    }

    /// Packs the texts among some names.
    @inline(__always)
    private static func packTexts(
        _ fields: borrowing WireFields,
        _ numbers: UInt64,
        in line: Span<UInt8>,
        into packer: inout LinePacker
    ) -> UInt32 {
        var rest = fields.present & numbers
        var present: UInt32 = 0
        var known: UInt32 = 0
        while rest != 0 {
            let number = rest.trailingZeroBitCount
            rest &= rest &- 1
            let value = fields.value(number)
            let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: fields.names.key(number))
            // Of the names of one attribute, the first that is a text wins.
            guard value.isText, known & bit == 0 else { continue }
            known |= bit
            if packer.append(value.text, in: line, isIdentifier: bit & identifiersMask != 0) { present |= bit }
        }
        return present
    }

    private static func packDetails(
        _ value: WireFields.Value,
        in line: Span<UInt8>,
        into packer: inout LinePacker
    ) -> UInt32 {
        var details = WireFields()
        details.scan(line, value)
        var present: UInt32 = 0
        for (field, key) in [(Field.failedEndpoint, WireKey.sipEndpoint), (.failedDestination, .destination)] {
            if let text = details.text(key), packer.append(text, in: line, isIdentifier: field.isIdentifier) {
                present |= 1 << field.rawValue
            }
        }
        return present
    }

    /// Packs the headers by their names, as ``SIPHeaders`` packs them.
    private static func packHeaders(_ value: WireFields.Value, in line: Span<UInt8>, into packer: inout LinePacker) {
        guard let (name, text) = onlyHeader(value, in: line) else {
            var scanner = JSONScanner(at: Int(value.start))
            let object = (try? scanner.object(line)) ?? JSONObject()
            return packer.append(SIPHeaders(object.texts).packed)
        }
        packer.append(length: name.count.lengthPrefixed + text.count.lengthPrefixed)
        packer.append(name)
        packer.append(text)
    }

    /// The one header that there is, if it can be copied from where it stands.
    private static func onlyHeader(
        _ value: WireFields.Value,
        in line: Span<UInt8>
    ) -> (name: Range<Int>, text: Range<Int>)? {
        var scanner = JSONScanner(at: Int(value.start))
        var header: (name: Range<Int>, text: Range<Int>)?
        var isPlain = true
        try? scanner.object(line) { scanner throws(JSONScanner.Failure) in
            let name = try scanner.key(line)
            let start = scanner.index
            let kind = try scanner.skipValue(line)
            isPlain = isPlain && header == nil && kind == .string && !name.isEscaped
            if isPlain { header = (name.range, start + 1..<scanner.index - 1) }
        }
        return isPlain ? header : nil
    }

    /// One bit for each attribute that says to which session or endpoint an event belongs.
    private static let identifiersMask: UInt32 =
        1 << UInt32(Field.sipCallID.rawValue)
        | 1 << UInt32(Field.sipEndpoint.rawValue)
}

extension LinePacker {
    /// Packs a text.
    mutating func append(_ text: JSONScanner.Text, in line: Span<UInt8>) {
        if text.isEscaped {
            append(JSONScanner.unescaped(line, text.range))
        } else {
            append(text.range)
        }
    }

    /// Packs a text, unless it is an empty identifier: that identifies nothing, and no two calls may meet by it.
    fileprivate mutating func append(_ text: JSONScanner.Text, in line: Span<UInt8>, isIdentifier: Bool) -> Bool {
        if isIdentifier && text.range.isEmpty { return false }
        append(text, in: line)
        return true
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
