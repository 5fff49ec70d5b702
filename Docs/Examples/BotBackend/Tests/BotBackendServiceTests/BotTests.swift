import CallLifecycle
import CallLifecycleTesting
import CallStorage
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import BotBackendService

/// Stands in for Daily: remembers what it was asked for, and answers dial-outs with one session after the other.
final class DailyStandIn: DailyAPI {
    enum Request: Sendable, Hashable {
        case dialOut(CallAddress, DailyRoom)
        case stop(CallSessionID)
        case forward(CallClaimID, SIPEndpoint)
        case talk(CallSessionID)
    }

    struct Refusal: Error {}

    private let state = Mutex<(requests: [Request], isRefusing: Bool)>(([], false))

    var requests: [Request] { state.withLock { $0.requests } }

    var isRefusing: Bool {
        get { state.withLock { $0.isRefusing } }
        set { state.withLock { $0.isRefusing = newValue } }
    }

    func startDialOut(to destination: CallAddress, from room: DailyRoom) async throws -> CallSessionID {
        try note(.dialOut(destination, room))
        return CallSessionID("out-\(dialOutCount)")
    }

    func stopDialOut(_ sessionID: CallSessionID, in room: DailyRoom) async throws { try note(.stop(sessionID)) }

    func forward(_ caller: WaitingCaller, to endpoint: SIPEndpoint) async throws {
        try note(.forward(caller.id, endpoint))
    }

    func startTalking(to sessionID: CallSessionID, in room: DailyRoom) async throws { try note(.talk(sessionID)) }

    var dialOutCount: Int { requests.count { if case .dialOut = $0 { true } else { false } } }

    private func note(_ request: Request) throws {
        try state.withLock { state in
            state.requests.append(request)
            if state.isRefusing { throw Refusal() }
        }
    }
}

/// Runs a service while a test does something.
private func running(_ service: some Service, _ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup { group in
        group.addTask { try await service.run() }
        try await body()
        group.cancelAll()
    }
}

/// Waits until something is so, ten seconds at the most.
private func eventually(_ condition: @Sendable () -> Bool) async throws -> Bool {
    for _ in 0..<1000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

@Suite("The desk", .timeLimit(.minutes(1)))
struct CallerDeskTests {
    private static let first: SIPEndpoint = "sip:desk@sip.daily.co"
    private static let second: SIPEndpoint = "sip:desk-2@sip.daily.co"

    private let storage = MemoryStorage()
    private let daily = DailyStandIn()
    private let desk: CallerDesk

    init() { desk = CallerDesk(storage: storage, daily: daily, logger: silent) }

    @Test("forwards each caller once, to an endpoint of the caller's room, however often that is ready")
    func forwarding() async throws {
        try await running(desk) { () async throws in
            #expect(desk.add(WaitingCaller(id: "CA1", domain: "d", endpoints: [Self.second])))
            #expect(desk.add(WaitingCaller(id: "CA2", domain: "d")))
            #expect(desk.add(WaitingCaller(id: "CA2", domain: "d")))
            for _ in 0..<5 {
                for endpoint in [Self.first, Self.second] {
                    storage.engine.ingest(CallEvent(.dialInReady(DialInReady(sipEndpoint: endpoint)), at: .now))
                }
            }
            #expect(try await eventually { daily.requests.count == 2 })
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(Set(daily.requests) == [.forward("CA1", Self.second), .forward("CA2", Self.first)])
        #expect(daily.requests.count == 2)
    }

    @Test("gives an endpoint to the next caller when the call at it has ended")
    func nextCaller() async throws {
        try await running(desk) { () async throws in
            for caller in ["CA1", "CA2"] as [CallClaimID] { _ = desk.add(WaitingCaller(id: caller, domain: "d")) }
            let call = CallScenario.dialIn(at: Self.first, startingAt: .now).endpointReady()
            call.play(into: storage.engine)
            #expect(try await eventually { daily.requests == [.forward("CA1", Self.first)] })
            call.connected().stopped().play(into: storage.engine)
            #expect(try await eventually { daily.requests.last == .forward("CA2", Self.first) })
        }
        #expect(daily.requests.count == 2)
    }

    @Test("keeps a caller whom Daily would not forward, and forgets one who hung up")
    func refusal() async throws {
        daily.isRefusing = true
        try await running(desk) { () async throws in
            _ = desk.add(WaitingCaller(id: "CA1", domain: "d"))
            let ready = CallEvent(.dialInReady(DialInReady(sipEndpoint: Self.first)), at: .now)
            storage.engine.ingest(ready)
            #expect(try await eventually { !daily.requests.isEmpty })
            daily.isRefusing = false
            storage.engine.ingest(ready)
            let tries = daily.requests.count
            _ = desk.add(WaitingCaller(id: "CA1", domain: "d"))
            #expect(try await eventually { daily.requests.count > tries })
            try await desk.remove("CA1")
            #expect(storage.engine.endpoints.map(\.isFree) == [true])
        }
    }
}

@Suite("The dialer", .timeLimit(.minutes(1)))
struct DialerTests {
    private static let number: CallAddress = "+14155550123"

    private let storage = MemoryStorage()
    private let daily = DailyStandIn()
    private let room: DailyRoom

    init() throws { room = try #require(DailyRoom("support")) }

    /// A dialer whose next attempt comes at once.
    private func makeDialer(deadline: Duration = .seconds(30)) -> Dialer {
        var policy = Dialer.Policy()
        policy.answerDeadline = deadline
        policy.pause = .milliseconds(20)
        return Dialer(storage: storage, daily: daily, policy: policy, logger: silent)
    }

    @Test("has the bot talk once when somebody answers, whoever reports that and however often")
    func answer() async throws {
        let dialer = makeDialer()
        try await running(dialer) { () async throws in
            #expect(try await dialer.place("order-1", to: Self.number, from: room) == "out-1")
            #expect(try await dialer.place("order-1", to: Self.number, from: room) == "out-1")
            let call = CallScenario.dialOut(startingAt: .now).connected().answered().alsoAsWebhooks().repeating()
            call.play(into: storage.engine)
            #expect(try await eventually { daily.requests.contains(.talk("out-1")) })
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(daily.requests == [.dialOut(Self.number, room), .talk("out-1")])
        #expect(storage.engine.sessions(correlatedWith: "order-1").map(\.state) == [.answered])
    }

    @Test("calls again when nobody answers, five times at the most, all under one correlation ID")
    func retries() async throws {
        let dialer = makeDialer()
        try await running(dialer) { () async throws in
            _ = try await dialer.place("order-1", to: Self.number, from: room)
            for attempt in 1...5 {
                #expect(try await eventually { daily.dialOutCount == attempt })
                let call = CallScenario.dialOut(session: CallSessionID("out-\(attempt)"), startingAt: .now)
                (attempt.isMultiple(of: 2) ? call.connected().stopped() : call.failed()).play(into: storage.engine)
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(daily.dialOutCount == 5)
        let attempts = storage.engine.sessions(correlatedWith: "order-1")
        #expect(attempts.map(\.id) == (1...5).map { CallSessionID("out-\($0)") })
        #expect(attempts.allSatisfy { $0.state.isFinal })
        #expect(!daily.requests.contains { if case .talk = $0 { true } else { false } })
    }

    @Test("gives a call up that nobody answers by the deadline, and records that it did")
    func deadline() async throws {
        let dialer = makeDialer(deadline: .milliseconds(200))
        try await running(dialer) { () async throws in
            _ = try await dialer.place("order-1", to: Self.number, from: room)
            #expect(try await eventually { daily.dialOutCount == 5 && daily.requests.last == .stop("out-5") })
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(daily.requests.count == 10)
        let steps = storage.engine.session("out-1")?.steps.map(\.event.kind)
        #expect(steps == [.dialOutRequested, .dialOutStopRequested])
    }

    @Test("ends a call at once that could not be kept, so that the order can be sent again")
    func notKept() async throws {
        let dialer = makeDialer()
        storage.isFailing = true
        await #expect(throws: MemoryStorage.Failure.self) {
            try await dialer.place("order-1", to: Self.number, from: room)
        }
        #expect(daily.requests == [.dialOut(Self.number, room), .stop("out-1")])
        storage.isFailing = false
        #expect(try await dialer.place("order-1", to: Self.number, from: room) == "out-2")
    }

    @Test("goes on with an order when attempts can be kept again, and calls no more often for it")
    func outage() async throws {
        let dialer = makeDialer()
        try await running(dialer) { () async throws in
            _ = try await dialer.place("order-1", to: Self.number, from: room)
            storage.isFailing = true
            CallScenario.dialOut(session: "out-1", startingAt: .now).failed().play(into: storage.engine)
            #expect(try await eventually { daily.requests.last == .stop("out-2") })
            storage.isFailing = false
            for attempt in 3...5 {
                #expect(try await eventually { daily.dialOutCount == attempt })
                CallScenario.dialOut(session: CallSessionID("out-\(attempt)"), startingAt: .now).failed()
                    .play(into: storage.engine)
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(daily.dialOutCount == 5)
        #expect(storage.engine.sessions(correlatedWith: "order-1").map(\.id) == ["out-1", "out-3", "out-4", "out-5"])
    }

    @Test("goes on after a restart with what the storage tells, and leaves yesterday's calls alone")
    func restart() async throws {
        let yesterday = CallStamp.now.advanced(by: .seconds(-86_400))
        let old = Dialer(storage: storage, daily: daily, logger: silent, now: { yesterday })
        _ = try await old.place("order-0", to: Self.number, from: room)
        let before = makeDialer()
        _ = try await before.place("order-1", to: Self.number, from: room)
        CallScenario.dialOut(session: "out-2", startingAt: .now).failed().play(into: storage.engine)
        let after = makeDialer()
        try await running(after) { () async throws in
            #expect(try await eventually { daily.dialOutCount == 3 })
            CallScenario.dialOut(session: "out-3", startingAt: .now).answered().play(into: storage.engine)
            #expect(try await eventually { daily.requests.last == .talk("out-3") })
        }
        #expect(storage.engine.sessions(correlatedWith: "order-1").map(\.id) == ["out-2", "out-3"])
        #expect(storage.engine.sessions(correlatedWith: "order-0").count == 1)
    }

    @Test("calls from rooms only whose names cannot lead elsewhere")
    func rooms() {
        #expect(DailyRoom("support-2_b") != nil)
        for name in ["", "a/b", "..", "a?b", "a b", "ä", String(repeating: "a", count: 129)] {
            #expect(DailyRoom(name) == nil)
        }
    }
}
