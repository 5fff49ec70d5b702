/// Splits a log into lines, whatever the pieces it comes in.
struct LineSplitter {
    /// The number of the line that is to come.
    private(set) var number = 1
    private var pending: [UInt8] = []

    /// Hands over every line that ends in the next piece.
    @inline(__always)
    mutating func read(_ bytes: Span<UInt8>, _ body: (Span<UInt8>, _ number: Int, _ isUnterminated: Bool) -> Void) {
        var start = 0
        while let end = bytes.lineFeed(from: start) {
            if pending.isEmpty {
                handOver(bytes.extracting(start..<end), isUnterminated: false, body)
            } else {
                keep(bytes, start..<end)
                handOverPending(isUnterminated: false, body)
            }
            start = end + 1
        }
        keep(bytes, start..<bytes.count)
    }

    /// Hands over what stands behind the last line's end, and begins anew.
    mutating func finish(_ body: (Span<UInt8>, _ number: Int, _ isUnterminated: Bool) -> Void) {
        handOverPending(isUnterminated: true, body)
        number = 1
    }

    /// Keeps no more of a line than shows that it is too long.
    private mutating func keep(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let room = CallEventDecoder.maximumLength + 2 - pending.count
        bytes.append(range.prefix(room), to: &pending)
    }

    private mutating func handOverPending(isUnterminated: Bool, _ body: (Span<UInt8>, Int, Bool) -> Void) {
        let line = pending
        handOver(line.span, isUnterminated: isUnterminated, body)
        pending.removeAll(keepingCapacity: pending.count < 1 << 16)
    }

    @inline(__always)
    private mutating func handOver(_ bytes: Span<UInt8>, isUnterminated: Bool, _ body: (Span<UInt8>, Int, Bool) -> Void)
    {
        defer { number += 1 }
        let hasReturn = bytes.count > 0 && bytes[bytes.count - 1] == UInt8(ascii: "\r")
        let line = bytes.extracting(0..<bytes.count - (hasReturn ? 1 : 0))
        // What was cut off a line that is too long may have been more than blanks.
        guard line.count > CallEventDecoder.maximumLength || !line.isBlank else { return }
        body(line, number, isUnterminated)
    }
}

extension Span<UInt8> {
    /// Whether there is nothing but blanks, perhaps behind a byte-order mark.
    fileprivate var isBlank: Bool {
        var index = UTF8Check.hasByteOrderMark(self) ? JSONScanner.byteOrderMark.count : 0
        while index < count {
            guard self[index] == 0x20 || self[index] == 0x09 || self[index] == 0x0D else { return false }
            index += 1
        }
        return true
    }
}
