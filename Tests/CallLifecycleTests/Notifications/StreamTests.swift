import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("A stream", .timeLimit(.minutes(2)))
struct StreamTests {
    let engine = CallSessionEngine()

    @Test("is registered before the call returns, and drains after finish")
    func registration() async {
        let transitions = engine.transitions()
        for event in dialOut { engine.ingest(event) }
        engine.finish()
        var heard: [CallTransition] = []
        for await transition in transitions { heard.append(transition) }
        #expect(heard.map(\.sequence) == [1, 2, 3, 4, 5, 6])
        #expect(heard.map(\.event) == dialOut.map(\.kind))
        for await _ in engine.transitions() { Issue.record("a stream made after finish ends at once") }
    }

    @Test("delivers to every subscriber, by scope")
    func scopes() async {
        let everything = engine.notifications()
        let second = engine.notifications(of: .session("s2"))
        let inward = engine.notifications(of: .direction(.dialIn))
        let outward = engine.notifications(of: .direction(.dialOut))
        CallScenario.dialIn(session: "s1").endpointReady().connected().play(into: engine)
        CallScenario.dialOut(session: "s2").connected().stopped().answered().play(into: engine)
        CallScenario.dialOut().failsToStart().play(into: engine)
        engine.finish()
        func count(_ stream: AsyncStream<CallNotification>) async -> Int {
            await stream.reduce(0) { count, _ in count + 1 }
        }
        #expect(await count(everything) == 6)
        #expect(await count(second) == 2, "the stream of one session ends with its final transition")
        #expect(await count(inward) == 2)
        #expect(await count(outward) == 4)
    }

    @Test("that is too slow loses the oldest and says how many, before the next one")
    func missed() async {
        let notifications = engine.notifications(bufferingNewest: 2)
        let transitions = engine.transitions(bufferingNewest: 2)
        for number in 0..<5 { engine.ingest(.make(.dialOutConnected, "s\(number)", at: at(Int64(number)))) }
        engine.finish()
        var heard: [CallNotification] = []
        for await notification in notifications { heard.append(notification) }
        #expect(heard.first == .missed(count: 3))
        #expect(heard.count == 3)
        var sequences: [UInt64?] = []
        for await transition in transitions { sequences.append(transition.sequence) }
        #expect(sequences == [4, 5])
    }

    @Test("is forgotten when it is dropped, read or not")
    func dropping() async {
        do {
            let unread = engine.transitions()
            let read = engine.notifications()
            engine.ingest(.make(.dialOutConnected, at: at(0)))
            #expect(engine.subscriberCount == 2)
            for await _ in read { break }
            _ = unread
        }
        #expect(engine.subscriberCount == 0)
    }

    @Test("is forgotten when its task is cancelled, and ends")
    func cancellation() async {
        let transitions = engine.transitions()
        let task = Task {
            var count = 0
            for await _ in transitions { count += 1 }
            return count
        }
        engine.ingest(.make(.dialOutConnected, at: at(0)))
        task.cancel()
        #expect(await task.value <= 1)
        #expect(engine.subscriberCount == 0)
    }

    @Test("ends with its engine, which it does not keep alive")
    func engineGoesAway() async throws {
        var engine: CallSessionEngine? = CallSessionEngine()
        let transitions = try #require(engine?.transitions())
        engine?.ingest(.make(.dialOutConnected, at: at(0)))
        let isGone = { [weak engine] in engine == nil }
        engine = nil
        #expect(isGone())
        var count = 0
        for await _ in transitions { count += 1 }
        #expect(count == 1)
    }

    @Test("loses and reorders nothing under four producers, among subscribers that are slow, cancelled and dropped")
    func contention() async {
        let calls = 2000
        let engine = engine
        let steady = engine.notifications(bufferingNewest: 64)
        let slow = engine.notifications(bufferingNewest: 8)
        let ordered = engine.transitions(bufferingNewest: .max)
        let published = await withTaskGroup(of: Int.self) { group in
            for producer in 0..<4 {
                group.addTask {
                    var announced = 0
                    for call in 0..<calls {
                        let id = CallSessionID("\(producer)-\(call)")
                        for kind in [
                            CallEventKind.dialOutConnected, .dialOutAnswered, .dialOutStopped, .dialOutWarning,
                        ] {
                            let stamp = at(Int64(announced))
                            switch engine.ingest(.make(kind, id, at: stamp)) {
                            case .transition, .illegal: announced += 1
                            default: Issue.record("\(kind) was neither a transition nor illegal")
                            }
                        }
                    }
                    return announced
                }
            }
            let churn = Task {
                while !Task.isCancelled {
                    _ = engine.transitions()
                    let cancelled = Task { for await _ in engine.notifications() { continue } }
                    let left = Task { for await _ in engine.notifications() { break } }
                    await Task.yield()
                    cancelled.cancel()
                    left.cancel()
                    await cancelled.value
                    await left.value
                }
            }
            async let steadyCount = accounted(steady)
            async let slowCount = accounted(slow, pausing: true)
            async let sequences = ordered.reduce(into: [UInt64]()) { $0.append($1.sequence ?? 0) }
            var published = 0
            for await announced in group { published += announced }
            churn.cancel()
            await churn.value
            engine.finish()
            #expect(await steadyCount == published)
            #expect(await slowCount == published)
            #expect(await sequences == Array(1...UInt64(calls * 4 * 3)))
            return published
        }
        #expect(published == calls * 4 * 4)
        #expect(engine.subscriberCount == 0)
    }

    /// Delivered + missed; checks that transitions of one subscriber come in order.
    private func accounted(_ stream: AsyncStream<CallNotification>, pausing: Bool = false) async -> Int {
        var count = 0
        var last: UInt64 = 0
        for await notification in stream {
            switch notification {
            case .missed(let missed): count += missed
            case .transition(let transition):
                #expect(transition.sequence ?? 0 > last)
                last = transition.sequence ?? 0
                count += 1
            default: count += 1
            }
            if pausing && count.isMultiple(of: 97) { try? await Task.sleep(for: .microseconds(200)) }
        }
        return count
    }
}

@Suite("A mailbox")
struct MailboxStateTests {
    private func notice(_ number: Int) -> CallNotification { .missed(count: number) }

    @Test("keeps what nobody waits for, in order, up to its capacity", arguments: 1...9)
    func capacity(capacity: Int) {
        var mailbox = MailboxState<Int>(capacity: capacity)
        for number in 1...7 { #expect(mailbox.publish(notice(-number)) == nil) }
        var taken: [CallNotification] = []
        while case .some(.some(let notification)) = mailbox.take() { taken.append(notification) }
        let kept = (1...7).suffix(capacity).map { notice(-$0) }
        #expect(taken == (capacity < 7 ? [.missed(count: 7 - capacity)] : []) + kept)
        #expect(mailbox.take() == nil)
    }

    @Test("hands over to whoever waits, first come first")
    func waiters() {
        var mailbox = MailboxState<String>(capacity: 2)
        #expect(mailbox.take(orWait: "a") == nil)
        #expect(mailbox.take(orWait: "b") == nil)
        #expect(mailbox.publish(notice(-1))?.waiter == "a")
        #expect(mailbox.publish(notice(-2))?.waiter == "b")
        #expect(mailbox.publish(notice(-3)) == nil)
        #expect(mailbox.take(orWait: "c") == .some(.some(notice(-3))))
    }

    @Test("lets what it holds be taken after finish, then ends; and holds nothing after cancel")
    func ending() {
        var finished = MailboxState<String>(capacity: 2)
        _ = finished.publish(notice(-1))
        #expect(finished.finish().isEmpty)
        #expect(finished.publish(notice(-2)) == nil)
        #expect(finished.take() == .some(.some(notice(-1))))
        #expect(finished.take() == .some(.none))
        #expect(finished.take(orWait: "late") == .some(.none))

        var cancelled = MailboxState<String>(capacity: 2)
        #expect(cancelled.take(orWait: "a") == nil)
        #expect(cancelled.cancel().map(\.waiter) == ["a"])
        #expect(cancelled.cancel().isEmpty)
        #expect(cancelled.take() == .some(.none))
    }
}
