/// The warnings of a session past the number that is kept: known well enough to be counted once each.
///
/// Only a digest of each stays, so that a repeated delivery is recognised, and its resolution, which still decides how
/// the session's events are ordered.
struct SurplusWarnings: Sendable, Hashable, Codable {
    private var resolutions: [UInt64: CallStamp.Resolution] = [:]

    /// How many distinct warnings were not kept.
    var count: Int { resolutions.count }

    /// The coarsest resolution among them.
    var resolution: CallStamp.Resolution {
        resolutions.values.contains(.second) ? .second : .millisecond
    }

    mutating func insert(_ warning: CallEvent) {
        resolutions[warning.surplusDigest, default: warning.stamp.resolution] = warning.stamp.resolution
    }

    /// Whether the warning was counted before, and says nothing that would now place it earlier.
    func covers(_ warning: CallEvent) -> Bool {
        guard let known = resolutions[warning.surplusDigest] else { return false }
        return known.milliseconds <= warning.stamp.resolution.milliseconds
    }

    mutating func remove(_ warning: CallEvent) { resolutions[warning.surplusDigest] = nil }
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
}
