/// What an entry of a journal gave to whoever asked for it.
enum EntryResult: Sendable {
    case outcome(CallIngestOutcome)
    case told([CallNotification])
    case allocation(CallEndpointAllocation)
    case released(SIPEndpoint?)
    case configured
}

extension EngineState {
    /// How much time passes before that alone is worth an entry.
    private static let idleInterval: Duration = .seconds(60)

    /// Does what an entry says.
    ///
    /// A pure function of the state and the entry: so that a replay ends where the run did.
    mutating func apply(_ entry: CallJournalEntry, _ change: inout Change) -> EntryResult {
        switch entry {
        case .event(let event): return .outcome(ingest(event, &change))
        case .foreign(let event): return .outcome(ingest(event, &change))
        case .time(let stamp):
            // Whoever lets time pass is told what that did.
            change.isHeard = true
            _ = advance(to: stamp, atMost: .max, &change)
            return .told(Array(change.announcements))
        case .claim(let id, let candidates, let stamp):
            return .allocation(claim(id, among: candidates, at: stamp))
        case .release(let id): return .released(release(id))
        case .configuration(let configuration):
            if configuration != self.configuration { self = EngineState(snapshot, configuration) }
            return .configured
        }
    }

    /// Answers an entry that would change nothing, and so need not be kept; `nil` for any other.
    mutating func settle(_ entry: CallJournalEntry) -> EntryResult? {
        guard isSettled(entry) else { return nil }
        if case .time = entry { return .told([]) }
        var unheard = Change(isHeard: false)
        return apply(entry, &unheard)
    }

    /// Answers an entry that a store had already, and that was done then.
    mutating func repeated(_ entry: CallJournalEntry) -> EntryResult {
        if let result = settle(entry) { return result }
        // It is in the store, and what it told has been evicted since. To do it again would make this engine another.
        countRepetition()
        return .outcome(.duplicate)
    }

    private mutating func isSettled(_ entry: CallJournalEntry) -> Bool {
        switch entry {
        case .event(let event): return isRefused(event) || holds(event)
        case .foreign(let event): return isRefused(event) || notes.holds(event)
        case .claim(let id, let candidates, _):
            if case .granted = allocation(for: id, among: candidates) { return false }
            return true
        case .release(let id): return board.claims[id] == nil
        case .configuration(let configuration): return configuration == self.configuration
        case .time(let stamp):
            guard let due = nextDue() else { return true }
            let milliseconds = stamp.millisecondsSince1970
            guard milliseconds < due else { return false }
            return now.map { milliseconds < $0.milliseconds(after: Self.idleInterval) } ?? false
        }
    }

    /// Whether an event is known with all that it tells.
    private func holds(_ event: CallEvent) -> Bool {
        guard event.kind == .dialInReady else { return ledger.holds(event) }
        return event.told.sipEndpoint.map { board.readiness.holds($0, readyAt: event.stamp) } ?? true
    }
}
