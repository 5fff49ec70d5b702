import CallLifecycle
import CallLifecycleTesting
import Testing

@Suite("An order of timelines")
struct OrderTests {
    /// A dial-out that was answered, one that was not, an open dial-in, and one that ended twice.
    private let calls: CallReconstruction = {
        let others: [CallScenario] = [
            .dialOut(session: "b2", startingAt: at(100)).rings(for: .seconds(9)).stopped(),
            .dialIn(session: "a3", startingAt: at(200)).connected(),
            .dialIn(session: "c4", startingAt: at(300)).connected().stopped().warned().failed(),
        ]
        var reconstructor = CallReconstructor()
        for event in dialOut + others.flatMap(\.events) { reconstructor.add(event) }
        return reconstructor.reconstruct()
    }()

    private func order(_ order: CallTimelineOrder, reversed: Bool = false) -> [String] {
        calls.sorted(by: order, reversed: reversed).timelines.map(\.id.rawValue)
    }

    @Test("puts what is unknown last in either sense, and what is the same by start")
    func orders() {
        #expect(order(.start) == ["s1", "b2", "a3", "c4"])
        #expect(order(.start, reversed: true) == ["c4", "a3", "b2", "s1"])
        #expect(order(.end) == ["c4", "b2", "s1", "a3"])
        #expect(order(.end, reversed: true) == ["s1", "b2", "c4", "a3"])
        #expect(order(.duration) == ["c4", "b2", "s1", "a3"])
        #expect(order(.timeToAnswer) == ["s1", "b2", "a3", "c4"])
        #expect(order(.talk, reversed: true) == ["s1", "b2", "a3", "c4"])
        #expect(order(.illegal, reversed: true) == ["c4", "s1", "b2", "a3"])
        #expect(order(.session) == ["a3", "b2", "c4", "s1"])
    }

    @Test("keeps all calls and counts")
    func whole() {
        for order in CallTimelineOrder.allCases {
            let sorted = calls.sorted(by: order, reversed: true)
            #expect(Set(sorted.timelines) == Set(calls.timelines))
            #expect(sorted.eventCount == calls.eventCount)
        }
    }
}
