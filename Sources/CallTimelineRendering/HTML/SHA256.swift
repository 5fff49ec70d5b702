/// The hash of FIPS 180-4 by which a content security policy names a script.
///
/// It is worked out whenever a page is written, so that no constant can be forgotten when the script changes. It keeps
/// no secret.
enum SHA256 {
    /// The hash of a text's UTF-8 in base64.
    static func base64(of text: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let hash = hash(of: Array(text.utf8)) + [0]
        // 32 bytes are ten times three, and two.
        let characters = stride(from: 0, to: 33, by: 3)
            .flatMap { start in
                let bits = UInt32(hash[start]) << 16 | UInt32(hash[start + 1]) << 8 | UInt32(hash[start + 2])
                return [18, 12, 6, 0].map { digits[Int(bits >> UInt32($0) & 63)] }
            }
        return String(characters.dropLast()) + "="
    }

    static func hash(of bytes: [UInt8]) -> [UInt8] {
        var padded = bytes + [0x80]
        padded += Array(repeating: 0, count: (120 - padded.count % 64) % 64)
        let bits = UInt64(bytes.count) * 8
        padded += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
        var state: [UInt32] = primes.prefix(8).map { fraction(of: Double($0).squareRoot()) }
        for start in stride(from: 0, to: padded.count, by: 64) { compress(padded[start..<start + 64], into: &state) }
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
    }

    private static func compress(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        var schedule = (0..<16)
            .map { word in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[block.startIndex + 4 * word + $1]) }
            }
        for index in 16..<64 {
            let early = schedule[index - 15]
            let late = schedule[index - 2]
            let mixedEarly = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
            let mixedLate = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
            schedule.append(schedule[index - 16] &+ mixedEarly &+ schedule[index - 7] &+ mixedLate)
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let choice = e & f ^ ~e & g
            let majority = a & b ^ a & c ^ b & c
            let upper = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let lower = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let first = h &+ upper &+ choice &+ rounds[index] &+ schedule[index]
            let second = lower &+ majority
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    // MARK: The constants: the first bits of roots of primes

    private static let primes = (2...311).filter { number in !(2..<number).contains { number.isMultiple(of: $0) } }

    private static let rounds: [UInt32] = primes.map { fraction(of: cubeRoot(of: Double($0))) }

    /// The first 32 bits behind the point: a double has 52, of which the whole part takes four at most.
    private static func fraction(of number: Double) -> UInt32 {
        UInt32((number - number.rounded(.down)) * 0x1p32)
    }

    /// By Newton's method, which doubles the digits with each step.
    private static func cubeRoot(of number: Double) -> Double {
        (0..<40).reduce(number / 2) { guess, _ in guess - (guess - number / (guess * guess)) / 3 }
    }
}
