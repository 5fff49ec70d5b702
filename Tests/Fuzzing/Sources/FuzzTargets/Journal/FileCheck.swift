@testable import CallLifecycle

/// One file of a journal: everything in it is a line, damage or a tail, and every line is what its checksum says.
struct FileCheck {
    let name: String
    let bytes: [UInt8]

    func run(_ file: any JournalFile) throws {
        var reader = JournalFileReader(file)
        var place = 0
        var isAtTail = false
        while let page = try reader.next() {
            for element in page {
                try expect(!isAtTail, "\(name): nothing follows a tail")
                switch element {
                case .line(let json, let number, let range):
                    try expect(range.lowerBound == place, "\(name): from \(place) to \(range.lowerBound) is nothing")
                    try checkLine(json, number, at: range)
                    place = range.upperBound
                case .damage(let offset, let length):
                    try checkGap(offset, length, from: place)
                    place += length
                case .tail(let offset, let length):
                    try checkGap(offset, length, from: place)
                    place += length
                    isAtTail = true
                }
            }
        }
        try expect(place == bytes.count, "\(name): \(place) of \(bytes.count) bytes are accounted for")
    }

    private func checkGap(_ offset: Int, _ length: Int, from place: Int) throws(Violation) {
        try expect(offset == place, "\(name): from \(place) to \(offset) there is nothing")
        try expect(length > 0 && offset + length <= bytes.count, "\(name): \(length) bytes from \(offset)")
    }

    private func checkLine(_ json: ArraySlice<UInt8>, _ number: UInt64, at range: Range<Int>) throws(Violation) {
        try expect(!range.isEmpty && range.upperBound <= bytes.count, "\(name): a line at \(range)")
        try expect(bytes[range].last == UInt8(ascii: "\n"), "\(name): a line ends with a line feed")
        let line = bytes[range].dropLast()
        let summed = line.dropLast(Array(#","crc32c":"01234567"}"#.utf8).count)
        let digits = String(decoding: line[summed.endIndex...].dropFirst(11).prefix(8), as: UTF8.self)
        let checksum = JournalInput.checksum(summed)
        try expect(UInt32(digits, radix: 16) == checksum, "\(name): the line at \(range) has a wrong checksum")
        let beginning = json.dropLast() + Array(#","record":"#.utf8)
        let rest = summed.dropFirst(beginning.count)
        try expect(summed.starts(with: beginning), "\(name): the line at \(range) begins with its object")
        try expect(UInt64(String(decoding: rest, as: UTF8.self)) == number, "\(name): and has its number \(number)")
    }
}
