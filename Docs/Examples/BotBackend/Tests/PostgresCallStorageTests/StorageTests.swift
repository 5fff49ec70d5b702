import CallLifecycle
import CallLifecycleTesting
import CallStorage
import Foundation
import Testing

@testable import PostgresCallStorage

@Suite("Replicas on PostgreSQL", .enabled(if: Database.address != nil))
struct StorageTests {
    static func replicas(
        _ count: Int,
        at address: String,
        _ configuration: PostgresCallEventStore.Configuration = .init()
    ) async throws -> [PostgresCallStorage] {
        var replicas: [PostgresCallStorage] = []
        for _ in 0..<count {
            replicas.append(try await PostgresCallStorage(address: address, store: configuration))
        }
        return replicas
    }

    /// A call of now, of four transitions: an old one would be evicted as soon as time passes.
    private static func call(_ session: String) -> CallScenario {
        CallScenario.dialOut(session: CallSessionID(session), startingAt: .now).requested().connected().answered()
            .stopped()
    }

    /// Runs some replicas while something is done with them.
    static func running<Result: Sendable>(
        _ replicas: [PostgresCallStorage],
        _ body: () async throws -> Result
    ) async throws -> Result {
        let tasks = replicas.map { replica in Task { try await replica.run() } }
        defer { for task in tasks { task.cancel() } }
        let result = try await body()
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.result }
        return result
    }

    static func within(_ time: Duration, _ condition: () async throws -> Bool) async throws -> Bool {
        let end = ContinuousClock.now.advanced(by: time)
        while ContinuousClock.now < end {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test("hear of each other, and number alike")
    func notification() async throws {
        let replicas = try await Self.replicas(3, at: try Database.emptySchema())
        #expect(Set(replicas.map(\.numbering)).count == 1)
        try await Self.running(replicas) {
            let streams = replicas.map { $0.calls.transitions() }
            let events = Self.call("s1").events
            for (number, event) in events.enumerated() {
                _ = try await replicas[number % 3].take([.event(event)])
            }
            // Much less than the second after which they would look anyway, for most of them.
            #expect(
                try await Self.within(.seconds(3)) { replicas.allSatisfy { $0.position == replicas[0].position } }
            )
            for replica in replicas { replica.calls.finish() }
            var told: [[CallTransition]] = []
            for stream in streams { told.append(await stream.reduce(into: []) { $0.append($1) }) }
            #expect(told[0].count == 4)
            #expect(told.allSatisfy { $0 == told[0] })
        }
    }

    @Test("grant an endpoint once, however many ask on however many replicas")
    func claims() async throws {
        let replicas = try await Self.replicas(3, at: try Database.emptySchema())
        let stamp = CallStamp.now
        try await Self.running(replicas) {
            let endpoints = (0..<4).map { SIPEndpoint("sip:e\($0)@h") }
            for endpoint in endpoints {
                let ready = CallEvent(.dialInReady(DialInReady(sipEndpoint: endpoint)), at: stamp)
                _ = try await replicas[0].take([.event(ready)])
            }
            #expect(try await Self.within(.seconds(3)) { replicas.allSatisfy { $0.calls.endpoints.count == 4 } })
            let granted: [SIPEndpoint] = try await withThrowingTaskGroup(of: CallEndpointAllocation.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        try await replicas[number % 3]
                            .claimEndpoint(for: CallClaimID("caller-\(number % 10)"), among: nil, at: stamp)
                    }
                }
                return try await group.reduce(into: [SIPEndpoint]()) { list, allocation in
                    if case .granted(let endpoint) = allocation { list.append(endpoint) }
                }
            }
            #expect(granted.count == 4)
            #expect(Set(granted).count == 4)
        }
    }

    @Test("begin with a checkpoint, of any length, and go on from there")
    func checkpoint() async throws {
        let address = try Database.emptySchema()
        var configuration = PostgresCallEventStore.Configuration()
        configuration.checkpointInterval = 50
        configuration.keptHistory = 0
        let replicas = try await Self.replicas(2, at: address, configuration)
        let connection = try PostgresConnection(to: address, limit: .seconds(10))
        try await Self.running(replicas) {
            var count = 0
            #expect(
                try await Self.within(.seconds(20)) {
                    count += 1
                    _ = try await replicas[0].take(Self.call("s\(count)").events.map { .event($0) })
                    return try connection.run("SELECT 1 FROM call_checkpoint LIMIT 1").count == 1
                }
            )
            _ = try await replicas[1].take(Self.call("last").events.map { .event($0) })
        }
        let first = try connection.run("SELECT min(position) FROM call_log").first?[0].flatMap { Int($0) }
        #expect(first != 1)
        let late = try await Self.replicas(1, at: address)[0]
        #expect(try await Self.within(.seconds(3)) { late.position >= replicas[1].position })
        #expect(late.calls.counters.sequence == replicas[1].calls.counters.sequence)
        #expect(late.calls.timelines.map(\.session) == replicas[1].calls.timelines.map(\.session))
    }

    @Test("have one leader, who is followed when it is gone")
    func leadership() async throws {
        let replicas = try await Self.replicas(2, at: try Database.emptySchema())
        let (runs, starts) = AsyncStream<(replica: Int, isStart: Bool)>.makeStream()
        let services = replicas.map { replica in Task { try await replica.run() } }
        let leaders = replicas.indices.map { number in
            Task {
                try await replicas[number]
                    .lead {
                        starts.yield((number, true))
                        defer { starts.yield((number, false)) }
                        try await Task.sleep(for: .seconds(3600))
                    }
            }
        }
        var iterator = runs.makeAsyncIterator()
        let first = try #require(await iterator.next())
        #expect(first.isStart)
        // It shuts down, and gives the lease back.
        services[first.replica].cancel()
        let end = try #require(await iterator.next())
        #expect(end.replica == first.replica)
        #expect(!end.isStart)
        let second = try #require(await iterator.next())
        #expect(second.replica == 1 - first.replica)
        #expect(second.isStart)
        for task in services + leaders { task.cancel() }
        for task in services + leaders { _ = await task.result }
    }

    @Test("say that they are not well, and take nothing, while there is no database")
    func outage() async throws {
        let address = try Database.emptySchema() + "&application_name=cut-off"
        let replica = try await Self.replicas(1, at: address)[0]
        #expect(replica.health.isWell)
        #expect(throws: PostgresError.self) {
            _ = try PostgresConnection(to: "postgresql://127.0.0.1:1/nothing", limit: .seconds(1))
        }
        try await Self.running([replica]) {
            let connection = try PostgresConnection(to: try #require(Database.address), limit: .seconds(10))
            try connection.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut-off'"
            )
            // A connection that was lost costs nobody anything.
            #expect(try await replica.take([.event(Self.call("s1").events[0])]).count == 1)
            #expect(try await Self.within(.seconds(3)) { replica.health.isWell })
        }
    }

    @Test("take over what a journal has, with its claims and its numbers, into an empty log only")
    func journal() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let engine = try await DurableCallEngine(store: try CallJournal(at: folder))
        func play(_ range: Range<Int>) async throws {
            for number in range {
                let call = CallScenario.dialOut(session: CallSessionID("s\(number)")).connected().answered().stopped()
                for event in call.events { try await engine.ingest(event) }
            }
        }
        try await play(0..<5)
        try await engine.ingest(CallEvent(.dialInReady(DialInReady(sipEndpoint: "sip:a@h")), at: at(0)))
        #expect(try await engine.claimEndpoint(for: "caller", at: at(1)) == .granted("sip:a@h"))
        try await engine.compact()
        try await play(5..<9)
        let before = engine.snapshot()
        try await engine.close()

        let address = try Database.emptySchema()
        let journal = try CallJournal(at: folder)
        let (position, damage) = try await PostgresImport(into: address).run(from: journal)
        #expect(damage == 0)
        let replica = try await Self.replicas(1, at: address)[0]
        #expect(replica.position == position)
        #expect(replica.calls.snapshot() == before)
        #expect(try await replica.claimEndpoint(for: "caller", among: nil, at: at(2)) == .alreadyGranted("sip:a@h"))
        await #expect(throws: PostgresError.self) { try await PostgresImport(into: address).run(from: journal) }
        try await journal.close()
    }
}
