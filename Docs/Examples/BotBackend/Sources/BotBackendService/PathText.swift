import Hummingbird

extension Parameters {
    /// A part of the path as the text that the client meant: whatever stands in an ID is percent-encoded in a path.
    ///
    /// - Throws: A 400 where it is not well encoded.
    func text(_ name: String) throws -> String {
        guard let text = String(percentEncoded: try require(name)) else {
            throw HTTPError(.badRequest, message: "\(name): expected percent-encoded UTF-8")
        }
        return text
    }
}

extension String {
    /// The text that was percent-encoded (RFC 3986, section 2.1); `nil` where that is no UTF-8, or `%` has no digits.
    init?(percentEncoded text: String) {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = Substring(rest.prefix(2))
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let byte = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(byte)
            rest.removeFirst(2)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        self = text
    }
}
