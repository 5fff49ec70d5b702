/// A value that a statement is sent with: always bound, never a part of the statement's text.
enum PostgresParameter {
    case text(String)
    case integer(UInt64)
    case texts([String])
    case flags([Bool])

    /// The type's number in PostgreSQL's catalogue.
    var type: UInt32 {
        switch self {
        case .text: 25
        case .integer: 20
        case .texts: 1009
        case .flags: 1000
        }
    }

    /// The value in PostgreSQL's binary form, which needs no escaping.
    var bytes: [UInt8] {
        switch self {
        case .text(let text): Array(text.utf8)
        case .integer(let number): Self.bigEndian(number)
        case .texts(let texts): Self.array(of: 25, texts.map { Array($0.utf8) })
        case .flags(let flags): Self.array(of: 16, flags.map { [$0 ? 1 : 0] })
        }
    }

    /// An array of one dimension whose first index is 1, without nulls.
    private static func array(of type: UInt32, _ elements: [[UInt8]]) -> [UInt8] {
        let dimensions: UInt32 = elements.isEmpty ? 0 : 1
        var bytes = bigEndian(dimensions) + bigEndian(0 as UInt32) + bigEndian(type)
        if !elements.isEmpty { bytes += bigEndian(UInt32(elements.count)) + bigEndian(1 as UInt32) }
        for element in elements { bytes += bigEndian(UInt32(element.count)) + element }
        return bytes
    }

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
