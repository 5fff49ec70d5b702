@testable import CallLifecycle

/// The files of a journal's folder, as an input describes them.
///
/// An input is the bytes of the first segment. A line `=calls 7` or `=checkpoint 7` begins another file. A line that
/// ends with `,"crc32c":"????????"}` gets the checksum that it needs: no mutation would ever find one.
struct JournalInput {
    static let folder = "/calls"

    /// What each file holds, by its path.
    private(set) var files: [String: [UInt8]] = [:]

    private static let blank = Array(#","crc32c":"????????"}"#.utf8)

    init(_ bytes: [UInt8]) {
        var path = Self.path("calls", 1)
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if let next = Self.header(line) {
                path = next
            } else {
                files[path, default: []] += Self.sealed(line)
                if index < lines.count - 1 { files[path, default: []].append(UInt8(ascii: "\n")) }
            }
        }
    }

    /// The path of the file that a line begins.
    private static func header(_ line: ArraySlice<UInt8>) -> String? {
        guard line.first == UInt8(ascii: "=") else { return nil }
        let words = String(decoding: line.dropFirst(), as: UTF8.self).split(separator: " ")
        guard words.count == 2, ["calls", "checkpoint"].contains(words[0]), let number = UInt64(words[1]) else {
            return nil
        }
        return path(words[0], number)
    }

    private static func path(_ name: Substring, _ number: UInt64) -> String {
        let digits = "\(number)"
        return "\(folder)/\(name)-\(String(repeating: "0", count: 20 - digits.count))\(digits).jsonl"
    }

    private static func sealed(_ line: ArraySlice<UInt8>) -> [UInt8] {
        guard line.suffix(blank.count).elementsEqual(blank) else { return Array(line) }
        let summed = line.dropLast(blank.count)
        let digits = String(checksum(summed), radix: 16)
        let padding = String(repeating: "0", count: 8 - digits.count)
        return summed + Array(#","crc32c":"\#(padding)\#(digits)"}"#.utf8)
    }

    private static let table: [UInt32] = (0..<16)
        .map { (0..<4).reduce($0) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 } }

    /// CRC-32C, half a byte at a time: not the library's.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var sum: UInt32 = ~0
        for byte in bytes {
            sum ^= UInt32(byte)
            sum = sum >> 4 ^ table[Int(sum & 15)]
            sum = sum >> 4 ^ table[Int(sum & 15)]
        }
        return ~sum
    }
}
