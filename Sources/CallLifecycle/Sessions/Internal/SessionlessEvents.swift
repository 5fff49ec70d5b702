/// The dial-out errors and warnings that came without a session ID, and which session each has joined.
///
/// Such an event joins the one session with its SIP Call-ID. Where there is none, or more than one, it belongs nowhere:
/// it is never guessed. Which session that is the ledger knows.
struct SessionlessEvents: Sendable {
    private struct Entry {
        var event: CallEvent
        var home: CallSessionID?
    }

    private var entries: [CallEvent.Identity: Entry] = [:]
    private var bySIPCallID: [SIPCallID: Set<CallEvent.Identity>] = [:]
    /// The events that belong nowhere, by their stamps.
    private var homeless = PriorityQueue<CallEvent.Identity>()

    var isEmpty: Bool { entries.isEmpty }

    /// How many events belong nowhere.
    var homelessCount: Int { homeless.count }

    /// All events, in order.
    var all: [CallEvent] { entries.values.map(\.event).sorted(by: Self.precedes) }

    /// The events that belong nowhere, by stamp, then name, then message.
    var unattributed: [CallEvent] {
        entries.values.filter { $0.home == nil }.map(\.event).sorted(by: Self.precedes)
    }

    subscript(identity: CallEvent.Identity) -> CallEvent? { entries[identity]?.event }

    /// Adds an event, or merges it into what is known of it: returns what that was.
    mutating func insert(_ event: CallEvent) -> CallEvent? {
        guard let known = entries[event.id]?.event else {
            entries[event.id] = Entry(event: event)
            homeless.set(event.id, to: event.stamp.millisecondsSince1970)
            if let sipCallID = event.told.sipCallID { bySIPCallID[sipCallID, default: []].insert(event.id) }
            return nil
        }
        let merged = known.merged(with: event)
        entries[event.id]?.event = merged
        if merged.told.sipCallID != known.told.sipCallID {
            if let old = known.told.sipCallID { bySIPCallID.remove(event.id, from: old) }
            if let new = merged.told.sipCallID { bySIPCallID[new, default: []].insert(event.id) }
        }
        return known
    }

    /// The session that an event has joined.
    func home(of identity: CallEvent.Identity) -> CallSessionID? { entries[identity]?.home }

    mutating func setHome(of identity: CallEvent.Identity, to id: CallSessionID?) {
        guard entries[identity] != nil else { return }
        entries[identity]?.home = id
        if id == nil { homeless.set(identity, to: identity.milliseconds) } else { homeless.remove(identity) }
    }

    /// Forgets an event.
    mutating func remove(_ identity: CallEvent.Identity) {
        guard let entry = entries.removeValue(forKey: identity) else { return }
        homeless.remove(identity)
        if let sipCallID = entry.event.told.sipCallID { bySIPCallID.remove(identity, from: sipCallID) }
    }

    /// Forgets the events with a Call-ID that belong nowhere; returns them in order.
    mutating func evictHomeless(with sipCallID: SIPCallID) -> [CallEvent] {
        let events = bySIPCallID[sipCallID, default: []].compactMap { entries[$0] }.filter { $0.home == nil }
        for entry in events { remove(entry.event.id) }
        return events.map(\.event).sorted(by: Self.precedes)
    }

    /// Forgets the oldest of the events that belong nowhere.
    mutating func evictOldest() -> CallEvent? {
        guard let oldest = homeless.popFirst(), let event = entries[oldest]?.event else { return nil }
        remove(oldest)
        return event
    }

    /// The events with one of these Call-IDs that are not where they belong, in order.
    ///
    /// - Parameters:
    ///   - sipCallIDs: The Call-IDs.
    ///   - home: The one session with a Call-ID.
    /// - Returns: The events.
    func displaced(_ sipCallIDs: [SIPCallID], home: (SIPCallID?) -> CallSessionID?) -> [CallEvent] {
        sipCallIDs.reduce(into: Set()) { $0.formUnion(bySIPCallID[$1] ?? []) }
            .compactMap { entries[$0] }
            .filter { $0.home != home($0.event.told.sipCallID) }
            .map(\.event)
            .sorted(by: Self.precedes)
    }

    /// Stamp, then name, then message.
    static func precedes(_ left: CallEvent, _ right: CallEvent) -> Bool {
        let (left, right) = (left.id, right.id)
        guard left.milliseconds == right.milliseconds else { return left.milliseconds < right.milliseconds }
        return left.precedesInQueue(right)
    }
}

extension CallEvent.Identity: QueueKey {
    /// Name, then message; then the source, so that the order is total.
    func precedesInQueue(_ other: Self) -> Bool {
        guard kind == other.kind else { return kind.rawValue.precedesInByteOrder(other.kind.rawValue) }
        return EventOrder.messagePrecedes(message, other.message) ?? (source < other.source)
    }
}
