import BotBackendService
import CallLifecycle
import CallStorage
import Logging
import Synchronization
import Testing

@testable import PostgresCallStorage

/// Takes its time to place a call, so that whoever can call twice does; counts the calls.
private final class SlowDaily: DailyAPI {
    struct Refusal: Error {}

    private let state: Mutex<(calls: [CallAddress: Int], refusals: Int)>

    /// Refuses so many calls first.
    init(refusing refusals: Int = 0) { state = Mutex(([:], refusals)) }

    var calls: [CallAddress: Int] { state.withLock { $0.calls } }

    func startDialOut(to destination: CallAddress, from room: DailyRoom) async throws -> CallSessionID {
        try await Task.sleep(for: .milliseconds(30))
        return try state.withLock { state in
            guard state.refusals == 0 else {
                state.refusals -= 1
                throw Refusal()
            }
            state.calls[destination, default: 0] += 1
            return CallSessionID("\(destination.rawValue)-\(state.calls[destination, default: 0])")
        }
    }

    func stopDialOut(_ sessionID: CallSessionID, in room: DailyRoom) async throws {}

    func forward(_ caller: WaitingCaller, to endpoint: SIPEndpoint) async throws {}

    func startTalking(to sessionID: CallSessionID, in room: DailyRoom) async throws {}
}

@Suite("What no two may be at, on PostgreSQL", .enabled(if: Database.address != nil), .timeLimit(.minutes(1)))
struct ExclusionTests {
    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func configuration(_ limit: Duration) -> PostgresCallEventStore.Configuration {
        var configuration = PostgresCallEventStore.Configuration()
        configuration.exclusionLimit = limit
        return configuration
    }

    @Test("an order that every replica is told at once is placed by one of them, and known to all")
    func orders() async throws {
        let replicas = try await StorageTests.replicas(3, at: try Database.emptySchema())
        let daily = SlowDaily()
        let room = try #require(DailyRoom("support"))
        let dialers = replicas.map { Dialer(storage: $0, daily: daily, logger: Self.silent) }
        let numbers = (0..<8).map { CallAddress("+1415555010\($0)") }
        try await StorageTests.running(replicas) { () async throws in
            // Each of them twice, and all at the same time.
            let placed = try await withThrowingTaskGroup(of: (CallAddress, CallSessionID?).self) { group in
                for dialer in dialers + dialers {
                    for number in numbers {
                        group.addTask {
                            let order = CallCorrelationID("order \(number.rawValue)")
                            return (number, try await dialer.place(order, to: number, from: room))
                        }
                    }
                }
                return try await group.reduce(into: [CallAddress: Set<CallSessionID>]()) { placed, answer in
                    if let id = answer.1 { placed[answer.0, default: []].insert(id) }
                }
            }
            #expect(daily.calls == Dictionary(uniqueKeysWithValues: numbers.map { ($0, 1) }))
            #expect(placed.count == numbers.count)
            #expect(placed.values.allSatisfy { $0.count == 1 })
            // A replica that has not read of it yet reads before it calls.
            for (number, dialer) in zip(numbers, dialers + dialers + dialers) {
                let order = CallCorrelationID("order \(number.rawValue)")
                let id = try await dialer.place(order, to: number, from: room)
                #expect(id.map { [$0] } == placed[number])
            }
            #expect(daily.calls.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("an order that was refused may be placed at once, by any replica")
    func refused() async throws {
        let replicas = try await StorageTests.replicas(2, at: try Database.emptySchema())
        let daily = SlowDaily(refusing: 1)
        let room = try #require(DailyRoom("support"))
        let dialers = replicas.map { Dialer(storage: $0, daily: daily, logger: Self.silent) }
        try await StorageTests.running(replicas) { () async throws in
            await #expect(throws: SlowDaily.Refusal.self) {
                try await dialers[0].place("order-1", to: "+14155550100", from: room)
            }
            #expect(try await dialers[1].place("order-1", to: "+14155550100", from: room) != nil)
            #expect(daily.calls == ["+14155550100": 1])
        }
    }

    @Test("whoever takes too long is cancelled, before another one may be at it")
    func tooLong() async throws {
        let replicas = try await StorageTests.replicas(
            2,
            at: try Database.emptySchema(),
            Self.configuration(.seconds(2))
        )
        try await StorageTests.running(replicas) { () async throws in
            let began = ContinuousClock.now
            await #expect(throws: PostgresError(.timedOut, "a task took longer than its lease")) {
                try await replicas[0].exclusively("task") { try await Task.sleep(for: .seconds(60)) }
            }
            let ended = ContinuousClock.now
            #expect(ended - began < .seconds(2))
            // It may have left something on its way, so the other one has to wait for the lease's end.
            @Sendable func isDone(_ task: String) async throws -> Bool {
                try await replicas[1].exclusively(task) { true } == true
            }
            #expect(try await !isDone("task"))
            #expect(try await isDone("another task"))
            #expect(try await StorageTests.within(.seconds(10)) { try await isDone("task") })
        }
    }
}
