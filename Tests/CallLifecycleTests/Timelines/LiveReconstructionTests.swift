import CallLifecycle
import CallLifecycleTesting
import Testing

@Suite("The calls of a live engine")
struct LiveReconstructionTests {
    private static let log = CallScenario.catalogue.enumerated()
        .reduce(CallScenario.dialOutThatFailsToStart) {
            $0.alongside($1.element)
        }

    @Test("are those that a reconstruction of the same events has, with the same figures")
    func sameAsLog() {
        let engine = CallSessionEngine()
        Self.log.play(into: engine)
        let live = engine.reconstruction
        let log = Self.log.reconstruction
        #expect(live.timelines == log.timelines && !live.timelines.isEmpty)
        #expect(live.unattributed == log.unattributed && !live.unattributed.isEmpty)
        #expect(live.end == log.end && live.span == log.span)
        #expect(CallStatistics(live) == CallStatistics(log))
        #expect(live.sorted(by: .duration).timelines == log.sorted(by: .duration).timelines)
    }

    @Test("last until now where they have not ended, however long ago their last event was")
    func open() {
        let engine = CallSessionEngine()
        let call = CallScenario.dialIn().connected()
        call.play(into: engine)
        var filter = CallTimelineFilter()
        filter.longerThan = .seconds(60)
        #expect(engine.reconstruction.filtered(by: filter).timelines.isEmpty)
        engine.advance(to: call.startsAt.advanced(by: .seconds(120)))
        #expect(engine.reconstruction.end == call.startsAt.advanced(by: .seconds(120)))
        #expect(engine.reconstruction.filtered(by: filter).timelines.count == 1)
    }

    @Test("can be some of them only, and none")
    func some() throws {
        let timeline = try #require(CallScenario.answeredDialOut.timeline)
        let one = CallReconstruction(timelines: [timeline])
        #expect(one.timelines == [timeline] && one.unattributed.isEmpty && one.problemCount == 0)
        #expect(one.eventCount == timeline.session.steps.count)
        #expect(one.end == timeline.session.endedAt)
        let none = CallReconstruction(timelines: [])
        #expect(none.end == nil && none.span == nil && none.eventCount == 0)
        #expect(CallSessionEngine().reconstruction.timelines.isEmpty)
    }
}
