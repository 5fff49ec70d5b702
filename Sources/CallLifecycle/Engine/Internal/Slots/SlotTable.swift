/// What belongs to one session.
protocol SessionKeyed: Sendable {
    /// The session's ID.
    var sessionID: CallSessionID { get }
}

extension CallSession: SessionKeyed {
    var sessionID: CallSessionID { id }
}

extension CallTombstone: SessionKeyed {}

/// Something for each of many sessions, found by session ID, and by the SIP Call-ID that several may share.
///
/// Both are hashed once. Everything else that is kept of a session is found by its slot.
struct SlotTable<Element: SessionKeyed>: Sendable {
    private struct Record: Sendable {
        var element: Element
        let hash: ShortHash
        /// Under which Call-ID it is found, if any.
        var sipCallHash: ShortHash?

        mutating func change<Result>(_ body: (inout Element) -> Result) -> Result { body(&element) }
    }

    private var records: [Record?] = []
    private var free: [Slot] = []
    private var ids = SlotIndex()
    /// The heads of the chains of those that share a Call-ID.
    private var sipCallIDs = SlotIndex()
    private var sharers = SlotChains()

    var count: Int { ids.count }

    /// All of it, in no particular order.
    var values: some Collection<Element> { records.lazy.compactMap { $0?.element } }

    /// The slots in use, in no particular order.
    var slots: some Sequence<Slot> { records.indices.lazy.filter { records[$0] != nil }.map { Slot($0) } }

    subscript(id: CallSessionID) -> Element? { slot(of: id).map { self[$0] } }

    /// What stands in a slot, which must be in use.
    subscript(slot: Slot) -> Element {
        get {
            guard let record = records[slot.index] else { preconditionFailure("nothing stands in this slot") }
            return record.element
        }
    }

    /// Whose slot it is.
    func id(of slot: Slot) -> CallSessionID { read(slot) { $0.sessionID } }

    /// Reads of what stands in a slot without copying all of it.
    func read<Result>(_ slot: Slot, _ body: (Element) -> Result) -> Result {
        guard let result = records[slot.index].map({ body($0.element) }) else {
            preconditionFailure("nothing stands in this slot")
        }
        return result
    }

    /// Changes what stands in a slot, where it stands.
    mutating func update<Result>(_ slot: Slot, _ body: (inout Element) -> Result) -> Result {
        guard let result = records[slot.index]?.change(body) else {
            preconditionFailure("nothing stands in this slot")
        }
        return result
    }

    /// O(1).
    func slot(of id: CallSessionID) -> Slot? { slot(of: id, ShortHash(id)) }

    func slot(of id: CallSessionID, _ hash: ShortHash) -> Slot? {
        ids.first(hash) { records[$0.index]?.element.sessionID == id }
    }

    /// Puts something in of a session that has nothing here.
    ///
    /// O(1), but for growing.
    mutating func insert(_ element: Element, _ hash: ShortHash) -> Slot {
        let slot = free.popLast() ?? Slot(records.count)
        let record = Record(element: element, hash: hash, sipCallHash: nil)
        if slot.index == records.count { records.append(record) } else { records[slot.index] = record }
        ids.insert(slot, hash)
        return slot
    }

    /// Takes out what stands in a slot.
    ///
    /// O(1).
    mutating func remove(_ slot: Slot) -> (element: Element, hash: ShortHash) {
        unlist(slot)
        guard let record = records[slot.index].take() else { preconditionFailure("nothing stands in this slot") }
        ids.remove(slot, record.hash)
        free.append(slot)
        return (record.element, record.hash)
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
        records[slot.index]?.sipCallHash = hash
        sharers.insert(slot, before: other)
        if let other { sipCallIDs.replace(other, by: slot, hash) } else { sipCallIDs.insert(slot, hash) }
    }

    /// Takes a slot off the list that it is on, if it is on one.
    ///
    /// O(1), however many share it.
    mutating func unlist(_ slot: Slot) {
        guard let hash = records[slot.index]?.sipCallHash else { return }
        records[slot.index]?.sipCallHash = nil
        let (isHead, next) = sharers.remove(slot)
        // Only the head of a chain is in the index.
        guard isHead else { return }
        if let next { sipCallIDs.replace(slot, by: next, hash) } else { sipCallIDs.remove(slot, hash) }
    }
}
