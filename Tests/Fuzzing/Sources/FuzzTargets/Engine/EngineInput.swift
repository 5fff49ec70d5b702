import CallLifecycle

/// Events as an input describes them: few sessions, Call-IDs, endpoints and moments, so that everything meets
/// everything.
///
/// The first byte says what else is tried, the second seeds the order. Then three bytes make an event: what it is, whose
/// and when, and what else it tells.
struct EngineInput {
    /// What is tried beside the two orders: one thing at a time, and the dearest seldom.
    enum Extra {
        case nothing
        case json
        case checkpoint
        case observers
        case bounds
    }

    static let maximumEvents = 16

    let extra: Extra
    /// Whether hours pass before that.
    let passesTime: Bool
    let seed: UInt64
    private let single: [DecodedCallEvent]

    /// More warnings than a session keeps.
    private let flood: [DecodedCallEvent]

    init(_ bytes: [UInt8]) {
        let first = bytes.first ?? 0
        extra =
            switch first & 15 {
            case 1: .json
            case 2: .checkpoint
            case 3...5: .observers
            case 6...9: .bounds
            default: .nothing
            }
        passesTime = first & 16 != 0
        seed = UInt64(bytes.dropFirst().first ?? 0)
        var single: [DecodedCallEvent] = []
        var flood: [DecodedCallEvent] = []
        var rest = bytes.dropFirst(2)
        while rest.count >= 3, single.count < Self.maximumEvents {
            let place = rest.startIndex
            let recipe = EventRecipe(what: rest[place], who: rest[place + 1], tells: rest[place + 2])
            rest = rest.dropFirst(3)
            if recipe.isFlood { flood = recipe.events } else { single += recipe.events }
        }
        self.single = single
        self.flood = flood
    }

    var isFlooded: Bool { !flood.isEmpty }

    var events: [DecodedCallEvent] { single + flood }

    /// Some twice, in another order.
    ///
    /// A flood stays in its own: each late one of so many is dear.
    var shuffledEvents: [DecodedCallEvent] {
        var random = SeededGenerator(seed: seed)
        let repeated = single + single.filter { _ in Bool.random(using: &random) }
        let shuffled = repeated.shuffled(using: &random)
        let place = Int.random(in: 0...shuffled.count, using: &random)
        return shuffled[..<place] + flood + shuffled[place...]
    }
}
