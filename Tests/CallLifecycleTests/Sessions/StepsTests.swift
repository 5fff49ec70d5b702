import CallLifecycle
import Testing

@Suite("The steps of a session")
struct StepsTests {
    /// As many events as a session keeps in itself, and more.
    private static let counts = 1...5

    private static let events: [CallEvent] = [
        event(.dialOutRequested, 0), event(.dialOutConnected, 1), event(.dialOutAnswered, 2),
        event(.dialOutStopRequested, 3), event(.dialOutStopped, 4),
    ]

    private static func event(_ kind: CallEventKind, _ second: Int64) -> CallEvent {
        let payload: CallEvent.Payload =
            switch kind {
            case .dialOutRequested: .dialOutRequested(DialOutRequested(sessionID: "s1", destination: "+15550100000"))
            case .dialOutConnected: .dialOutConnected(DialOutConnected(sessionID: "s1"))
            case .dialOutAnswered: .dialOutAnswered(DialOutAnswered(sessionID: "s1"))
            case .dialOutStopRequested: .dialOutStopRequested(DialOutStopRequested(sessionID: "s1"))
            default: .dialOutStopped(DialOutStopped(sessionID: "s1"))
            }
        return CallEvent(payload, at: at(1000 * second))
    }

    private static func steps(_ count: Int) throws -> CallSession.Steps {
        try #require(CallSession(id: "s1", events: events.prefix(count))).steps
    }

    @Test("are a collection in the order of the events", arguments: counts)
    func collection(count: Int) throws {
        let steps = try Self.steps(count)
        let events = Array(Self.events.prefix(count))
        #expect(steps.count == count)
        #expect(steps.map(\.event) == events)
        #expect(steps.indices.map { steps[$0].event } == events)
        #expect(steps.reversed().map(\.event) == events.reversed())
        #expect(steps.first?.event == events.first)
        #expect(steps.last?.event == events.last)
        #expect(steps.first?.state == .ready)
        for (step, next) in zip(steps, steps.dropFirst()) { #expect(step.stateAfter == next.state) }
    }

    @Test("are what a live session has, which takes one after the other", arguments: counts)
    func live(count: Int) throws {
        let engine = CallSessionEngine()
        for event in Self.events.prefix(count) { engine.ingest(event) }
        let steps = try Self.steps(count)
        #expect(engine.session("s1")?.steps == steps)
        #expect(engine.session("s1")?.steps.hashValue == steps.hashValue)
    }

    @Test("differ where one of them does", arguments: counts)
    func difference(count: Int) throws {
        let steps = try Self.steps(count)
        for other in Self.counts where other != count { #expect(try Self.steps(other) != steps) }
        let changed = Self.events.prefix(count).dropLast() + [Self.event(.dialOutStopped, 9)]
        #expect(CallSession(id: "s1", events: changed)?.steps != steps)
    }

    @Test("do not change with the session that they were taken from", arguments: counts)
    func copies(count: Int) throws {
        let engine = CallSessionEngine()
        for event in Self.events.prefix(count) { engine.ingest(event) }
        let before = try #require(engine.session("s1")).steps
        for event in Self.events.dropFirst(count) { engine.ingest(event) }
        #expect(before.map(\.event) == Array(Self.events.prefix(count)))
    }

    @Test("are shown as an array is", arguments: counts)
    func shown(count: Int) throws {
        let steps = try Self.steps(count)
        #expect("\(steps)" == "\(Array(steps))")
        #expect(Mirror(reflecting: steps).children.count == count)
        let none: CallSession.Steps = []
        #expect(none.isEmpty)
        #expect("\(none)" == "[]")
    }
}
