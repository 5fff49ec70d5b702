/// A table that is made once and stays for as long as the process.
///
/// An array would be counted whenever somebody reads from it, which for a table that every line of a log is looked up
/// in took longer than the look-up. Reading past its end ends the process, as with an array.
@safe
struct ConstantTable<Element: Sendable>: @unchecked Sendable {
    // Nobody writes to it once it is made, and nobody gives it back.
    private let elements: UnsafePointer<Element>
    let count: Int

    /// A table of these elements, whose memory is never given back: for constants of the program only.
    init(_ array: [Element]) {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: array.count)
        for (index, element) in array.enumerated() { unsafe (copy + index).initialize(to: element) }
        unsafe elements = UnsafePointer(copy)
        count = array.count
    }

    @inline(__always)
    subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count)
        return unsafe elements[index]
    }
}
