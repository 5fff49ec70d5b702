/// What decides where a session stands: its shelf, and its place on it.
///
/// Of a UUID, the product of its halves with keys that only this process knows: whoever makes up session IDs cannot
/// have them meet in one place.
struct SessionHash: Sendable, Equatable {
    /// What hashes are made with.
    struct Key: Sendable {
        fileprivate let high: UInt64
        fileprivate let low: UInt64

        /// From the standard library's own secret, so that whoever fixes that one, to count or to repeat something,
        /// has the same look-ups each time.
        static let ofProcess = Key(high: secret(0), low: secret(1))

        private static func secret(_ number: Int) -> UInt64 {
            let halves = (0..<2).map { UInt64(truncatingIfNeeded: [number, $0].hashValue) }
            return halves[0] &<< 32 ^ halves[1]
        }
    }

    let bits: UInt32

    /// The sessions stand on as many shelves as can usefully be worked on at the same time.
    static let shelfCount = 1 << shelfBits
    static let shelfBits = 4

    @inline(__always)
    init(_ uuid: UUIDText, _ key: Key) {
        let product = (uuid.high ^ key.high).multipliedFullWidth(by: uuid.low ^ key.low)
        bits = UInt32(truncatingIfNeeded: (product.high ^ product.low) >> 32)
    }

    init(_ id: CallSessionID, _ key: Key = .ofProcess) {
        if let uuid = id.uuid {
            self.init(uuid, key)
        } else {
            self.init(bits: UInt32(truncatingIfNeeded: id.hashValue))
        }
    }

    private init(bits: UInt32) { self.bits = bits }

    /// The first bits, and so first of all the shelf.
    @inline(__always)
    func place(_ count: Int) -> Int { Int(bits &>> UInt32(truncatingIfNeeded: 32 - count)) }

    /// On which shelf the session stands.
    var shelf: Int { place(Self.shelfBits) }
}
