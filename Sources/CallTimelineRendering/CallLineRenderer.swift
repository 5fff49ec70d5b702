package import CallLifecycle

/// A renderer that writes each call on its own, whatever the others are, and so can write as bytes, and several at once.
package protocol CallLineRenderer: CallReportRenderer {
    /// Writes what stands before the calls.
    func writeHead(to writer: inout UTF8Writer)

    /// Writes a call, with the end of its line.
    func write(_ timeline: borrowing CallTimeline, to writer: inout UTF8Writer)

    /// Writes an event that belongs to no call, with the end of its line.
    func write(unattributed event: CallEvent, to writer: inout UTF8Writer)
}

extension CallLineRenderer {
    /// Writes the document as bytes, in pieces of about a hundred kilobytes.
    ///
    /// - Parameters:
    ///   - calls: What is to be written.
    ///   - threads: How many threads write at once, of which the caller's is one.
    ///   - write: Takes each piece, on the caller's thread; it is lent only, and ends with a line.
    /// - Throws: What `write` throws.
    package func renderBytes<Failure>(
        _ calls: some CallListing,
        threads: Int = 1,
        to write: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let count = blockCount(of: calls)
        if threads > 1 && count > 1 {
            let blocks = BlockAssembly(count, threads: min(threads, count)) { number, writer in
                self.write(number, of: calls, to: &writer)
            }
            return try blocks.take(write)
        }
        var writer = UTF8Writer(capacity: 1 << 17)
        for block in 0..<count {
            writer.removeAll()
            self.write(block, of: calls, to: &writer)
            try writer.withBytes(write)
        }
    }

    /// The same in pieces of text.
    func renderText<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try renderBytes(calls) { bytes throws(Failure) in try write(bytes.text(0..<bytes.count)) }
    }

    /// Into how many blocks the document is divided.
    private func blockCount(of calls: some CallListing) -> Int {
        1 + (calls.callCount + calls.unattributed.count) / lines
    }

    /// Writes a block of the document.
    private func write(_ block: Int, of calls: some CallListing, to writer: inout UTF8Writer) {
        if block == 0 { writeHead(to: &writer) }
        let (timelines, events) = (calls.callCount, calls.unattributed.count)
        let first = block * lines
        let end = min(first + lines, timelines + events)
        let range = min(first, timelines)..<min(end, timelines)
        writer.reserve(calls.reportSize(of: range))
        calls.forEachCall(in: range) { write($0, to: &writer) }
        for index in max(first, timelines)..<max(end, timelines) {
            write(unattributed: calls.unattributed[index - timelines], to: &writer)
        }
    }

    /// How many calls are in a block.
    private var lines: Int { 128 }
}
