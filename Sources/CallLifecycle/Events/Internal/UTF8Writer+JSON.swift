extension UTF8Writer {
    /// Writes a JSON string (RFC 8259) in its quotes; non-ASCII text stays as it is.
    ///
    /// Escaped is what must be, and what ends a line for some readers, or steers the terminal that JSON is printed to.
    /// Nearly every text holds nothing of it: it is copied in words of eight bytes, each looked at on its way.
    package mutating func jsonString(_ text: String) {
        let isWritten: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe jsonString($0) }
        guard isWritten == nil else { return }
        let bytes = Array(text.utf8)
        unsafe bytes.withUnsafeBufferPointer { unsafe jsonString($0) }
    }

    /// Writes a JSON string of what is UTF-8.
    package mutating func jsonString(utf8 text: ArraySlice<UInt8>) {
        unsafe text.withUnsafeBufferPointer { unsafe jsonString($0) }
    }

    /// Writes a stamp as a JSON string, or `null`.
    package mutating func jsonStamp(_ stamp: CallStamp?) {
        guard let stamp else { return literal("null") }
        byte(UInt8(ascii: "\""))
        self.stamp(stamp)
        byte(UInt8(ascii: "\""))
    }

    /// Writes milliseconds as a number of seconds, exact and without trailing zeros.
    package mutating func jsonSeconds(_ milliseconds: Int64) {
        if milliseconds < 0 { byte(UInt8(ascii: "-")) }
        let (whole, fraction) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        integer(Int64(whole))
        guard fraction > 0 else { return }
        let (tenths, hundredths, thousandths) = (fraction / 100, fraction / 10 % 10, fraction % 10)
        let digits = tenths << 8 | hundredths << 16 | thousandths << 24
        word(digits | 0x3030_302E, count: thousandths > 0 ? 4 : hundredths > 0 ? 3 : 2)
    }

    private mutating func jsonString(_ bytes: UnsafeBufferPointer<UInt8>) {
        // No character grows by more than an escape has bytes, and the copy goes in whole words.
        reserve(bytes.count * 6 + 2 + 8)
        byte(UInt8(ascii: "\""))
        if unsafe !copyPlain(bytes) { unsafe escape(bytes) }
        byte(UInt8(ascii: "\""))
    }

    /// Writes text of which nothing is to be escaped; leaves it and says so where something may be.
    private mutating func copyPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress else { return true }
        let target = unsafe UnsafeMutableRawPointer(memory + count)
        let source = unsafe UnsafeRawPointer(start)
        var found: UInt64 = 0
        var place = 0
        while place + 8 <= bytes.count {
            let word = unsafe source.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            unsafe target.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
            found |= word.bytesToEscape
            place += 8
        }
        if place < bytes.count, place > 0 {
            // The last bytes once more, with those that are missing to a word.
            place = bytes.count - 8
            let word = unsafe source.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            unsafe target.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
            found |= word.bytesToEscape
        } else if place == 0 {
            var word: UInt64 = 0x2020_2020_2020_2020
            for place in bytes.indices {
                word = unsafe word << 8 | UInt64(bytes[place])
                unsafe target.storeBytes(of: bytes[place], toByteOffset: place, as: UInt8.self)
            }
            found = word.bytesToEscape
        }
        guard found == 0 else { return false }
        count += bytes.count
        return true
    }

    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>) {
        var place = 0
        while place < bytes.count {
            let (scalar, length) = unsafe bytes.scalarThatMayNeedEscape(at: place)
            if let scalar, escape(scalar) {
                place += length
            } else {
                unsafe byte(bytes[place])
                place += 1
            }
        }
    }

    /// Writes a character escaped, if it is to be.
    private mutating func escape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"": literal("\\\"")
        case "\\": literal("\\\\")
        case "\n": literal("\\n")
        case "\r": literal("\\r")
        case "\t": literal("\\t")
        case let steering where steering.steersTerminals:
            literal("\\u")
            for shift in [12, 8, 4, 0] as [UInt32] {
                let digit = UInt8(truncatingIfNeeded: steering.value >> shift & 0xF)
                byte(UInt8(ascii: "0") + digit + (digit > 9 ? 39 : 0))
            }
        default: return false
        }
        return true
    }
}

extension UInt64 {
    /// Not zero if one of eight bytes is to be escaped in a JSON string, or is not ASCII.
    fileprivate var bytesToEscape: UInt64 {
        let quotes = self ^ (Self.ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = self ^ (Self.ones &* UInt64(UInt8(ascii: "\\")))
        // A byte that is less than another borrows into its highest bit; 0x7F and one reaches it.
        let controls = self &- (Self.ones &* 0x20)
        let found = ((quotes &- Self.ones) & ~quotes) | ((backslashes &- Self.ones) & ~backslashes) | (controls & ~self)
        return (found | (self &+ Self.ones) | self) & Self.highBits
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// A character of ASCII, or one in whose neighbourhood some are that steer terminals, and its length.
    ///
    /// Those are U+0080 to U+009F, U+061C, and U+200E to U+2069; the bytes are known to be UTF-8.
    fileprivate func scalarThatMayNeedEscape(at place: Int) -> (scalar: Unicode.Scalar?, length: Int) {
        let lead = unsafe self[place]
        switch lead {
        case ..<0x80: return (Unicode.Scalar(lead), 1)
        case 0xC2, 0xD8:
            let value = unsafe UInt32(lead & 0x1F) << 6 | UInt32(self[place + 1] & 0x3F)
            return (Unicode.Scalar(value), 2)
        case 0xE2:
            let low = unsafe UInt32(self[place + 1] & 0x3F) << 6 | UInt32(self[place + 2] & 0x3F)
            return (Unicode.Scalar(UInt32(lead & 0xF) << 12 | low), 3)
        default: return (nil, 1)
        }
    }
}
