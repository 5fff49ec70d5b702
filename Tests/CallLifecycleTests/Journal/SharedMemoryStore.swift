@testable import CallLifecycle

/// One log in memory for several engines, whose failures and delays a test chooses.
actor SharedMemoryStore {
    struct Failure: Error {}

    /// What stands at each position, from 1 on; `nil` where it was lost.
    private(set) var log: [CallJournalEntry?] = []
    private var positions: [String: UInt64] = [:]
    /// How many entries it gives at a time.
    let pageSize: Int

    init(pageSize: Int = 3) { self.pageSize = pageSize }

    func insert(_ entries: [CallJournalEntry]) throws -> [CallInsertion] {
        try entries.map { entry in
            let isEvent =
                switch entry {
                case .event, .foreign: true
                case .time, .claim, .release, .configuration: false
                }
            let text = entry.json
            if isEvent, let position = positions[text] { return CallInsertion(position: position, isNew: false) }
            log.append(try CallJournalEntry(json: text))
            let position = UInt64(log.count)
            if isEvent { positions[text] = position }
            return CallInsertion(position: position, isNew: true)
        }
    }

    func items(after position: UInt64) -> [CallJournalItem] {
        Array(
            log.enumerated().dropFirst(Int(position))
                .compactMap { index, entry in entry.map { .entry($0, position: UInt64(index + 1)) } }
                .prefix(pageSize)
        )
    }

    /// Forgets what stands at a position: what a store shows that has given it and not committed it yet.
    func lose(_ position: UInt64) { log[Int(position) - 1] = nil }

    /// One engine's way to the log.
    actor Client: SharedCallEventStore {
        private let log: SharedMemoryStore
        private(set) var insertCount = 0
        private(set) var readCount = 0
        private var fails = false
        private var losesAnswers = false

        init(_ log: SharedMemoryStore) { self.log = log }

        /// Cuts the client off: before its entries are kept, or behind that, so that it cannot know.
        func cut(_ fails: Bool, onlyAnswers: Bool = false) {
            self.fails = fails && !onlyAnswers
            losesAnswers = fails && onlyAnswers
        }

        func insert(_ entries: [CallJournalEntry]) async throws -> [CallInsertion] {
            insertCount += 1
            if fails { throw Failure() }
            let insertions = try await log.insert(entries)
            if losesAnswers { throw Failure() }
            return insertions
        }

        func items(after position: UInt64) async throws -> [CallJournalItem] {
            readCount += 1
            if fails { throw Failure() }
            return await log.items(after: position)
        }

        func items(from origin: CallJournalOrigin) async throws -> AsyncThrowingStream<[CallJournalItem], any Error> {
            if fails { throw Failure() }
            let (stream, continuation) = AsyncThrowingStream<[CallJournalItem], any Error>.makeStream()
            var position: UInt64 = 0
            while case let page = await log.items(after: position), !page.isEmpty {
                continuation.yield(page)
                if case .entry(_, let last) = page.last { position = last }
            }
            continuation.finish()
            return stream
        }
    }
}
