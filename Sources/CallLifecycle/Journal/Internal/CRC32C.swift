/// The Castagnoli checksum of RFC 3720, appendix B.4, which finds every burst of up to 32 wrong bits.
enum CRC32C {
    private static let table: [UInt32] = (0..<256)
        .map { byte in
            (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
        }

    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    }
}
