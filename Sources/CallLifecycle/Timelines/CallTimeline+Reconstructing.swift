extension CallTimeline {
    /// Reconstructs the timelines of a log: one JSON object a line, in any wire form, in any order.
    ///
    /// A line that cannot be read is reported among the problems; all others are served. So is one of an event without a
    /// stamp: where a log has such events, give a ``CallLogReader`` their stamp, and its lines to a ``CallReconstructor``.
    ///
    /// The caller's thread does all of it, in O(n log n). Memory grows with what is known of the calls.
    public static func reconstruct(jsonLines: some Sequence<UInt8>) -> CallReconstruction {
        var reconstructor = CallReconstructor()
        var reader = CallLogReader()
        reader.read(jsonLines) { reconstructor.add($0) }
        reader.finish { reconstructor.add($0) }
        return reconstructor.reconstruct()
    }

    /// Reconstructs the timelines of a log that arrives byte by byte, such as the body of a request.
    ///
    /// Everything else is as for bytes that are there already.
    ///
    /// - Throws: What the sequence of bytes throws.
    public static func reconstruct<Bytes: AsyncSequence>(
        jsonLines: Bytes
    ) async throws(Bytes.Failure) -> CallReconstruction where Bytes.Element == UInt8 {
        var reconstructor = CallReconstructor()
        var reader = CallLogReader()
        var piece: [UInt8] = []
        for try await byte in jsonLines {
            piece.append(byte)
            guard byte == UInt8(ascii: "\n") || piece.count == 1 << 16 else { continue }
            reader.read(piece) { reconstructor.add($0) }
            piece.removeAll(keepingCapacity: true)
        }
        reader.read(piece) { reconstructor.add($0) }
        reader.finish { reconstructor.add($0) }
        return reconstructor.reconstruct()
    }
}
