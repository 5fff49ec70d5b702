import Dispatch
import Foundation
import Synchronization
import Testing

@testable import CallLifecycle

/// Runs jobs on a queue of its own, and calls back into an engine at the very moment at which a job is handed over.
///
/// A continuation that were resumed under the engine's lock would come here and wait for that lock for ever.
private final class ReentrantExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "readers")
    private let pending = Atomic<Int>(0)
    private let handedOver = Atomic<Int>(0)
    private let probe: @Sendable () -> Void

    init(probe: @escaping @Sendable () -> Void) { self.probe = probe }

    func enqueue(_ job: consuming ExecutorJob) {
        pending.add(1, ordering: .sequentiallyConsistent)
        handedOver.add(1, ordering: .sequentiallyConsistent)
        probe()
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

    var count: Int { handedOver.load(ordering: .sequentiallyConsistent) }
}

/// Calls the engine when it is released.
private final class Bomb: Sendable {
    private let probe: @Sendable () -> Void

    init(probe: @escaping @Sendable () -> Void) { self.probe = probe }

    deinit { probe() }
}

@Suite("Nothing of a caller's", .serialized)
struct LockTests {
    /// Everything that takes the engine's lock, in short.
    private static func probe(_ engine: CallSessionEngine) {
        _ = engine.counters
        _ = engine.sessions
        _ = engine.notifications(of: .session("probe"))
        engine.ingest(.make(.dialOutConnected, "probe", at: at(0)))
    }

    /// Does something on a thread of its own; `false` if it has not come back after a while.
    private func comesBack(_ body: @escaping @Sendable () -> Void) async -> Bool {
        await withCheckedContinuation { continuation in
            let isAnswered = Atomic<Bool>(false)
            let answer = Answer { result in
                if !isAnswered.exchange(true, ordering: .sequentiallyConsistent) {
                    continuation.resume(returning: result)
                }
            }
            Thread.detachNewThread {
                body()
                answer.give(true)
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + 20) { answer.give(false) }
        }
    }

    private struct Answer: Sendable {
        let give: @Sendable (Bool) -> Void

        init(give: @escaping @Sendable (Bool) -> Void) { self.give = give }
    }

    /// An engine with readers of every kind, all of which wait.
    private static func scene(
        _ act: @escaping @Sendable (CallSessionEngine, [Task<Void, Never>]) -> Void
    ) -> @Sendable () -> Void {
        {
            var configuration = CallSessionEngine.Configuration()
            configuration.endedSessionRetention = .seconds(1)
            let engine = CallSessionEngine(configuration: configuration)
            engine.ingest(.make(.dialOutConnected, at: at(0)))
            let executor = ReentrantExecutor { [weak engine] in engine.map(probe) }
            let scopes: [CallNotificationScope] = [.everything, .session("s1"), .direction(.dialOut)]
            var readers = scopes.map { scope in
                let (stream, bomb) = (engine.notifications(of: scope), Bomb { [weak engine] in engine.map(probe) })
                return Task(executorPreference: executor) {
                    for await _ in stream {}
                    withExtendedLifetime(bomb) {}
                }
            }
            let transitions = engine.transitions()
            readers.append(Task(executorPreference: executor) { for await _ in transitions {} })
            for limit in [nil, Duration.seconds(1000)] {
                readers.append(
                    Task(executorPreference: executor) { [weak engine] in
                        _ = try? await engine?.outcome(of: "s1", reaching: .ended, within: limit)
                    }
                )
            }
            executor.settle()
            let before = executor.count
            act(engine, readers)
            executor.settle()
            #expect(executor.count > before, "no reader was woken, so nothing was tried")
            for reader in readers { reader.cancel() }
            executor.settle()
        }
    }

    @Test("is woken under the lock by an event, an amendment, or the end of a session")
    func ingest() async {
        let scene = Self.scene { engine, _ in
            engine.ingest(.make(.dialOutAnswered, at: at(500)))
            engine.ingest(.make(.dialOutConnected, at: at(-5)))
            engine.ingest(.make(.dialOutStopped, at: at(900)))
        }
        #expect(await comesBack(scene))
    }

    @Test("is woken under the lock by a deadline, or an eviction")
    func advance() async {
        #expect(await comesBack(Self.scene { engine, _ in engine.advance(to: at(13 * 3_600_000)) }))
    }

    @Test("is woken under the lock when the engine finishes")
    func finish() async {
        #expect(await comesBack(Self.scene { engine, _ in engine.finish() }))
    }

    @Test("is woken under the lock when its task is cancelled")
    func cancellation() async {
        #expect(await comesBack(Self.scene { _, readers in for reader in readers { reader.cancel() } }))
    }

    @Test("is released under the lock when a stream is dropped unread, or a watch")
    func dropping() async {
        let scene = Self.scene { engine, _ in
            for _ in 0..<10 {
                _ = engine.transitions()
                _ = engine.watch()
            }
            engine.finish()
            #expect(engine.subscriberCount == 0)
        }
        #expect(await comesBack(scene))
    }

    @Test("waits for ever when the last reference to the engine goes")
    func lastReference() async {
        let comesBack = await comesBack {
            var engine: CallSessionEngine? = CallSessionEngine()
            let executor = ReentrantExecutor {}
            let (stream, ended) = (engine?.notifications(), DispatchSemaphore(value: 0))
            Task(executorPreference: executor) {
                if let stream { for await _ in stream {} }
                ended.signal()
            }
            executor.settle()
            engine = nil
            ended.wait()
        }
        #expect(comesBack)
    }
}
