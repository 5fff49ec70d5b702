import CallLifecycle

/// Which of several databases, each with replicas of its own, is the home of a name.
///
/// Names fall into slots by a hash, and slots are dealt to partitions by rendezvous hashing: a slot's home is the
/// partition whose hash with it is the greatest. Finding a home costs the same with two partitions as with a thousand,
/// and a partition that is added takes its slots from all others and moves nothing between them.
struct Partitions {
    /// How many slots there are; never to be changed.
    static let slotCount = 4096

    /// The partition of each slot.
    private let homes: [Int]

    /// How many partitions there are.
    let count: Int

    init(_ count: Int) {
        self.count = count
        homes = (0..<Self.slotCount)
            .map { slot in
                (0..<count).max { Self.weight(slot, $0) < Self.weight(slot, $1) } ?? 0
            }
    }

    /// The homes of an event: of its session, and of the names by which an event without one may find it.
    ///
    /// At most three, however many partitions there are. The home of an endpoint knows when it was ready, who has it,
    /// and whose turn is next; that of a SIP Call-ID gives an error without a session ID to its session.
    func homes(of event: CallEvent) -> Set<Int> {
        var homes: Set<Int> = []
        if let id = event.sessionID { homes.insert(home(of: id.rawValue)) }
        if let endpoint = event.attributes.sipEndpoint { homes.insert(home(of: "endpoint:\(endpoint.rawValue)")) }
        if let id = event.attributes.sipCallID { homes.insert(home(of: "call:\(id.rawValue)")) }
        return homes.isEmpty ? [0] : homes
    }

    /// The home of a name.
    func home(of name: String) -> Int { homes[Self.slot(of: name)] }

    /// How many slots have another home among other partitions.
    func moved(to other: Partitions) -> [(slot: Int, from: Int, to: Int)] {
        zip(homes, other.homes).enumerated()
            .compactMap { slot, home in home.0 == home.1 ? nil : (slot, home.0, home.1) }
    }

    /// The slot of a name.
    ///
    /// FNV-1a, mixed: not Swift's own hash, which is another one in every process.
    static func slot(of name: String) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int(mixed(hash) % UInt64(slotCount))
    }

    private static func weight(_ slot: Int, _ partition: Int) -> UInt64 {
        mixed(UInt64(slot) &* 0x9E37_79B9_7F4A_7C15 &+ mixed(UInt64(partition)))
    }

    /// The finaliser of SplitMix64.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
