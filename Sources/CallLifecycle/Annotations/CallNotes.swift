/// What is known of a session beside its lifecycle: what it belongs to, and what happened that is no step of it.
///
/// Like a session, notes are a pure function of the set of what was reported.
public struct CallNotes: Sendable, Hashable, Codable {
    /// How many annotations of a session are kept: the first in order.
    public static let maximumAnnotations = 64

    /// How many correlation IDs of a session are kept: the first in byte order.
    public static let maximumCorrelations = 16

    /// What the session belongs to, in byte order: the call it is an attempt of, the transfer it is a leg of.
    public private(set) var correlationIDs: [CallCorrelationID] = []

    /// What else happened, in order.
    public private(set) var annotations: [CallAnnotation] = []

    /// Whether there was more than is kept.
    public internal(set) var isTruncated = false

    /// No notes at all.
    public init() {}

    /// Whether there are none.
    public var isEmpty: Bool { correlationIDs.isEmpty && annotations.isEmpty }

    /// What became of one more report.
    enum Insertion {
        case added
        case known
        /// It is past what is kept.
        case full
    }

    mutating func insert(_ annotation: CallAnnotation) -> Insertion {
        insert(annotation, into: \.annotations, keeping: Self.maximumAnnotations)
    }

    mutating func insert(_ correlationID: CallCorrelationID) -> Insertion {
        insert(correlationID, into: \.correlationIDs, keeping: Self.maximumCorrelations)
    }

    /// Takes a foreign event of the notes' session, if it is one that becomes a note.
    mutating func insert(_ event: ForeignCallEvent) {
        if let correlationID = event.correlationID {
            _ = insert(correlationID)
        } else if let annotation = CallAnnotation(event) {
            _ = insert(annotation)
        }
    }

    /// The notes of both.
    ///
    /// Commutative, associative and idempotent.
    func merged(with other: CallNotes) -> CallNotes {
        var merged = self
        for annotation in other.annotations { _ = merged.insert(annotation) }
        for correlationID in other.correlationIDs { _ = merged.insert(correlationID) }
        merged.isTruncated = merged.isTruncated || other.isTruncated
        return merged
    }

    private mutating func insert<Note: Comparable>(
        _ note: Note,
        into list: WritableKeyPath<CallNotes, [Note]>,
        keeping maximum: Int
    ) -> Insertion {
        // New ones mostly come last.
        let index = self[keyPath: list].lastIndex { $0 <= note }
        if let index, self[keyPath: list][index] == note { return .known }
        let place = index.map { $0 + 1 } ?? 0
        guard place < maximum else {
            isTruncated = true
            return .full
        }
        self[keyPath: list].insert(note, at: place)
        if self[keyPath: list].count > maximum {
            self[keyPath: list].removeLast()
            isTruncated = true
        }
        return .added
    }
}
