#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A line of a journal that is no event: what an engine remembers beside the events, one object with an action.
struct EngineRecord: Codable {
    enum Action: String, Codable {
        case time = "engine-time"
        case claim = "engine-claim"
        case release = "engine-release"
        case configuration = "engine-configuration"
        /// The first line of a segment, which says when it was begun.
        case segment = "engine-segment"
        /// The first line of a checkpoint.
        case checkpoint = "engine-checkpoint"
        case session = "engine-session"
        case tombstone = "engine-tombstone"
        case claimed = "engine-claimed"
    }

    static let prefix = "engine-"
    /// The version of the journal's form that this library writes.
    static let currentVersion = 1

    var action: Action
    var timestamp: CallStamp?
    var claimId: CallClaimID?
    var sipEndpoints: [SIPEndpoint]?
    var configuration: CallSessionEngine.Configuration?

    // Of a segment and of a checkpoint.
    var version: Int?
    var position: UInt64?
    var sequence: UInt64?
    var now: CallStamp?

    // Of a checkpoint's sessions, tombstones and claims.
    var sessionId: CallSessionID?
    var noticedSince: CallStamp?
    var inferredEnd: CallInferredEnd?
    var surplus: SurplusWarnings?
    var isTruncated: Bool?
    var grave: CallEngineSnapshot.Grave?
    var claim: EndpointBoard.Claim?

    init(_ action: Action, at stamp: CallStamp? = nil, _ fill: (inout EngineRecord) -> Void = { _ in }) {
        self.action = action
        timestamp = stamp
        fill(&self)
    }

    init(json: ArraySlice<UInt8>) throws(CallDecodingError) {
        do {
            self = try JSONDecoder().decode(EngineRecord.self, from: Data(json))
        } catch {
            throw CallDecodingError(.malformed, field: "action", expected: "an entry of an engine")
        }
    }

    /// The record as one JSON object on one line.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in a record can fail to be encoded: there are no floating-point numbers in it.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
