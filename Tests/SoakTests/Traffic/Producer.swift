import CallLifecycle
import Dispatch

/// What producers have handed to the engine, and what it answered.
struct Handover: Sendable {
    var ingested = 0
    var outcomes: [CallIngestOutcome.Kind: Int] = [:]
    var allocations: [String: Int] = [:]
    /// What the engine took of each sampled call since this was last looked at.
    var accepted: [Int: [CallEvent]] = [:]

    mutating func add(_ other: Handover) {
        ingested += other.ingested
        outcomes.merge(other.outcomes, uniquingKeysWith: +)
        allocations.merge(other.allocations, uniquingKeysWith: +)
        accepted.merge(other.accepted, uniquingKeysWith: +)
    }
}

/// One of the threads that deliver events: clients' reports of its own calls, webhooks of its neighbour's.
///
/// So the reports of one call come from two threads. What is due in one second of the calls' time comes in any order.
struct Producer: Sendable {
    private let index: Int
    private let seed: UInt64
    private var random: SplitMix
    /// What is on its way, by the second in which it arrives.
    private var pending: [Int64: [Delivery]] = [:]
    private var second: Int64
    private(set) var step = 0
    /// Some deliveries from any time, to be repeated when everybody has forgotten them.
    private var memories: [Delivery] = []
    private(set) var handover = Handover()

    init(_ index: Int, seed: UInt64) {
        self.index = index
        self.seed = seed
        random = SplitMix(seed, UInt64(index), 0x50AC)
        second = SoakTime.start(ofStep: 0) / 1000 - 60
    }

    mutating func takeHandover() -> Handover {
        defer { handover = Handover() }
        return handover
    }

    /// Makes some steps on a thread of the producer's own.
    func run(_ steps: Int, to engine: CallSessionEngine, on queue: DispatchQueue) async -> Producer {
        await withCheckedContinuation { done in
            queue.async {
                var producer = self
                for _ in 0..<steps { producer.makeStep(engine) }
                done.resume(returning: producer)
            }
        }
    }

    private mutating func makeStep(_ engine: CallSessionEngine) {
        let now = SoakTime.start(ofStep: step)
        send(step * SoakPlan.producers + index, .client)
        send(step * SoakPlan.producers + (index + 1) % SoakPlan.producers, .webhook)
        while second < now / 1000 {
            deliverPending(engine)
            second += 1
        }
        // Four producers tell the time, and none knows what the others said.
        if random.happens(250) { engine.advance(to: SoakTime.stamp(now)) }
        if random.happens(100), let memory = memories.randomElement(using: &random) { deliver(memory, engine) }
        step += 1
    }

    private mutating func send(_ number: Int, _ side: Delivery.Side) {
        for delivery in SoakCall(number, seed: seed).deliveries where delivery.side == side {
            // What should have arrived already arrives next.
            pending[max(delivery.at / 1000, second), default: []].append(delivery)
        }
    }

    /// Delivers all that is still on its way, however late it is.
    mutating func flush(_ engine: CallSessionEngine) {
        while !pending.isEmpty {
            deliverPending(engine)
            second += 1
        }
    }

    private mutating func deliverPending(_ engine: CallSessionEngine) {
        guard let due = pending.removeValue(forKey: second) else { return }
        for delivery in due.shuffled(using: &random) {
            deliver(delivery, engine)
            if random.happens(10) {
                let place = random.number(0..<64)
                if place < memories.count { memories[place] = delivery } else { memories.append(delivery) }
            }
        }
    }

    private mutating func deliver(_ delivery: Delivery, _ engine: CallSessionEngine) {
        let outcome =
            switch delivery.content {
            case .event(let event): engine.ingest(event)
            case .foreign(let event): engine.ingest(event)
            }
        handover.ingested += 1
        handover.outcomes[outcome.kind, default: 0] += 1
        if case .event(let event) = delivery.content {
            if event.kind == .dialInReady { claim(event, delivery.call, engine) }
            if SoakCall.isSampled(delivery.call), event.kind != .dialInReady, outcome.kind.isAccepted {
                handover.accepted[delivery.call, default: []].append(event)
            }
        }
    }

    /// A caller who waits asks for an endpoint when one is ready, and hangs up now and then.
    private mutating func claim(_ event: CallEvent, _ call: Int, _ engine: CallSessionEngine) {
        guard let endpoint = event.attributes.sipEndpoint, random.happens(500) else { return }
        let caller = Self.callers[call % Self.callers.count]
        let allocation =
            switch engine.claimEndpoint(for: caller, among: random.happens(800) ? [endpoint] : nil, at: event.stamp) {
            case .granted: "granted"
            case .alreadyGranted: "already granted"
            case .noneFree: "none free"
            }
        handover.allocations[allocation, default: 0] += 1
        guard random.happens(150), let other = Self.callers.randomElement(using: &random) else { return }
        if engine.releaseEndpoint(of: other) != nil { handover.allocations["released", default: 0] += 1 }
    }

    /// What may become of the wish for an endpoint, and of the endpoint.
    static let allocations = ["granted", "already granted", "none free", "released"]

    /// The callers who wait for endpoints, of whom each comes again and again.
    static let callers: [CallClaimID] = (0..<64).map { "caller-\($0)" }
}

extension CallIngestOutcome.Kind {
    /// Whether the engine took the event into what it knows.
    var isAccepted: Bool { ![.evictedSession, .sessionFull, .tooLarge].contains(self) }
}
