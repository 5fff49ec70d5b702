#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One thing that an engine took: an event, or something else that what it does later depends on.
///
/// Its text is one line of a log that `call-lifecycle timeline` reads: events are in the client form, and everything
/// else is foreign to other readers, by an action that begins with `engine-`.
public enum CallJournalEntry: Sendable, Hashable {
    /// An event of a call or an endpoint.
    case event(CallEvent)

    /// A foreign event that became a note of its session.
    case foreign(ForeignCallEvent)

    /// Time has passed, up to this moment.
    case time(CallStamp)

    /// A caller asked for an endpoint.
    case claim(CallClaimID, among: [SIPEndpoint]?, at: CallStamp)

    /// A caller gave its endpoint up.
    case release(CallClaimID)

    /// From here on the engine keeps these bounds.
    case configuration(CallSessionEngine.Configuration)
}

extension CallJournalEntry {
    /// The session that the entry is about, by which a large store may be divided.
    public var sessionID: CallSessionID? {
        switch self {
        case .event(let event): event.sessionID
        case .foreign(let event): event.sessionID
        case .time, .claim, .release, .configuration: nil
        }
    }

    /// Refuses an entry that no store has to keep, and one that it could not give back.
    func check() throws(CallJournalError) {
        let text = json
        guard text.utf8.count <= CallJournal.maximumEntryLength else {
            throw CallJournalError(
                .tooLong,
                "an entry of \(text.utf8.count) bytes; at most \(CallJournal.maximumEntryLength) are kept"
            )
        }
        guard isReadBack(from: text) else {
            throw CallJournalError(
                .unreadable,
                "an entry that cannot be read back, such as one with an empty session ID"
            )
        }
    }

    private func isReadBack(from text: String) -> Bool {
        switch self {
        // All else that an event holds is as the decoder would have it; reading it again would cost more than keeping it.
        case .event(let event): event.sessionID?.rawValue.isEmpty != true
        default: (try? CallJournalEntry(json: text)) == self
        }
    }

    /// The entry as one JSON object on one line.
    ///
    /// Equal entries have equal texts. Personal data is written as it is.
    public var json: String {
        switch self {
        case .event(let event): event.json
        case .foreign(let event): event.json
        case .time(let stamp): EngineRecord(.time, at: stamp).json
        case .claim(let claim, let candidates, let stamp):
            EngineRecord(.claim, at: stamp) {
                $0.claimId = claim
                $0.sipEndpoints = candidates
            }
            .json
        case .release(let claim): EngineRecord(.release) { $0.claimId = claim }.json
        case .configuration(let configuration):
            EngineRecord(.configuration) { $0.configuration = configuration }.json
        }
    }

    /// Reads an entry from its text.
    ///
    /// - Throws: ``CallDecodingError`` where the text is no entry.
    public init(json: String) throws(CallDecodingError) { try self.init(json: ArraySlice(json.utf8)) }

    init(json: ArraySlice<UInt8>) throws(CallDecodingError) {
        switch try CallEventDecoder().decode(json) {
        case .event(let event): self = .event(event)
        case .foreign(let event):
            guard event.action.hasPrefix(EngineRecord.prefix) else {
                self = .foreign(event)
                return
            }
            guard let entry = try EngineRecord(json: json).entry else {
                throw CallDecodingError(.foreignAction, field: "action", expected: "an event or an entry of an engine")
            }
            self = entry
        }
    }
}

extension EngineRecord {
    fileprivate var entry: CallJournalEntry? {
        switch action {
        case .time: timestamp.map { .time($0) }
        case .claim: claimId.flatMap { id in timestamp.map { .claim(id, among: sipEndpoints, at: $0) } }
        case .release: claimId.map { .release($0) }
        case .configuration: configuration.map { .configuration($0) }
        case .segment, .checkpoint, .session, .tombstone, .claimed: nil
        }
    }
}
