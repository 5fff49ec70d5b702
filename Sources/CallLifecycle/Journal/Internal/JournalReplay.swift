/// What the items of a store make, one after the other.
struct JournalReplay {
    private(set) var state: EngineState
    private(set) var recovery = CallRecovery()
    /// The position of the last entry.
    private(set) var position: UInt64 = 0
    /// Whether anything at all was kept.
    private(set) var isEmpty = true

    init(_ configuration: CallSessionEngine.Configuration) { state = EngineState(configuration) }

    /// Takes an item; returns what was announced when that happened.
    mutating func take(_ item: CallJournalItem) -> [CallNotification] {
        switch item {
        case .checkpoint(let checkpoint):
            state = EngineState(checkpoint.snapshot, checkpoint.configuration)
            position = checkpoint.position
            isEmpty = false
        case .entry(let entry, let position):
            recovery.entryCount += 1
            self.position = position
            isEmpty = false
            var change = EngineState.Change()
            _ = state.apply(entry, &change)
            return Array(change.announcements)
        case .damage(let damage): recovery.note(damage)
        }
        return []
    }

    mutating func finish() -> CallRecovery {
        recovery.sessionCount = state.ledger.sessions.count
        return recovery
    }
}
