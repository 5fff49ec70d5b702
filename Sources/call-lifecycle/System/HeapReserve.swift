#if canImport(Glibc)
import Glibc
#endif

/// Has the memory ready that a thread is about to ask for, in large pages.
///
/// A thread that reads a log asks for some hundred bytes at a time and keeps them. In every thread but the first, glibc
/// then asks the system for 4 KB at a time, with a call that all threads wait for; and the system hands over each 4 KB
/// when they are first touched. With many megabytes asked for at once, and leave to make large pages of them, there are
/// thirty calls instead of six thousand, and a tenth of the pages. What is not touched takes no memory. Other C libraries
/// have ways of their own, and are left alone.
struct HeapReserve {
    /// How many bytes of the log are still read before there is more to be asked for: a short one needs none.
    private var bytesToRead = 1 << 18

    /// How many bytes are made ready, for the events of as many of a log, which take two thirds of that.
    ///
    /// Two of them fit into one of the 64 MB from which glibc serves a thread.
    private static let size = 30 << 20

    /// Notes that the thread is about to read some bytes of a log.
    mutating func willRead(_ count: Int) {
        bytesToRead -= count
        guard bytesToRead < 0 else { return }
        bytesToRead = Self.size
        Self.refill()
    }

    #if canImport(Glibc)
    private static func refill() {
        // So much comes from elsewhere than the heap, until some of it has been given back: then glibc raises the size
        // from which that is so, and takes it from the heap the second time. See “dynamic mmap threshold” in mallopt(3),
        // which Swift cannot call.
        for _ in 0..<2 {
            guard let start = unsafe malloc(size) else { return }
            let page = Int(getpagesize())
            let wholePages = unsafe start + (page - Int(bitPattern: start) % page)
            unsafe _ = madvise(wholePages, size - page, MADV_HUGEPAGE)
            unsafe free(start)
        }
    }
    #else
    private static func refill() {}
    #endif
}
