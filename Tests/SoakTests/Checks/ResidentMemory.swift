#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How much memory the process has, after each tenth of the run.
struct ResidentMemory {
    /// How much more it may be at the end than when the process had warmed up.
    ///
    /// Runs of 200,000 calls ended within 2 MiB of it: the allocator keeps what threads gave back. A leak of eight bytes
    /// for each of the events behind the warm-up would be more than this.
    static let tolerance = 8 << 20

    /// After which of the tenths the process has warmed up.
    static let warmTenth = 3

    private(set) var samples: [Int] = []

    mutating func sample() {
        if let bytes = Self.residentBytes { samples.append(bytes) }
    }

    /// How much more memory there is than when the process had warmed up; `nil` where it cannot be told.
    var growth: Int? {
        guard samples.count == SoakPlan.tenths else { return nil }
        return samples[SoakPlan.tenths - 1] - samples[Self.warmTenth]
    }

    /// Resident memory by the kernel's account; `nil` but on Linux.
    private static var residentBytes: Int? {
        #if os(Linux)
        // Sizes in pages: total, resident, …
        guard let text = try? String(contentsOf: URL(filePath: "/proc/self/statm"), encoding: .utf8) else { return nil }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * 4096 } : nil
        #else
        nil
        #endif
    }
}

extension ResidentMemory: CustomStringConvertible {
    var description: String {
        let sizes = samples.map { "\($0 >> 10)" }.joined(separator: " ")
        return samples.isEmpty ? "not known here" : "\(sizes) KiB"
    }
}
