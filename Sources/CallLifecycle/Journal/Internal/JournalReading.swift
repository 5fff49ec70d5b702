/// A reader on a thread where it may block.
actor JournalReading {
    private let thread = BlockingThread("CallJournal.reader")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.unowned }

    private var reader: JournalReader?

    func open(
        _ folder: JournalFolder,
        from origin: CallJournalOrigin,
        upTo position: UInt64
    ) throws(CallJournalError) {
        for _ in 0..<2 {
            // A compaction may have removed a file between listing and opening it.
            reader = try? JournalReader(folder, from: origin, upTo: position)
            if reader != nil { return }
        }
        reader = try JournalReader(folder, from: origin, upTo: position)
    }

    func nextPage() throws(CallJournalError) -> [CallJournalItem]? { try reader?.nextPage() }
}
