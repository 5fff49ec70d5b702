extension Duration {
    /// Whole milliseconds, the rest cut off; the most that can be counted where there are more.
    package var milliseconds: Int64 {
        // Not `components`: a duration may have more seconds than these can hold, and traps then.
        Int64(clamping: attoseconds / 1_000_000_000_000_000)
    }
}

extension Int64 {
    /// The sum, or the nearest number that can be counted.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
