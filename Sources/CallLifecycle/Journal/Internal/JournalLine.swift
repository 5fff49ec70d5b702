/// A line of a journal file: a JSON object whose last two members are the line's number and its checksum.
///
/// `{"action":"dialin-connected",…,"record":12,"crc32c":"8a9136aa"}`: to other readers these are unknown keys of a
/// client event. The checksum is that of all bytes before `,"crc32c"`, so it covers the number as well.
enum JournalLine {
    static let beginning = Array("{\"action\":".utf8)
    private static let numberKey = Array(",\"record\":".utf8)
    private static let checksumKey = Array(",\"crc32c\":\"".utf8)
    private static let end = Array("\"}".utf8)
    private static let checksumLength = 8

    /// Numbers are below this one, which no journal ever counts up to: so that none can bring counting to overflow.
    static let numberLimit: UInt64 = 1 << 62

    /// How much longer a line is than its object.
    static let maximumOverhead = numberKey.count + 20 + checksumKey.count + checksumLength + end.count

    /// The line of an object, with its line feed.
    static func encode(_ json: String, number: UInt64) -> [UInt8] {
        var line = Array(json.utf8.dropLast())
        line += numberKey
        line += "\(number)".utf8
        let checksum = String(CRC32C.checksum(line), radix: 16)
        line += checksumKey
        line += String(repeating: "0", count: checksumLength - checksum.count).utf8
        line += checksum.utf8
        line += end
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// The object and the number of a line without its line feed; `nil` where a single bit of it is wrong.
    static func decode(_ line: ArraySlice<UInt8>) -> (json: ArraySlice<UInt8>, number: UInt64)? {
        let summed = line.dropLast(checksumKey.count + checksumLength + end.count)
        let rest = line[summed.endIndex...]
        guard rest.starts(with: checksumKey), rest.suffix(end.count).elementsEqual(end) else { return nil }
        let digits = rest.dropFirst(checksumKey.count).prefix(checksumLength)
        guard digits.allSatisfy(\.isLowercaseHexDigit),
            let checksum = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
            checksum == CRC32C.checksum(summed)
        else { return nil }
        let numberDigits = summed.suffix(while: \.isDigit)
        guard let number = UInt64(String(decoding: numberDigits, as: UTF8.self)), number < numberLimit else {
            return nil
        }
        let object = summed.dropLast(numberDigits.count)
        guard object.suffix(numberKey.count).elementsEqual(numberKey) else { return nil }
        return (object.dropLast(numberKey.count) + [UInt8(ascii: "}")], number)
    }
}

extension UInt8 {
    fileprivate var isLowercaseHexDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}

extension ArraySlice<UInt8> {
    /// The longest end of which every byte fulfils a condition.
    fileprivate func suffix(while isPart: (UInt8) -> Bool) -> Self {
        self[(lastIndex { !isPart($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}
