extension CallJournal {
    /// What an engine would find in a folder, without opening it: nothing is changed, and nobody is kept out.
    ///
    /// For operators, and for copies of a journal. Blocks while everything since the latest checkpoint is read.
    ///
    /// - Throws: ``CallJournalError`` where the folder cannot be read.
    public static func inspect(at path: String) throws(CallJournalError) -> CallRecovery {
        let folder = JournalFolder(path: path, disk: SystemDisk())
        var reader = try JournalReader(folder, from: .latestCheckpoint, upTo: nil)
        var replay = JournalReplay(CallSessionEngine.Configuration())
        while let page = try reader.nextPage() {
            for item in page { _ = replay.take(item) }
        }
        return replay.finish()
    }

    /// The names of a journal's files, each of which is a log of events; none where a folder holds no journal.
    ///
    /// - Throws: ``CallJournalError`` where the folder cannot be read.
    public static func fileNames(at path: String) throws(CallJournalError) -> [String] {
        do {
            let listing = try JournalFolder(path: path, disk: SystemDisk()).list()
            return listing.checkpoints.map(JournalFolder.checkpointName)
                + listing.segments.map(JournalFolder.segmentName)
        } catch {
            throw CallJournalError(error)
        }
    }
}
