/// Text in UTF-8 as it grows, in memory that is used again for what is written next.
///
/// For the texts of which there are millions. A line of JSON is made of some sixty pieces, and this writes each with
/// one comparison and one copy: appending them to an array, which looks at every piece whether it is the memory's only
/// owner, was measured at three times the cost, and making strings of them at fifteen. Hence the pointer, which
/// nothing outside of the type's own files sees.
///
/// A value has one owner, and may be handed to another thread.
@safe package struct UTF8Writer: ~Copyable, @unchecked Sendable {
    @usableFromInline
    var memory: UnsafeMutablePointer<UInt8>

    /// How many bytes the memory has room for.
    @usableFromInline
    var capacity: Int

    /// How many bytes have been written.
    @usableFromInline
    package internal(set) var count = 0

    /// The day of the last stamp whose date was worked out, and where that stands.
    private var lastDate: (day: Int64, place: Int)?

    /// A writer that has written nothing, with room for some bytes; it grows as it must.
    package init(capacity: Int = 1 << 10) {
        unsafe memory = UnsafeMutablePointer.allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { unsafe memory.deallocate() }

    /// What has been written.
    package var text: String {
        unsafe String(decoding: UnsafeBufferPointer(start: memory, count: count), as: UTF8.self)
    }

    /// Lends what has been written.
    package func withBytes<Result, Failure>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = unsafe UnsafeBufferPointer(start: memory, count: count)
        return try unsafe body(bytes.span)
    }

    /// Begins anew, in the same memory.
    package mutating func removeAll() {
        count = 0
        lastDate = nil
    }

    /// Makes sure that there is room for some more bytes.
    @inlinable @inline(__always)
    package mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @usableFromInline @inline(never)
    mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe moved.update(from: memory, count: count)
        unsafe memory.deallocate()
        unsafe memory = moved
        capacity = larger
    }
}

// MARK: - Pieces

extension UTF8Writer {
    /// Writes a byte, one of ASCII.
    @inlinable @inline(__always)
    package mutating func byte(_ byte: UInt8) {
        reserve(1)
        unsafe memory[count] = byte
        count += 1
    }

    /// Writes a text of ours: where it is known, without a call.
    @inlinable @inline(__always)
    package mutating func literal(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        reserve(length)
        unsafe (memory + count).update(from: text.utf8Start, count: length)
        count += length
    }

    /// Writes a text as it is.
    package mutating func text(_ text: String) {
        let isWritten: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe copy($0) }
        if isWritten == nil { for byte in text.utf8 { self.byte(byte) } }
    }

    /// Writes one of the texts of a table.
    package mutating func phrase(_ row: Int, _ column: Int, of phrases: UTF8Phrases) {
        let index = row * phrases.columns + column
        let range = phrases.ends[index]..<phrases.ends[index + 1]
        unsafe phrases.bytes.withUnsafeBufferPointer { unsafe copy(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// Writes a number in decimal digits.
    package mutating func integer(_ number: Int64) {
        reserve(20)
        var rest = number.magnitude
        if number < 0 { byte(UInt8(ascii: "-")) }
        var length = 1
        var limit: UInt64 = 10
        while rest >= limit, length < 19 { (length, limit) = (length + 1, limit * 10) }
        for place in (count..<count + length).reversed() {
            unsafe memory[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += length
    }

    /// Writes the first bytes of a word, the lowest one first.
    @inline(__always)
    mutating func word(_ bytes: UInt64, count length: Int) {
        reserve(8)
        unsafe UnsafeMutableRawPointer(memory + count).storeBytes(of: bytes.littleEndian, as: UInt64.self)
        count += length
    }

    /// Writes milliseconds as seconds with three decimals.
    package mutating func seconds(_ milliseconds: Int64) {
        if milliseconds < 0 { byte(UInt8(ascii: "-")) }
        let (whole, fraction) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        integer(Int64(whole))
        reserve(4)
        unsafe memory.write(UInt64(fraction), digits: 3, behind: ".", at: count)
        count += 4
    }

    /// Writes a stamp as its description has it: RFC 3339 in UTC with three decimals.
    package mutating func stamp(_ stamp: CallStamp) {
        reserve(CallStamp.textLength)
        // Most stamps of a report are of the same day as the one before.
        if let known = lastDate, known.day == stamp.day {
            unsafe (memory + count).update(from: memory + known.place, count: CallStamp.dateLength)
        } else {
            unsafe stamp.writeDate(to: memory + count)
            lastDate = (stamp.day, count)
        }
        count += CallStamp.dateLength
        count += unsafe stamp.writeTime(to: memory + count, fraction: true)
    }

    private mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (memory + count).update(from: start, count: bytes.count)
        count += bytes.count
    }
}

/// A table of texts that are written often, made once.
package struct UTF8Phrases: Sendable {
    fileprivate var bytes: [UInt8] = []
    /// Where each text ends, and the next one begins.
    fileprivate var ends = [0]
    fileprivate let columns: Int

    /// The texts for every row and column.
    package init<Row, Column>(rows: [Row], columns: [Column], _ text: (Row, Column) -> String) {
        self.columns = columns.count
        for row in rows {
            for column in columns {
                bytes += text(row, column).utf8
                ends.append(bytes.count)
            }
        }
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// Writes the last digits of a number at a place, with zeros in front, behind a character.
    func write(_ number: UInt64, digits: Int, behind mark: Unicode.Scalar? = nil, at place: Int) {
        var place = place
        if let mark {
            unsafe self[place] = UInt8(ascii: mark)
            place += 1
        }
        var rest = UInt32(truncatingIfNeeded: number)
        for place in (place..<place + digits).reversed() {
            unsafe self[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
}
