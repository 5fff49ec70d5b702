/// The warnings of a session past the number that is kept: known well enough to be counted once each.
///
/// Only a digest of each stays, so that a repeated delivery is recognised, and its resolution, which still decides how
/// the session's events are ordered.
struct SurplusWarnings: Sendable, Hashable, Codable {
    private var resolutions: [UInt64: CallStamp.Resolution] = [:]
    /// How many of them were written to the second.
    private var coarseCount = 0

    /// How many distinct warnings were not kept.
    var count: Int { resolutions.count }

    /// The coarsest resolution among them.
    var resolution: CallStamp.Resolution { coarseCount > 0 ? .second : .millisecond }

    /// How finely the warning was written when it was counted; `nil` if it was not.
    func resolution(of warning: CallEvent) -> CallStamp.Resolution? {
        // Mostly there are none, and no digest is needed to see that.
        resolutions.isEmpty ? nil : resolutions[warning.surplusDigest]
    }

    mutating func insert(_ warning: CallEvent) { insert(warning.surplusDigest, warning.stamp.resolution) }

    /// The warnings of both, each at the finer of its resolutions.
    func merged(with other: SurplusWarnings) -> SurplusWarnings {
        other.resolutions.reduce(into: self) { merged, entry in
            let known = merged.resolutions[entry.key] ?? entry.value
            merged.insert(entry.key, .finer(known, entry.value))
        }
    }

    /// The digests of the warnings, each with its resolution, in order.
    var digests: [(UInt64, CallStamp.Resolution)] { resolutions.sorted { $0.key < $1.key }.map { ($0, $1) } }

    /// Takes what was written of a warning; anything else is left out.
    mutating func insert(_ digest: String, _ milliseconds: String) {
        guard let digest = UInt64(digest, radix: 16),
            let resolution = Int64(milliseconds).flatMap(CallStamp.Resolution.init(rawValue:))
        else { return }
        insert(digest, resolution)
    }

    private mutating func insert(_ digest: UInt64, _ resolution: CallStamp.Resolution) {
        remove(digest)
        resolutions[digest] = resolution
        if resolution == .second { coarseCount += 1 }
    }

    /// Takes a warning out, to be judged once more: with the finer of the resolutions in which it was reported.
    mutating func take(_ warning: CallEvent) -> CallEvent {
        guard let resolution = remove(warning.surplusDigest) else { return warning }
        return warning.refined(to: resolution)
    }

    @discardableResult
    private mutating func remove(_ digest: UInt64) -> CallStamp.Resolution? {
        let resolution = resolutions.removeValue(forKey: digest)
        if resolution == .second { coarseCount -= 1 }
        return resolution
    }
}

extension CallEvent {
    /// FNV-1a over what tells two warnings of one session apart; the same in every process, unlike `Hasher`.
    fileprivate var surplusDigest: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func feed(_ text: some Sequence<UInt8>) {
            for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        feed("\(stamp.millisecondsSince1970)".utf8)
        feed(kind.rawValue.utf8)
        feed(source.rawValue.utf8)
        feed((message.map { "+\($0.rawValue)" } ?? "-").utf8)
        return hash
    }

    fileprivate func refined(to resolution: CallStamp.Resolution) -> CallEvent {
        CallEvent(
            kind: kind,
            sessionID: sessionID,
            stamp: stamp.refined(to: resolution),
            source: source,
            told: told
        )
    }
}
