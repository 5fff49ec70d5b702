import CallLifecycle
import CallLifecycleTesting
import Foundation
import Synchronization
import Testing

/// What a store in memory does wrong.
enum Fault: CaseIterable {
    case loses
    case losesBatches
    case duplicates
    case reorders
    case changes
    case invents
    case forgets
    case throwsAway
    case standsStill
    case mixesPositions
    case compactsAll

    /// The promise that it breaks first, among others.
    var promise: String {
        switch self {
        case .loses: "gives back what was appended, each as it was"
        case .losesBatches: "keeps a batch in whole"
        case .duplicates, .reorders: "gives entries once each, in the order of appending"
        case .changes: "gives back texts of any kind"
        case .invents: "an empty store gives nothing"
        case .forgets: "keeps what was appended when it is closed and opened again"
        case .throwsAway: "reads anew at every call"
        case .standsStill: "gives positions that grow"
        case .mixesPositions: "gives positions that grow"
        case .compactsAll: "loses nothing by compaction"
        }
    }
}

/// A store in memory that does everything right, but for one thing.
private actor FaultyStore: CallEventStore {
    private let fault: Fault?
    private var entries: [CallJournalEntry] = []
    private var checkpoint: CallCheckpoint?

    init(_ fault: Fault?) {
        self.fault = fault
        if fault == .invents { entries = [.time(CallScenario.defaultStart)] }
    }

    func items(from origin: CallJournalOrigin) -> AsyncThrowingStream<[CallJournalItem], any Error> {
        let (stream, continuation) = AsyncThrowingStream<[CallJournalItem], any Error>.makeStream()
        if let checkpoint, fault != .compactsAll { continuation.yield([.checkpoint(checkpoint)]) }
        let from = checkpoint.map { Int($0.position) } ?? 0
        var items = entries.enumerated().dropFirst(from)
            .map { ($1, UInt64(fault == .mixesPositions ? entries.count - $0 : $0 + 1)) }
        if fault == .reorders { items.reverse() }
        continuation.yield(items.map { .entry($0.0, position: $0.1) })
        continuation.finish()
        if fault == .throwsAway { entries = [] }
        return stream
    }

    func append(_ new: [CallJournalEntry]) throws -> UInt64 {
        for (index, entry) in new.enumerated() {
            switch fault {
            case .loses: if case .release = entry { continue } else { entries.append(entry) }
            case .losesBatches: if index < 10 { entries.append(entry) }
            case .duplicates: entries += [entry, entry]
            case .changes: entries.append(try CallJournalEntry(json: entry.json.replacing("\u{E9}", with: "e\u{301}")))
            default: entries.append(try CallJournalEntry(json: entry.json))
            }
        }
        return fault == .standsStill ? 1 : UInt64(entries.count)
    }

    func compact(to checkpoint: CallCheckpoint) { self.checkpoint = checkpoint }

    func close() {
        if fault == .forgets { entries = [] }
    }
}

/// Stores by their names, which outlive their closing.
private func stores(_ fault: Fault?) -> @Sendable (String) -> any CallEventStore {
    let known = Mutex<[String: FaultyStore]>([:])
    return { name in
        known.withLock { known in
            let store = known[name] ?? FaultyStore(fault)
            known[name] = store
            return store
        }
    }
}

@Suite("A conformance suite")
struct ConformanceTests {
    @Test("passes a store that does everything right, and the journal")
    func stores() async throws {
        try await expectStoreConformance(CallLifecycleTestingTests.stores(nil))
        let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await expectStoreConformance { try CallJournal(at: "\(folder)/\($0)") }
    }

    @Test("names the promise that a store breaks", arguments: Fault.allCases)
    func faults(fault: Fault) async {
        let said = await failure { try await expectStoreConformance(CallLifecycleTestingTests.stores(fault)) }
        #expect(said.contains("✗ \(fault.promise)\n"), "\(said)")
        #expect(said.hasPrefix("the store breaks "))
    }

    @Test("passes a store that promises less, if it says so")
    func modest() async throws {
        var promises = CallStorePromises()
        promises.keepsOrder = false
        try await expectStoreConformance(promising: promises, CallLifecycleTestingTests.stores(.duplicates))
        promises.outlivesItsProcess = false
        try await expectStoreConformance(promising: promises) { _ in FaultyStore(.forgets) }
    }

    @Test("reports what a store throws, and goes on")
    func throwing() async {
        struct Full: Error {}
        let said = await failure { try await expectStoreConformance { _ in throw Full() } }
        #expect(
            said.hasPrefix(
                "the store breaks 11 of 11 promises\n  ✗ an empty store gives nothing\n      it threw: Full()"
            )
        )
    }

    @Test("passes both engines")
    func fronts() async throws {
        try await expectFrontConformance { CallEngineFront(CallSessionEngine()) }
        try await expectFrontConformance { CallEngineFront(try await DurableCallEngine(store: Shelf())) }
    }

    @Test("names the promise that an engine front breaks, and the simplest call for which it does")
    func brokenFronts() async {
        // Fronts, each with one mistake: an event is dropped or changed on its way to the engine.
        func front(_ change: @escaping @Sendable (CallEvent, CallSessionEngine) -> CallEvent?) -> CallEngineFront {
            let engine = CallSessionEngine()
            return CallEngineFront {
                if let event = change($0, engine) { engine.ingest(event) }
            } session: {
                engine.session($0)
            }
        }
        let deaf = await failure {
            try await expectFrontConformance { front { event, _ in event.kind == .dialInWarning ? nil : event } }
        }
        #expect(deaf.contains("✗ judges every cell of the transition table as the table does\n      expected "))
        #expect(deaf.contains("CallScenario.dialIn()\n          .warned()") || deaf.contains(".then(.dialInWarning)"))
        let impatient = await failure {
            try await expectFrontConformance {
                front { event, engine in
                    let last = event.sessionID.flatMap { engine.session($0) }?.steps.last?.event.stamp
                    return last.map { event.stamp < $0 } ?? false ? nil : event
                }
            }
        }
        #expect(impatient.contains("✗ takes reports in any order\n"))
        #expect(!impatient.contains("✗ judges every cell"))
        let forgetful = await failure {
            try await expectFrontConformance { front { event, _ in event.sessionID == nil ? nil : event } }
        }
        #expect(forgetful.contains("✗ joins an error without a session to its call by the SIP Call-ID\n"))
        let confused = await failure {
            try await expectFrontConformance {
                let engine = CallSessionEngine()
                return CallEngineFront {
                    engine.ingest($0)
                } session: { _ in
                    engine.sessions.first
                }
            }
        }
        #expect(confused.contains("✗ keeps calls apart\n") || confused.contains("✗ joins"))
    }
}
