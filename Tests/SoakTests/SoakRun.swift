import CallLifecycle
import Dispatch

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One run: an engine, four producers, all kinds of subscribers, and everybody who checks.
final class SoakRun {
    private let plan: SoakPlan
    private let engine: CallSessionEngine
    private var producers: [Producer]
    private let queues: [DispatchQueue]
    private var readers: LongReaders
    private var visitors: Visitors
    private var auditor: Auditor
    private var ledger = Ledger()
    private var memory = ResidentMemory()
    private var handover = Handover()
    private let inspection: Task<Inspector, Never>
    private var inspector = Inspector()
    private let start = ContinuousClock.now

    /// What does not hold, by the check that found it.
    private(set) var problems: [String: [String]] = [:]

    init(_ plan: SoakPlan) {
        self.plan = plan
        let engine = CallSessionEngine(configuration: SoakPlan.configuration)
        self.engine = engine
        producers = (0..<SoakPlan.producers).map { Producer($0, seed: plan.seed) }
        queues = (0..<SoakPlan.producers).map { DispatchQueue(label: "producer \($0)") }
        auditor = Auditor(engine)
        readers = LongReaders(engine)
        visitors = Visitors(seed: plan.seed)
        inspection = Inspector.watch(engine)
    }

    /// Makes a tenth of the run, and looks at everything.
    ///
    /// Waiters, who do not tell how much they heard, come in every other tenth only: in the tenths between, what all
    /// subscribers together heard is known exactly.
    func make(_ tenth: Int) async {
        let withWaiters = tenth.isMultiple(of: 2)
        let before = (engine: engine.counters.deliveries.delivered, heard: heard.delivered)
        var left = plan.stepsPerTenth
        while left > 0 {
            let steps = min(left, SoakPlan.stepsPerRound)
            await makeRound(steps, withWaiters: withWaiters)
            left -= steps
        }
        await settle()
        if !withWaiters {
            let delivered = engine.counters.deliveries.delivered - before.engine
            let counted = heard.delivered - before.heard
            if delivered != counted {
                note("deliveries", ["\(delivered) delivered in tenth \(tenth), \(counted) heard"])
            }
        }
        memory.sample()
    }

    private func makeRound(_ steps: Int, withWaiters: Bool) async {
        let first = producers[0].step * SoakPlan.producers
        visitors.arrive(first..<first + steps * SoakPlan.producers, at: engine, withWaiters: withWaiters)
        let engine = engine
        producers = await withTaskGroup(of: (Int, Producer).self) { group in
            for (index, producer) in producers.enumerated() {
                let queue = queues[index]
                group.addTask { (index, await producer.run(steps, to: engine, on: queue)) }
            }
            return await group.reduce(into: producers) { $0[$1.0] = $1.1 }
        }
        await visitors.leave()
        await auditor.catchUp(engine)
    }

    /// What all subscribers but waiters heard, by their own counts.
    private var heard: Heard { Heard(delivered: auditor.heard) + readers.heard + visitors.heard }

    /// Waits for everybody to come to rest, and checks all there is to check then.
    private func settle() async {
        for index in producers.indices { handover.add(producers[index].takeHandover()) }
        ledger.add(handover.accepted)
        handover.accepted = [:]
        await auditor.catchUp(engine)
        note("subscribers", await readers.catchUp(engine))
        note("accounts", Accounts.problemsAtRest(engine, handover, auditor))
        note("subscribers", Accounts.problemsOfPublishing(engine.counters, readers.readers, auditor))
        note("snapshots", Accounts.problemsOfRestoring(engine))
        ledger.settle(auditor, engine)
        auditor.forgetEvictions()
        // Nobody is left but those who stay for the whole run.
        let present = engine.counters.subscribers.count
        if present != readers.readers.count + 1 || engine.subscriberCount != present {
            note("subscribers", ["\(present) subscribers, \(engine.subscriberCount) listening, when visitors had left"])
        }
    }

    private func note(_ check: String, _ found: [String]) {
        if !found.isEmpty { problems[check, default: []] += found }
    }
}

// MARK: - The end

extension SoakRun {
    /// Delivers what is still on its way, lets all time pass, and sends everybody home: nothing may be left.
    func close() async {
        for index in producers.indices { producers[index].flush(engine) }
        let end = SoakTime.start(ofStep: producers[0].step) + 86_400_000
        engine.advance(to: SoakTime.stamp(end))
        await settle()
        // A second time, for the tombstones of what went the first time.
        engine.advance(to: SoakTime.stamp(end + 86_400_000))
        await settle()
        note("leftovers", Accounts.problemsAfterAllTime(engine))

        inspection.cancel()
        inspector = await inspection.value
        note("waiting", await Accounts.problemsOfAbandoning(engine))
        auditor.leave()
        await readers.leave()
        note("subscribers", await Accounts.problemsOfLeaving(engine))
        note("auditor", auditor.problems)
        note("reconstruction", ledger.problems)
        note("inspector", inspector.problems)
        note("coverage", coverageProblems)
        if plan.isLong, let growth = memory.growth, growth > ResidentMemory.tolerance {
            note("memory", ["\(growth >> 10) KiB more than after warming up: \(memory)"])
        }
    }

    /// What did not happen, so that the checks may have checked nothing.
    private var coverageProblems: [String] {
        let counters = engine.counters
        var missing: [String] = []
        for outcome in CallIngestOutcome.Kind.allCases where counters.outcomes[outcome, default: 0] == 0 {
            missing.append("no event was \(outcome)")
        }
        // In a short run a claim is seldom crowded out, and now and then none.
        for (eviction, count) in counters.evictions where count == 0 && plan.isLong {
            // Notes and endpoints are evicted by number only, and unattributed events seldom by age.
            if eviction.reason == .number || eviction.subject == .session || eviction.subject == .claim {
                missing.append("no \(eviction.subject) was evicted by \(eviction.reason)")
            }
        }
        // Who is abandoned in the end is looked at by itself; before that it takes luck.
        for ending in Visitors.Ending.allCases
        where ending != .abandoned && (visitors.endings[ending, default: 0] == 0) != (ending == .wrong) {
            missing.append("waiting ended \(visitors.endings[ending, default: 0]) times as \(ending)")
        }
        for allocation in Producer.allocations where handover.allocations[allocation, default: 0] == 0 {
            missing.append("no endpoint was \(allocation)")
        }
        for (name, count) in [
            ("notices", counters.overdue), ("inferred ends", counters.inferredEnds),
            ("forgotten ready stamps", counters.forgottenReadyStamps), ("missed", counters.deliveries.missed),
            ("discarded", counters.deliveries.discarded), ("joined sessions compared", ledger.joinedCount),
            ("full sessions compared", ledger.fullCount), ("restored engines", inspector.restoredCount),
        ] where count == 0 {
            missing.append("no \(name)")
        }
        // What cannot be compared must be the exception.
        if ledger.comparedCount < 4 * ledger.unclearCount {
            missing.append("\(ledger.comparedCount) sessions compared, \(ledger.unclearCount) not")
        }
        return missing
    }

    /// The run in figures.
    var report: String {
        let counters = engine.counters
        let deliveries = counters.deliveries
        func list<Key>(_ counts: [Key: Int]) -> String {
            counts.filter { $0.value > 0 }.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", ")
        }
        let evictions = counters.evictions.map { ("\($0.key.subject) by \($0.key.reason)", $0.value) }
        return """
            soak: \(plan.calls) calls, \(counters.ingested) events in \(ContinuousClock.now - start), seed \(plan.seed)
            soak: outcomes: \(list(counters.outcomes))
            soak: evictions: \(list(Dictionary(uniqueKeysWithValues: evictions)))
            soak: \(counters.overdue) notices, \(counters.inferredEnds) inferred ends, \(counters.sequence) transitions
            soak: published \(deliveries.published), delivered \(deliveries.delivered), missed \(deliveries.missed), \
            discarded \(deliveries.discarded), to \(visitors.visitorCount) visitors and those who stayed
            soak: waiting: \(list(visitors.endings)); endpoints: \(list(handover.allocations))
            soak: compared with a reconstruction: \(ledger.comparedCount) sessions, \(ledger.joinedCount) with events \
            without a session ID, \(ledger.fullCount) flooded; not comparable: \(ledger.unclearCount)
            soak: \(inspector.lookCount) inspections, \(inspector.restoredCount) restored engines
            soak: memory: \(memory)
            """
    }
}
