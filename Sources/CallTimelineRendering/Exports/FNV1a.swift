/// FNV-1a (RFC 9923): a hash whose values are the same on every machine and for ever, which Swift's own are not.
///
/// It spreads names over identifiers, and protects from nobody: what is hashed is no secret.
enum FNV1a {
    /// The hash of 64 bits, as 16 hexadecimal digits.
    static func hex64(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hex(hash, width: 16)
    }

    /// The hash of 128 bits, as 32 hexadecimal digits.
    static func hex128(_ text: String) -> String {
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B }
        return hex(hash, width: 32)
    }

    /// Never zeros alone, which a text can be found for, and which OpenTelemetry takes for no ID at all.
    private static func hex(_ number: some BinaryInteger, width: Int) -> String {
        let digits = String(number == 0 ? 1 : number, radix: 16)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
