/// Writes checkpoints and removes what they make superfluous, beside the writer and on a thread of its own.
actor JournalKeeper {
    private static let pieceLength = 1 << 18

    private let thread = BlockingThread("CallJournal.keeper")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.unowned }

    private let folder: JournalFolder
    private let keptCheckpoints: Int

    init(_ folder: JournalFolder, keptCheckpoints: Int) {
        self.folder = folder
        self.keptCheckpoints = keptCheckpoints
    }

    /// Keeps a checkpoint and lets go of what is older than those that are kept.
    ///
    /// - Returns: How many bytes it is.
    func keep(_ checkpoint: CallCheckpoint) throws(CallJournalError) -> Int {
        do throws(DiskError) {
            let size = try write(checkpoint)
            try removeOld()
            return size
        } catch {
            throw CallJournalError(error)
        }
    }

    /// Writes a checkpoint under another name first: under its own it is there as a whole or not at all.
    private func write(_ checkpoint: CallCheckpoint) throws(DiskError) -> Int {
        let path = folder.path(of: JournalFolder.checkpointName(checkpoint.position))
        let partialPath = path + JournalFolder.partialSuffix
        _ = try? folder.disk.remove(partialPath)
        do throws(DiskError) {
            let file = try folder.disk.create(partialPath)
            var size = 0
            var piece: [UInt8] = []
            var number: UInt64 = 0
            try checkpoint.forEachLine { (json: String) throws(DiskError) in
                number += 1
                piece += JournalLine.encode(json, number: number)
                guard piece.count >= Self.pieceLength else { return }
                try file.writeAll(piece, at: size)
                size += piece.count
                piece.removeAll(keepingCapacity: true)
            }
            try file.writeAll(piece, at: size)
            try file.sync()
            try folder.disk.rename(partialPath, to: path)
            try folder.sync()
            return size + piece.count
        } catch {
            _ = try? folder.disk.remove(partialPath)
            throw error
        }
    }

    /// Removes the checkpoints before those that are kept, and the segments that are wholly part of the oldest of these.
    private func removeOld() throws(DiskError) {
        let listing = try folder.list()
        guard listing.checkpoints.count >= keptCheckpoints else { return }
        let kept = listing.checkpoints.suffix(keptCheckpoints)
        for position in listing.checkpoints.dropLast(keptCheckpoints) {
            try folder.remove(JournalFolder.checkpointName(position))
        }
        guard let oldest = kept.first else { return }
        for (segment, next) in zip(listing.segments, listing.segments.dropFirst()) where next <= oldest + 1 {
            try folder.remove(JournalFolder.segmentName(segment))
        }
    }
}
