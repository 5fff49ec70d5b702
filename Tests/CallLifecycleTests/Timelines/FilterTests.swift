import CallLifecycle
import Testing

@Suite("A filter of timelines")
struct FilterTests {
    /// A dial-out of 60.6 s, an open dial-in of which the log knows 5 s, a failure that no session has.
    private let calls: CallReconstruction = {
        var reconstructor = CallReconstructor()
        for event in dialOut { reconstructor.add(event) }
        reconstructor.add(.make(.dialInConnected, .init("t1"), at: at(100_000)))
        reconstructor.add(.make(.dialOutError, nil, at: at(105_000)))
        return reconstructor.reconstruct()
    }()

    /// The IDs of the calls that pass, and `-` for the failure.
    private func passing(_ change: (inout CallTimelineFilter) -> Void) -> [String] {
        var filter = CallTimelineFilter()
        change(&filter)
        let passing = calls.filtered(by: filter)
        #expect(passing.eventCount == calls.eventCount)
        return passing.timelines.map(\.id.rawValue) + passing.unattributed.map { _ in "-" }
    }

    @Test("lets pass what meets every criterion")
    func criteria() {
        #expect(passing { _ in } == ["s1", "t1", "-"])
        #expect(passing { $0.sessions = ["s"] } == ["s1"])
        #expect(passing { $0.sessions = ["t1", "s1x"] } == ["t1"])
        #expect(passing { $0.directions = [.dialOut] } == ["s1", "-"])
        #expect(passing { $0.states = [.connected, .failed] } == ["t1"])
        #expect(passing { $0.dispositions = [.answered] } == ["s1"])
        #expect(passing { $0.hasIllegalEvent = true } == [])
        #expect(passing { ($0.directions, $0.states) = ([.dialIn], [.stopped]) } == [])
    }

    @Test("by time lets pass what was going on")
    func times() throws {
        let end = try #require(calls.timelines[0].session.endedAt)
        #expect(passing { $0.since = end } == ["s1", "t1", "-"])
        #expect(passing { $0.since = end.advanced(by: .milliseconds(1)) } == ["t1", "-"])
        #expect(passing { $0.until = at(100_000) } == ["s1"])
        #expect(passing { ($0.since, $0.until) = (at(104_000), at(105_000)) } == ["t1"])
    }

    @Test("by time goes by moments, however finely each is written")
    func moments() {
        #expect(passing { $0.since = at(105_000, .second) } == ["t1", "-"])
        #expect(passing { $0.until = at(100_000, .second) } == ["s1"])
        #expect(passing { $0.until = at(105_000, .second) } == ["s1", "t1"])
    }

    @Test("by length counts an open call up to the end of the log")
    func lengths() {
        #expect(passing { $0.longerThan = .milliseconds(4999) } == ["s1", "t1"])
        #expect(passing { $0.longerThan = .seconds(5) } == ["s1"])
        #expect(passing { $0.longerThan = .seconds(600) } == [])
    }
}
