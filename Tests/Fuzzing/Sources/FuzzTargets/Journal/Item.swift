import CallLifecycle

/// What a journal serves, as a value that can be compared.
enum Item: Equatable {
    case checkpoint(CallCheckpoint)
    case entry(CallJournalEntry, UInt64)
    case damage(CallJournalDamage)

    init(_ item: CallJournalItem) {
        switch item {
        case .checkpoint(let checkpoint): self = .checkpoint(checkpoint)
        case .entry(let entry, let position): self = .entry(entry, position)
        case .damage(let damage): self = .damage(damage)
        }
    }

    /// The item as it was served.
    var original: CallJournalItem {
        switch self {
        case .checkpoint(let checkpoint): .checkpoint(checkpoint)
        case .entry(let entry, let position): .entry(entry, position: position)
        case .damage(let damage): .damage(damage)
        }
    }

    var isEntry: Bool { if case .entry = self { true } else { false } }
}
