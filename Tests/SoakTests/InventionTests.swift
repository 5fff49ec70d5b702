import CallLifecycle
import Testing

extension SoakTests {
    @Test("takes no more memory for a million invented session IDs than for the first that fill it")
    func inventions() {
        let plan = SoakPlan()
        let engine = CallSessionEngine()
        // In a long run a million, of which a tenth fills the default bounds.
        let tenth = plan.calls * 5 / SoakPlan.tenths
        var memory = ResidentMemory()
        for number in 0..<tenth * SoakPlan.tenths {
            let connected = DialInConnected(
                sessionID: "invented-\(number)",
                sipCallID: "call-\(number)",
                sipFrom: CallAddress("sip:\(number)@invented.example"),
                sipHeaders: ["X-Number": "\(number)"]
            )
            engine.ingest(CallEvent(.dialInConnected(connected), at: SoakTime.stamp(SoakTime.start(ofStep: number))))
            if (number + 1).isMultiple(of: tenth) { memory.sample() }
        }
        let counters = engine.counters
        #expect(counters.ingested == tenth * SoakPlan.tenths)
        #expect(engine.sessions.count <= engine.configuration.maximumOpenSessions)
        #expect(counters.tombstones <= engine.configuration.maximumTombstones)
        print("soak: \(counters.ingested) invented sessions, \(memory)")
        if plan.isLong, let growth = memory.growth { #expect(growth < ResidentMemory.tolerance) }
    }
}
