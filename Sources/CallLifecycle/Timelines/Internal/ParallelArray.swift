extension Array where Element: Sendable {
    /// An array whose elements are made in ranges, perhaps several of these at the same time.
    ///
    /// - Parameters:
    ///   - count: How many elements it has.
    ///   - perform: Does a number of pieces of work, each known by its index.
    ///   - element: Makes the element with an index.
    init(
        count: Int,
        perform: (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void,
        _ element: @escaping @Sendable (Int) -> Element
    ) {
        // An array of nothing has the memory that all empty arrays share, to which its count would be written.
        guard count > 0 else {
            self = []
            return
        }
        let length = 1 << 12
        unsafe self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
            // Each range is written by one thread, and read by nobody before all are done.
            nonisolated(unsafe) let elements = unsafe buffer
            perform((count + length - 1) / length) { range in
                for index in range * length..<Swift.min((range + 1) * length, count) {
                    unsafe elements.initializeElement(at: index, to: element(index))
                }
            }
            initialized = count
        }
    }
}
