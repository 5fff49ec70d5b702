import Dispatch
import Foundation
import Synchronization
import Testing

@testable import CallLifecycle

/// An answer that a thread of its own gives, or never gives.
private final class Answer<Value: Sendable>: Sendable {
    private let value = Locked<Value?>(nil)
    private let isGiven = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () -> Value) {
        Thread.detachNewThread { [self] in
            let answer = body()
            value.withLock { $0 = answer }
            isGiven.signal()
        }
    }

    /// Waits for it; `nil` if it does not come.
    func wait(seconds: Int) -> Value? {
        isGiven.wait(timeout: .now() + .seconds(seconds)) == .success ? value.withLock { $0 } : nil
    }
}

/// A caller who calls the engine at the worst moment, and waits for the answer.
///
/// The call is made on another thread. If the engine holds a lock at that moment, there is no answer, and a test fails;
/// on the same thread, taking the lock again would end the whole run.
private final class Caller: Sendable {
    private let call: @Sendable () -> Void
    private let calls = Atomic<Int>(0)
    private let stuck = Atomic<Bool>(false)

    init(_ call: @escaping @Sendable () -> Void) { self.call = call }

    func callBack() {
        calls.add(1, ordering: .sequentiallyConsistent)
        // Once is enough to know; every further call would take as long again.
        if !isStuck && Answer(call).wait(seconds: 10) == nil { stuck.store(true, ordering: .sequentiallyConsistent) }
    }

    var count: Int { calls.load(ordering: .sequentiallyConsistent) }
    var isStuck: Bool { stuck.load(ordering: .sequentiallyConsistent) }
}

/// Runs readers on a queue of its own, and calls back at the very moment at which one is woken.
private final class ReentrantExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "readers")
    private let pending = Atomic<Int>(0)
    private let caller: Caller

    init(_ caller: Caller) { self.caller = caller }

    func enqueue(_ job: consuming ExecutorJob) {
        pending.add(1, ordering: .sequentiallyConsistent)
        caller.callBack()
        let job = UnownedJob(job)
        queue.async { [self] in
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            pending.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    /// Waits until no job is left: then every reader waits, or has ended.
    func settle() {
        repeat { usleep(200) } while pending.load(ordering: .sequentiallyConsistent) > 0
    }
}

/// Something of a reader's that calls back when it is released.
private final class Belonging: Sendable {
    private let caller: Caller

    init(_ caller: Caller) { self.caller = caller }

    deinit { caller.callBack() }
}

/// An engine with readers of every kind, all of which wait.
private final class Scene: Sendable {
    let engine: CallSessionEngine
    let woken: Caller
    let released: Caller
    let executor: ReentrantExecutor
    let readers: [Task<Void, Never>]

    init() {
        var configuration = CallSessionEngine.Configuration()
        configuration.endedSessionRetention = .seconds(1)
        let engine = CallSessionEngine(configuration: configuration)
        engine.ingest(.make(.dialOutConnected, at: at(0)))
        let call: @Sendable () -> Void = { [weak engine] in
            guard let engine else { return }
            _ = (engine.sessions, engine.counters, engine.subscriberCount)
            _ = engine.notifications(of: .session("other"))
            engine.ingest(.make(.dialOutConnected, "other", at: at(0)))
        }
        let (woken, released) = (Caller(call), Caller(call))
        let executor = ReentrantExecutor(woken)
        func reader(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
            let belonging = Belonging(released)
            return Task(executorPreference: executor) {
                await body()
                withExtendedLifetime(belonging) {}
            }
        }
        let scopes: [CallNotificationScope] = [.everything, .session("s1"), .direction(.dialOut)]
        let notifications = scopes.map { engine.notifications(of: $0) }
        let transitions = engine.transitions()
        readers =
            notifications.map { stream in reader { for await _ in stream {} } }
            + [reader { for await _ in transitions {} }]
            + [nil, Duration.seconds(1000)]
            .map { limit in
                reader { [weak engine] in _ = try? await engine?.outcome(of: "s1", reaching: .ended, within: limit) }
            }
        (self.engine, self.woken, self.released, self.executor) = (engine, woken, released, executor)
        executor.settle()
    }

    func cancel() {
        for reader in readers { reader.cancel() }
        executor.settle()
    }
}

/// What wakes readers.
enum Awakening: String, CaseIterable, CustomTestStringConvertible {
    case event = "an event"
    case amendment = "an amendment"
    case end = "the end of a session"
    case time = "a deadline and an eviction"
    case finish = "finishing"
    case cancellation = "cancelling"

    var testDescription: String { rawValue }
}

extension Scene {
    /// Does it; `false` if something else came of it.
    func cause(_ awakening: Awakening) -> Bool {
        switch awakening {
        case .event: return engine.ingest(.make(.dialOutAnswered, at: at(500))).kind == .transition
        case .amendment: return engine.ingest(.make(.dialOutAnswered, at: at(-5))).kind == .amended
        case .end: return engine.ingest(.make(.dialOutStopped, at: at(900))).kind == .transition
        case .time:
            engine.advance(to: at(13 * 3_600_000))
            return engine.counters.inferredEnds > 0 && engine.counters.evictedSessions > 0
        case .finish:
            engine.finish()
            return engine.subscriberCount == 0
        case .cancellation:
            cancel()
            return engine.subscriberCount == 0
        }
    }
}

@Suite("Nothing of a caller's", .serialized)
struct LockTests {
    private struct Findings: Sendable {
        let hasHappened: Bool
        let woken: Int
        let released: Int
        let isStuck: Bool
    }

    /// The answer to something that may hang for ever; `nil` if it does.
    private func answer<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value? {
        await withCheckedContinuation { continuation in
            // Whoever waits here must not be one of the few threads that run tasks.
            Thread.detachNewThread { continuation.resume(returning: Answer(body).wait(seconds: 60)) }
        }
    }

    @Test("is called or released under a lock by", arguments: Awakening.allCases)
    func waking(awakening: Awakening) async throws {
        let findings = await answer {
            let scene = Scene()
            let before = scene.woken.count
            let hasHappened = scene.cause(awakening)
            scene.executor.settle()
            let woken = scene.woken.count - before
            scene.cancel()
            return Findings(
                hasHappened: hasHappened,
                woken: woken,
                released: scene.released.count,
                isStuck: scene.woken.isStuck || scene.released.isStuck
            )
        }
        let found = try #require(findings, "it hung")
        #expect(!found.isStuck)
        #expect(found.hasHappened)
        #expect(found.woken > 0, "nothing was tried if nobody was woken")
        #expect(found.released == 6, "nothing was tried if nothing was released")
    }

    @Test("is called under a lock by dropping a stream or a watch that was never read, while others wait")
    func dropping() async throws {
        let counts = await answer {
            let scene = Scene()
            let before = scene.engine.subscriberCount
            for _ in 0..<10 { _ = (scene.engine.transitions(), scene.engine.watch()) }
            let after = scene.engine.subscriberCount
            scene.cancel()
            return scene.woken.isStuck || scene.released.isStuck ? [] : [before, after]
        }
        #expect(try #require(counts, "it hung") == [6, 6])
    }

    @Test("is left waiting when the last reference to the engine goes")
    func lastReference() async {
        let hasEnded = await answer {
            var engine: CallSessionEngine? = CallSessionEngine()
            let woken = Caller { [weak engine] in _ = engine?.counters }
            let executor = ReentrantExecutor(woken)
            let ended = DispatchSemaphore(value: 0)
            let streams = [engine?.notifications(), engine?.notifications(of: .session("s1"))].compactMap(\.self)
            for stream in streams {
                Task(executorPreference: executor) {
                    for await _ in stream {}
                    ended.signal()
                }
            }
            executor.settle()
            engine = nil
            for _ in streams { ended.wait() }
            return !woken.isStuck && streams.count == 2
        }
        #expect(hasEnded == true)
    }
}
