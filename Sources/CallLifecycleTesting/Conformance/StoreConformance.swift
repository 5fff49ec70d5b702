public import CallLifecycle

/// How much a store promises beside what every `CallEventStore` must.
public struct CallStorePromises: Sendable, Hashable {
    /// Whether entries are given once each, in the order in which they were appended, so that sequence numbers, claims
    /// and evictions are the same as before.
    ///
    /// A store that keeps a set does not promise it.
    public var keepsOrder = true

    /// Whether what was appended is there when the store is opened again.
    ///
    /// A store in memory does not promise it.
    public var outlivesItsProcess = true

    /// All of it.
    public init() {}
}

/// Tries whether a store of one's own keeps what `CallEventStore` promises, and throws every promise that it breaks.
///
/// ```swift
/// try await expectStoreConformance { name in
///     try CallJournal(at: "\(folder)/\(name)")
/// }
/// ```
///
/// - Parameters:
///   - promises: What the store promises beside the least.
///   - fileID: Where the call stands.
///   - line: Where the call stands.
///   - open: Opens a store by its name: an empty one at first, and the same again when it was closed.
/// - Throws: ``CallConformanceFailure``.
public func expectStoreConformance(
    promising promises: CallStorePromises = CallStorePromises(),
    fileID: String = #fileID,
    line: Int = #line,
    _ open: @escaping (String) async throws -> any CallEventStore
) async throws(CallConformanceFailure) {
    var trial = PromiseTrial()
    let suite = StoreSuite(promises: promises, open: open)
    await trial.attempt("an empty store gives nothing") { try await suite.emptiness() }
    await trial.attempt("gives back what was appended, each as it was") { try await suite.keeping() }
    await trial.attempt("gives back texts of any kind") { try await suite.hostileTexts() }
    await trial.attempt("keeps a batch in whole") { try await suite.batches() }
    await trial.attempt("gives positions that grow") { try await suite.positions() }
    await trial.attempt("reads anew at every call") { try await suite.readingAgain() }
    await trial.attempt("an engine comes back with the same calls") { try await suite.recovery() }
    await trial.attempt("an engine takes repeated deliveries once, also after it came back") {
        try await suite.repetition()
    }
    await trial.attempt("loses nothing by compaction") { try await suite.compaction() }
    if promises.keepsOrder {
        await trial.attempt("gives entries once each, in the order of appending") { try await suite.order() }
    }
    if promises.outlivesItsProcess {
        await trial.attempt("keeps what was appended when it is closed and opened again") {
            try await suite.reopening()
        }
    }
    try trial.conclude("store", fileID, line)
}

private struct StoreSuite {
    typealias Broken = PromiseTrial.Broken

    let promises: CallStorePromises
    let open: (String) async throws -> any CallEventStore

    private static let stamp = CallScenario.defaultStart

    /// An entry of every kind.
    private static let kinds: [CallJournalEntry] = [
        .configuration(CallSessionEngine.Configuration()),
        .event(CallScenario.completedDialIn.events[1]),
        .event(CallScenario.dialOutThatFailsToStart.events[0]),
        .event(CallScenario.answeredDialOut.asWebhooks().events[1]),
        .foreign(.correlation(of: "out-1", with: "order-42", at: stamp)),
        .time(stamp.advanced(by: .seconds(60))),
        .claim("caller-1", among: ["sip:front-desk@sip.daily.co"], at: stamp),
        .claim("caller-2", among: nil, at: stamp),
        .release("caller-1"),
    ]

    // MARK: Promises

    func emptiness() async throws {
        let store = try await open("empty")
        let entries = try await read(store)
        if !entries.isEmpty { throw Broken("it gave \(entries.count) entries") }
        try await store.close()
    }

    func keeping() async throws {
        let store = try await open("kinds")
        for entry in Self.kinds { _ = try await store.append([entry]) }
        try compare(try await read(store), Self.kinds)
        try await store.close()
    }

    func hostileTexts() async throws {
        let texts = ["", "\"\\\u{0}\n\r\u{2028}", "e\u{301}", "\u{E9}", "👩‍👩‍👧‍👦", String(repeating: "x", count: 60_000)]
        let entries = texts.enumerated()
            .map { index, text in
                CallJournalEntry.event(
                    CallEvent(
                        .dialInWarning,
                        of: CallSessionID("s\(index)"),
                        at: Self.stamp,
                        message: CallErrorMessage(text)
                    )
                )
            }
        let store = try await open("texts")
        for entry in entries { _ = try await store.append([entry]) }
        try compare(try await read(store), entries)
        try await store.close()
    }

    func batches() async throws {
        let store = try await open("batches")
        let entries = CallScenario.catalogue.enumerated()
            .flatMap { index, call in call.events.map { CallJournalEntry.event($0.moved(by: .seconds(1000 * index))) } }
        _ = try await store.append(entries)
        try compare(try await read(store), entries)
        try await store.close()
    }

    func positions() async throws {
        let store = try await open("positions")
        var last: UInt64 = 0
        for entry in Self.kinds {
            let position = try await store.append([entry, entry.later])
            if position <= last { throw Broken("append returned \(position) after \(last)") }
            last = position
        }
        var read: [UInt64] = []
        for try await page in try await store.items(from: .latestCheckpoint) {
            for case .entry(_, let position) in page { read.append(position) }
        }
        if promises.keepsOrder {
            if zip(read, read.dropFirst()).contains(where: { $0 >= $1 }) { throw Broken("it gave positions \(read)") }
            if read.last != last { throw Broken("the last position is \(read.last ?? 0), and append returned \(last)") }
        }
        try await store.close()
    }

    func readingAgain() async throws {
        let store = try await open("again")
        _ = try await store.append(Array(Self.kinds.prefix(3)))
        let once = try await read(store)
        _ = try await store.append(Array(Self.kinds.dropFirst(3)))
        try compare(once, Array(Self.kinds.prefix(3)))
        try compare(try await read(store), Self.kinds)
        try compare(try await read(store), Self.kinds)
        try await store.close()
    }

    func order() async throws {
        let store = try await open("order")
        // Stamps go back, and identities come again: a store that sorts or merges shows it.
        let entries = Self.kinds.reversed() + Self.kinds.map(\.later)
        for entry in entries { _ = try await store.append([entry]) }
        let given = try await read(store)
        guard given != entries else { return try await store.close() }
        let index = zip(given, entries).enumerated().first { $1.0 != $1.1 }?.offset ?? min(given.count, entries.count)
        throw Broken([
            "of \(entries.count) entries it gave \(given.count), which part at entry \(index + 1):",
            "appended: \(index < entries.count ? entries[index].summary : "nothing more")",
            "given:    \(index < given.count ? given[index].summary : "nothing more")",
        ])
    }

    func reopening() async throws {
        let store = try await open("reopened")
        _ = try await store.append(Self.kinds)
        try await store.close()
        let again = try await open("reopened")
        try compare(try await read(again), Self.kinds)
        _ = try await again.append(Self.kinds.map(\.later))
        try compare(try await read(again), Self.kinds + Self.kinds.map(\.later))
        try await again.close()
    }

    func recovery() async throws {
        try await comparingEngines("recovery") { engine in
            for call in Self.calls { try await call.play(into: engine) }
        }
    }

    func repetition() async throws {
        try await comparingEngines("repetition") { engine in
            for call in Self.calls { try await call.repeating(times: 3).play(into: engine) }
        }
    }

    func compaction() async throws {
        try await comparingEngines("compaction") { engine in
            for call in Self.calls.prefix(4) { try await call.play(into: engine) }
            try await engine.compact()
            for call in Self.calls.dropFirst(4) { try await call.play(into: engine) }
        }
    }

    // MARK: Means

    /// Calls with sessions of their own, reported in every way.
    private static let calls: [CallScenario] = (0..<8)
        .map { number in
            let out = CallScenario.dialOut(session: CallSessionID("out-\(number)")).requested().rings(for: .seconds(8))
                .answered().warned().talks(for: .seconds(60)).stopped()
            return number.isMultiple(of: 2) ? out.alsoAsWebhooks() : out.reordered(seed: UInt64(number))
        }

    private func comparingEngines(_ name: String, _ feed: (DurableCallEngine) async throws -> Void) async throws {
        let store = try await open(name)
        let engine = try await DurableCallEngine(store: AnyStore(store))
        try await feed(engine)
        let before = engine.sessions.sorted { $0.id < $1.id }
        let sequence = engine.counters.sequence
        if promises.outlivesItsProcess { try await engine.close() }
        let kept = promises.outlivesItsProcess ? try await open(name) : store
        let again = try await DurableCallEngine(store: AnyStore(kept))
        let after = again.sessions.sorted { $0.id < $1.id }
        guard before == after else {
            let lost = Set(before).subtracting(after).map { "before: \($0), \($0.steps.count) events" }.sorted()
            let found = Set(after).subtracting(before).map { "after:  \($0), \($0.steps.count) events" }.sorted()
            throw Broken(lost + found)
        }
        if promises.keepsOrder, again.counters.sequence != sequence {
            throw Broken("the sequence went on at \(again.counters.sequence), and not at \(sequence)")
        }
        try await again.close()
    }

    private func read(_ store: any CallEventStore) async throws -> [CallJournalEntry] {
        var entries: [CallJournalEntry] = []
        for try await page in try await store.items(from: .latestCheckpoint) {
            for item in page {
                switch item {
                case .entry(let entry, _): entries.append(entry)
                case .damage(let damage): throw Broken("it could not read all of it: \(damage)")
                case .checkpoint: throw Broken("it gave a checkpoint that it was never given")
                }
            }
        }
        return entries
    }

    /// Compares as sets: what order means is a promise of its own.
    private func compare(_ given: [CallJournalEntry], _ appended: [CallJournalEntry]) throws {
        let lost = appended.filter { !given.contains($0) }
        let invented = given.filter { !appended.contains($0) }
        guard !lost.isEmpty || !invented.isEmpty else { return }
        func list(_ what: String, _ entries: [CallJournalEntry]) -> [String] {
            let more = entries.count > 3 ? ["\(what) \(entries.count - 3) more"] : []
            return entries.prefix(3).map { "\(what) \($0.summary)" } + more
        }
        throw Broken(list("lost", lost) + list("invented", invented))
    }
}

/// Lets an engine be opened on a store whose type is not known.
private struct AnyStore: CallEventStore {
    let store: any CallEventStore

    init(_ store: any CallEventStore) { self.store = store }

    func items(from origin: CallJournalOrigin) async throws -> AsyncThrowingStream<[CallJournalItem], any Error> {
        try await store.items(from: origin)
    }

    func append(_ entries: [CallJournalEntry]) async throws -> UInt64 { try await store.append(entries) }

    var isCompactionDue: Bool { store.isCompactionDue }

    func compact(to checkpoint: CallCheckpoint) async throws { try await store.compact(to: checkpoint) }

    func close() async throws { try await store.close() }
}

extension CallJournalEntry {
    /// The entry with another stamp, or another entry where there is none in it.
    fileprivate var later: CallJournalEntry {
        switch self {
        case .event(let event): .event(event.moved(by: .seconds(3600)))
        case .foreign, .configuration: .time(CallScenario.defaultStart.advanced(by: .seconds(7200)))
        case .time(let stamp): .time(stamp.advanced(by: .seconds(1)))
        case .claim(let claim, let candidates, let stamp):
            .claim(claim, among: candidates, at: stamp.advanced(by: .seconds(1)))
        case .release(let claim): .release(CallClaimID("\(claim.rawValue)-again"))
        }
    }

    /// The entry in one line, personal data masked.
    fileprivate var summary: String {
        switch self {
        case .event(let event): String("\(event)".prefix(120))
        case .foreign(let event): "\(event)"
        case .time(let stamp): "time \(stamp)"
        case .claim(let claim, _, let stamp): "claim of \(claim.abbreviated) at \(stamp)"
        case .release(let claim): "release of \(claim.abbreviated)"
        case .configuration: "configuration"
        }
    }
}

extension CallEvent {
    fileprivate func moved(by duration: Duration) -> CallEvent {
        CallEvent(
            kind,
            of: sessionID,
            at: stamp.advanced(by: duration),
            source: source,
            message: message,
            attributes: attributes
        )
    }
}
