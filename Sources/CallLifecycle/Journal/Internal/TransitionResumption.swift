/// Makes one gapless stream of the transitions in a store and of those that are announced.
actor TransitionResumption {
    private let store: any CallEventStore
    private let subscription: Subscription
    private let configuration: CallSessionEngine.Configuration
    /// The number of the last transition that was delivered.
    private var last: UInt64
    /// What was read from the store and not delivered yet, the next one at the end.
    private var past: [CallTransition] = []
    private var reading: (pages: AsyncThrowingStream<[CallJournalItem], any Error>.Iterator, replay: JournalReplay)?
    /// An announced transition that has to wait until those before it are delivered.
    private var announced: CallTransition?
    private var hasGap: Bool
    /// The number to begin after, where the engine has not reached it yet, and how to learn whether others have.
    private var ahead: (number: UInt64, latest: @Sendable () async throws -> UInt64)?

    init(
        _ store: any CallEventStore,
        _ subscription: Subscription,
        after sequence: UInt64,
        latest: UInt64,
        _ configuration: CallSessionEngine.Configuration,
        catchingUp latestNow: (@Sendable () async throws -> UInt64)?
    ) {
        self.store = store
        self.subscription = subscription
        self.configuration = configuration
        last = min(sequence, latest)
        hasGap = sequence < latest
        ahead = sequence > latest ? latestNow.map { (sequence, $0) } : nil
    }

    func next() async throws -> CallTransition? {
        if let ahead {
            self.ahead = nil
            if try await ahead.latest() >= ahead.number { last = ahead.number }
        }
        while true {
            if let transition = past.popLast() ?? takeAnnounced() {
                guard let number = transition.sequence, number > last else { continue }
                last = number
                return transition
            }
            if hasGap {
                hasGap = false
                reading = (
                    try await store.items(from: .sequence(last)).makeAsyncIterator(), JournalReplay(configuration)
                )
            } else if reading != nil {
                try await readOn()
            } else if let transition = await nextAnnounced() {
                announced = transition
                hasGap = transition.sequence.map { $0 > last + 1 } ?? false
            } else {
                return nil
            }
        }
    }

    /// The announced transition, once everything before it has been read.
    private func takeAnnounced() -> CallTransition? {
        guard !hasGap, reading == nil else { return nil }
        defer { announced = nil }
        return announced
    }

    private func readOn() async throws {
        guard var (pages, replay) = reading else { return }
        guard let page = try await pages.next(isolation: self) else {
            reading = nil
            return
        }
        past = page.flatMap { replay.take($0) }.flatMap(\.transitions)
            .compactMap { if case .transition(let transition) = $0 { transition } else { nil } }
            .reversed()
        reading = (pages, replay)
    }

    private func nextAnnounced() async -> CallTransition? {
        let subscription = subscription
        return await withTaskCancellationHandler {
            while let notification = await subscription.next() {
                if case .transition(let transition) = notification { return transition }
            }
            return nil
        } onCancel: {
            subscription.cancel()
        }
    }
}
