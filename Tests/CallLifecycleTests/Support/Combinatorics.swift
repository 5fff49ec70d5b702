extension Array {
    /// Every subset, the empty one first.
    var subsets: [[Element]] {
        reduce(into: [[]]) { subsets, element in subsets += subsets.map { $0 + [element] } }
    }

    /// Runs a body on every permutation (Heap's algorithm).
    func forEachPermutation(_ body: ([Element]) -> Void) {
        var elements = self
        func permute(_ count: Int) {
            guard count > 1 else { return body(elements) }
            for index in 0..<count {
                permute(count - 1)
                elements.swapAt(count.isMultiple(of: 2) ? index : 0, count - 1)
            }
        }
        permute(elements.count)
    }
}
