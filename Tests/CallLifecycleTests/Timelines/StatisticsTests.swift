import CallLifecycle
import CallLifecycleTesting
import Testing

@Suite("Statistics")
struct StatisticsTests {
    private static let hour: Int64 = 3_600_000

    private func statistics(_ calls: [CallScenario], and events: CallEvent...) -> CallStatistics {
        var reconstructor = CallReconstructor()
        for event in calls.flatMap(\.events) + events { reconstructor.add(event) }
        return CallStatistics(reconstructor.reconstruct())
    }

    /// A dial-out that rings for some seconds and is then talked to, or not.
    private func dialOut(_ id: String, at second: Int64 = 0, ringing: Int64, talking: Int64? = nil) -> CallScenario {
        let call = CallScenario.dialOut(session: .init(id), startingAt: at(1000 * second)).rings(for: .seconds(ringing))
        return (talking.map { call.answered().talks(for: .seconds($0)) } ?? call).stopped()
    }

    @Test("of nothing have no ratio, and no zero that could be taken for one")
    func nothing() {
        let none = statistics([])
        #expect(none.span == nil)
        #expect(none.total.attempts == 0)
        #expect(none.total.answerSeizureRatio.value == nil)
        #expect(none.total.sessionCompletionRatio.value == nil)
        #expect(none.total.averageCallDuration == nil)
        #expect(none.total.peak == nil)
        #expect(none.total.durations.isEmpty)
        #expect(none.byDirection.isEmpty && none.byProvider.isEmpty && none.byHour.isEmpty)
        #expect(none.busiestHour == nil)
    }

    @Test("have the counts behind every ratio")
    func ratios() {
        let figures = statistics(
            [
                dialOut("a", ringing: 5, talking: 60), dialOut("b", ringing: 9), dialOut("c", ringing: 1, talking: 30),
                .dialOutThatFailsToStart, .dialIn(session: "d").connected().talks(for: .seconds(15)).stopped(),
                .dialIn(session: "e", startingAt: at(70_000)).connected(), .dialIn(session: "f").stopped(),
            ],
            and: .make(.dialOutWarning, nil, at: at(2))
        )
        .total
        #expect(figures.sessions == 6)
        #expect(figures.attempts == 7)
        #expect(figures.sessionlessErrors == 1)
        #expect(figures.sessionlessWarnings == 1)
        #expect(figures.dispositions == [.answered: 2, .unanswered: 1, .completed: 1, .open: 1, .missed: 1])
        #expect(figures.openSessions == 1)
        #expect(figures.incompleteSessions == 1)
        #expect(figures.answerSeizureRatio.count == 2)
        #expect(figures.answerSeizureRatio.total == 4)
        #expect(figures.answerSeizureRatio.value == 0.5)
        #expect(figures.sessionCompletionRatio.count == 3)
        #expect(figures.sessionCompletionRatio.total == 7)
        #expect(figures.averageCallDuration?.milliseconds == 35_000)
        #expect(figures.averageCallDuration?.count == 3)
        #expect(figures.durations[.timeToAnswer]?.count == 2)
        #expect(figures.durations[.readyToConnected] == nil)
    }

    @Test("count an answer also of a call that is open or failed")
    func answered() {
        let figures = statistics([
            .dialOut(session: "a").answered(), .dialOut(session: "b").answered().failed().warned(),
        ])
        .total
        #expect(figures.answerSeizureRatio.value == 1)
        #expect(figures.sessionCompletionRatio.value == 0)
        #expect(figures.irregularSessions == 1)
        #expect(figures.incompleteSessions == 2)
        #expect(figures.warnings == 1)
    }

    @Test("group by direction, by provider with the unknown last, and by hour of UTC")
    func groups() throws {
        let late = Self.hour * 2
        // A webhook does not name the provider.
        let unknown = [
            dialOut("a", ringing: 1), dialOut("b", at: late / 1000, ringing: 1),
            dialOut("c", at: late / 1000 + 1, ringing: 1),
        ]
        let groups = statistics(
            unknown.map { $0.asWebhooks() } + [.dialIn(session: "e", startingAt: at(late)).connected()],
            and: .make(.dialInConnected, "d", at: at(late), provider: "zoom")
        )
        #expect(groups.byDirection.map(\.key) == [.dialIn, .dialOut])
        #expect(groups.byDirection.map(\.figures.sessions) == [2, 3])
        #expect(groups.byProvider.map(\.key) == ["daily", "zoom", nil])
        #expect(groups.byHour.map(\.figures.attempts) == [1, 4])
        #expect(groups.busiestHour?.figures.attempts == 4)
        let busiest = try #require(groups.busiestHour?.key)
        #expect(busiest.millisecondsSince1970 % Self.hour == 0)
        #expect(busiest.millisecondsSince1970 <= at(late).millisecondsSince1970)
        #expect(groups.total.sessions == groups.byHour.reduce(0) { $0 + $1.figures.sessions })
    }

    @Test("know when most calls were at once; one call's end is not at once with another's begin")
    func peak() {
        let peak = statistics([
            dialOut("a", ringing: 10), dialOut("b", at: 5, ringing: 5), dialOut("c", at: 10, ringing: 1),
            dialOut("d", at: 10, ringing: 0), dialOut("e", at: 10, ringing: 1),
        ])
        .total.peak
        #expect(peak?.count == 3)
        #expect(peak?.at == at(10_000))
        #expect(statistics([dialOut("a", ringing: 10), dialOut("b", at: 10, ringing: 1)]).total.peak?.count == 1)
        // What has not ended is there up to the end of the log.
        #expect(statistics([.dialIn().connected(), dialOut("a", at: 90, ringing: 1)]).total.peak?.count == 2)
    }

    @Test("agree with counting the calls that are there in every moment", arguments: 0..<50)
    func peakByCounting(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var calls: [CallScenario] = []
        var stays: [ClosedRange<Int64>] = []
        for call in 0..<20 {
            let start = Int64.random(in: 0..<30, using: &random)
            let ringing = Int64.random(in: 0..<10, using: &random)
            calls.append(dialOut("s\(call)", at: start, ringing: ringing))
            stays.append(start...max(start, start + ringing - 1))
        }
        let counts = (0..<40).map { moment in stays.count { $0.contains(moment) } }
        let peak = statistics(calls).total.peak
        #expect(peak?.count == counts.max())
        #expect(peak?.at == counts.firstIndex(of: counts.max() ?? 0).map { at(1000 * Int64($0)) })
    }

    @Test("have percentiles that occurred, by the nearest rank, and a histogram of all")
    func distribution() throws {
        let ringing: [Int64] = [4, 1, 7, 3, 90, 2, 10, 5, 6, 4000]
        let calls = ringing.enumerated().map { dialOut("s\($0)", ringing: $1) }
        let unanswered = try #require(statistics(calls).total.durations[.unanswered])
        #expect(unanswered.count == 10)
        #expect(unanswered.percentileMilliseconds(50) == 5000)
        #expect(unanswered.percentileMilliseconds(90) == 90_000)
        #expect(unanswered.percentileMilliseconds(91) == 4_000_000)
        #expect(unanswered.percentileMilliseconds(0) == 1000)
        #expect(unanswered.percentileMilliseconds(-5) == 1000)
        #expect(unanswered.percentileMilliseconds(200) == 4_000_000)
        #expect(unanswered.minimumMilliseconds == 1000)
        #expect(unanswered.maximumMilliseconds == 4_000_000)
        #expect(unanswered.meanMilliseconds == 412_800)
        #expect(unanswered.uncertaintyMilliseconds == 2)
        #expect(unanswered.histogram == [1, 1, 3, 3, 0, 0, 0, 1, 0, 0, 0, 0, 1])
        #expect(unanswered.histogram.count == CallDurationDistribution.bounds.count + 1)
    }
}
