/// Which open dial-in sessions are at which endpoint.
///
/// What makes two spellings one endpoint is worked out once for each spelling that is in use, not for each call.
struct EndpointHolders: Sendable {
    /// A spelling of an endpoint, and the chain of those who are there.
    private struct Spelling: Sendable {
        let endpoint: SIPEndpoint
        let hash: ShortHash
        var newest: Slot
    }

    /// By numbers, which are slots of their own.
    private var spellings: [Spelling?] = []
    private var free: [Slot] = []
    private var index = SlotIndex()
    private var chains = SlotChains()
    /// The spellings of each endpoint.
    private var numbers: [SIPEndpoint: [Slot]] = [:]
    /// Where each session is.
    private var places: [Slot?] = []

    /// Where a session is.
    func endpoint(of session: Slot) -> SIPEndpoint? { place(of: session).flatMap { spellings[$0.index]?.endpoint } }

    /// Whether a session is anywhere.
    func isAnywhere(_ session: Slot) -> Bool { place(of: session) != nil }

    /// The sessions at an endpoint, in no particular order.
    func sessions(at endpoint: SIPEndpoint) -> [Slot] {
        (numbers[endpoint] ?? []).compactMap { spellings[$0.index]?.newest }.flatMap { chains.members(from: $0) }
    }

    /// Whether any session is at an endpoint.
    func isAnyone(at endpoint: SIPEndpoint) -> Bool { numbers[endpoint] != nil }

    /// Puts a session, which is nowhere yet, where its endpoint is.
    ///
    /// O(1).
    mutating func insert(_ session: Slot, at endpoint: SIPEndpoint) {
        let hash = ShortHash(endpoint.rawValue)
        let known = index.first(hash) { number in
            spellings[number.index]?.endpoint.rawValue.isSameBytes(as: endpoint.rawValue) ?? false
        }
        let place = known ?? add(Spelling(endpoint: endpoint, hash: hash, newest: session))
        chains.insert(session, before: known == nil ? nil : spellings[place.index]?.newest)
        spellings[place.index]?.newest = session
        while places.count <= session.index { places.append(nil) }
        places[session.index] = place
    }

    /// Takes a session away from where it is, if it is anywhere.
    ///
    /// O(1).
    mutating func remove(_ session: Slot) {
        guard let place = place(of: session) else { return }
        places[session.index] = nil
        let (wasNewest, next) = chains.remove(session)
        guard wasNewest else { return }
        if let next { spellings[place.index]?.newest = next } else { forget(place) }
    }

    private func place(of session: Slot) -> Slot? { session.index < places.count ? places[session.index] : nil }

    private mutating func add(_ spelling: Spelling) -> Slot {
        let place = free.popLast() ?? Slot(spellings.count)
        if place.index == spellings.count { spellings.append(spelling) } else { spellings[place.index] = spelling }
        index.insert(place, spelling.hash)
        numbers[spelling.endpoint, default: []].append(place)
        return place
    }

    private mutating func forget(_ place: Slot) {
        guard let spelling = spellings[place.index].take() else { return }
        index.remove(place, spelling.hash)
        free.append(place)
        numbers[spelling.endpoint]?.removeAll { $0 == place }
        if numbers[spelling.endpoint]?.isEmpty == true { numbers[spelling.endpoint] = nil }
    }
}
