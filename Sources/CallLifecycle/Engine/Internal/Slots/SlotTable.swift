/// What belongs to one session.
protocol SessionKeyed: Sendable {
    /// The session's ID.
    var sessionID: CallSessionID { get }

    /// What stands where nothing does: small, and of no session.
    static var vacancy: Self { get }
}

extension CallSession: SessionKeyed {
    var sessionID: CallSessionID { id }
}

extension CallTombstone: SessionKeyed {}

/// Says whose a slot is.
protocol SlotNaming {
    func id(of slot: Slot) -> CallSessionID
}

/// Something for each of many sessions, found by session ID, and by the SIP Call-ID that several may share.
///
/// Both are hashed once. Everything else that is kept of a session is found by its slot.
struct SlotTable<Element: SessionKeyed>: Sendable, SlotNaming {
    /// What a slot is found by.
    private struct Keys: Sendable {
        var hash: ShortHash
        /// Under which Call-ID it is found, if any.
        var sipCallHash: ShortHash?
        // Behind the optional, where it takes no more memory.
        var isInUse = true
    }

    /// One for each slot, vacant ones included: an optional would be copied whenever something is read of it.
    private var elements: [Element] = []
    private var keys: [Keys] = []
    private var free: [Slot] = []
    private var ids = SlotIndex()
    /// The heads of the chains of those that share a Call-ID.
    private var sipCallIDs = SlotIndex()
    private var sharers = SlotChains()

    var count: Int { ids.count }

    /// All of it, in no particular order.
    var values: some Sequence<Element> { slots.lazy.map { self[$0] } }

    /// The slots in use, in no particular order.
    var slots: some Sequence<Slot> { keys.indices.lazy.filter { keys[$0].isInUse }.map { Slot($0) } }

    subscript(id: CallSessionID) -> Element? { slot(of: id).map { self[$0] } }

    /// What stands in a slot, which must be in use: read and changed where it stands.
    subscript(slot: Slot) -> Element {
        _read {
            assert(keys[slot.index].isInUse, "nothing stands in this slot")
            yield elements[slot.index]
        }
        _modify {
            assert(keys[slot.index].isInUse, "nothing stands in this slot")
            yield &elements[slot.index]
        }
    }

    /// Whose slot it is.
    func id(of slot: Slot) -> CallSessionID { self[slot].sessionID }

    /// O(1).
    func slot(of id: CallSessionID) -> Slot? { slot(of: id, ShortHash(id)) }

    func slot(of id: CallSessionID, _ hash: ShortHash) -> Slot? {
        ids.first(hash) { elements[$0.index].sessionID == id }
    }

    /// Puts something in of a session that has nothing here.
    ///
    /// O(1), but for growing.
    mutating func insert(_ element: Element, _ hash: ShortHash) -> Slot {
        let slot = free.popLast() ?? Slot(elements.count)
        if slot.index == elements.count {
            elements.append(element)
            keys.append(Keys(hash: hash))
        } else {
            elements[slot.index] = element
            keys[slot.index] = Keys(hash: hash)
        }
        ids.insert(slot, hash)
        return slot
    }

    /// Takes out what stands in a slot.
    ///
    /// O(1).
    mutating func remove(_ slot: Slot) -> (element: Element, hash: ShortHash) {
        unlist(slot)
        precondition(keys[slot.index].isInUse, "nothing stands in this slot")
        let hash = keys[slot.index].hash
        var element = Element.vacancy
        swap(&element, &elements[slot.index])
        keys[slot.index].isInUse = false
        ids.remove(slot, hash)
        free.append(slot)
        return (element, hash)
    }
}

// MARK: - SIP Call-IDs

extension SlotTable {
    /// One of the slots that are listed under a Call-ID.
    ///
    /// - Parameters:
    ///   - hash: The Call-ID's.
    ///   - isMeant: Whether a slot is listed under this one, and not under another with the same hash.
    /// - Returns: The slot that was listed last; `nil` if there is none.
    func listed(_ hash: ShortHash, where isMeant: (Slot) -> Bool) -> Slot? { sipCallIDs.first(hash, where: isMeant) }

    /// Whether a slot that ``listed(_:where:)`` has found shares its Call-ID with no other.
    func isListedAlone(_ slot: Slot) -> Bool { sharers.isAlone(slot) }

    /// Lists a slot, which is not listed yet, under a Call-ID.
    ///
    /// O(1), however many share it.
    ///
    /// - Parameters:
    ///   - slot: The slot.
    ///   - hash: The Call-ID's.
    ///   - other: What ``listed(_:where:)`` finds under it.
    mutating func list(_ slot: Slot, under hash: ShortHash, with other: Slot?) {
        keys[slot.index].sipCallHash = hash
        sharers.insert(slot, before: other)
        if let other { sipCallIDs.replace(other, by: slot, hash) } else { sipCallIDs.insert(slot, hash) }
    }

    /// Takes a slot off the list that it is on, if it is on one.
    ///
    /// O(1), however many share it.
    mutating func unlist(_ slot: Slot) {
        guard let hash = keys[slot.index].sipCallHash else { return }
        keys[slot.index].sipCallHash = nil
        let (isHead, next) = sharers.remove(slot)
        // Only the head of a chain is in the index.
        guard isHead else { return }
        if let next { sipCallIDs.replace(slot, by: next, hash) } else { sipCallIDs.remove(slot, hash) }
    }
}
