/// A place of a journal that could not be read.
public struct CallJournalDamage: Sendable, Hashable {
    /// What is wrong there.
    public enum Kind: Sendable, Hashable {
        /// The end of the newest segment was cut off in the middle of a write, as a crash leaves it.
        ///
        /// Nothing in it was ever acknowledged. It is removed when the journal is opened.
        case tornTail

        /// Bytes that are no entry, or whose checksum is wrong.
        case damaged

        /// Entries that should be there are not.
        case missing
    }

    /// What is wrong there.
    public let kind: Kind

    /// The file's name in the journal's folder.
    public let file: String

    /// Where it begins, in bytes from the file's start.
    public let offset: Int

    /// How many bytes it is; of missing entries 0.
    public let length: Int

    /// The numbers of the missing entries; `nil` for anything else.
    public let missing: ClosedRange<UInt64>?

    /// A place of a store; of one that is no journal on disk, `file` is whatever a reader finds the place by.
    public init(
        _ kind: Kind,
        in file: String,
        at offset: Int,
        length: Int = 0,
        missing: ClosedRange<UInt64>? = nil
    ) {
        self.kind = kind
        self.file = file
        self.offset = offset
        self.length = length
        self.missing = missing
    }
}

extension CallJournalDamage: CustomStringConvertible {
    /// `calls-00000000000000000001.jsonl, byte 4711: 214 bytes are damaged`.
    public var description: String {
        let place = "\(file.printable), byte \(offset): "
        switch kind {
        case .tornTail: return place + "\(length) bytes of an unfinished write"
        case .damaged: return place + "\(length) bytes are damaged"
        case .missing:
            guard let missing else { return place + "entries are missing" }
            return place + "entries \(missing.lowerBound) to \(missing.upperBound) are missing"
        }
    }
}

/// What a ``DurableCallEngine`` found in its store when it was opened, or would find.
public struct CallRecovery: Sendable, Hashable {
    /// How many places are listed in ``damage`` at the most.
    public static let maximumListed = 100

    /// How many entries were replayed, after the checkpoint if there was one.
    public internal(set) var entryCount = 0

    /// How many sessions are kept.
    public internal(set) var sessionCount = 0

    /// How many places could not be read, an unfinished write at the end aside.
    public internal(set) var damageCount = 0

    /// Where they are, the first ``maximumListed``, and an unfinished write if there was one.
    public internal(set) var damage: [CallJournalDamage] = []

    /// Whether everything that was ever acknowledged could be read.
    public var isIntact: Bool { damageCount == 0 }

    mutating func note(_ found: CallJournalDamage) {
        if found.kind != .tornTail { damageCount += 1 }
        if found.kind == .tornTail || damageCount <= Self.maximumListed { damage.append(found) }
    }
}

extension CallRecovery: CustomStringConvertible {
    /// `12 sessions from 60 entries; calls-….jsonl, byte 4711: 214 bytes are damaged`.
    public var description: String {
        let hidden = damageCount - damage.count { $0.kind != .tornTail }
        let parts = ["\(sessionCount) sessions from \(entryCount) entries"] + damage.map { "\($0)" }
        return parts.joined(separator: "; ") + (hidden > 0 ? "; and \(hidden) more places" : "")
    }
}
