import CallLifecycle
import Testing

@testable import CallTimelineRendering

@Suite("Text within the width of a terminal")
struct TextLayoutTests {
    private static let logs = ["calls", "hostile"]

    @Test("never takes more of it than there is", arguments: logs)
    func widths(log: String) throws {
        let calls = try ExportTests.calls(log)
        for width in stride(from: TextTimelineRenderer.minimumWidth, through: 190, by: 5) {
            for layout in [TextTimelineRenderer.Layout.table, .ladders] {
                // Unattributed events are written in full: they stand nowhere else.
                let text =
                    calls.timelines.isEmpty
                    ? "" : TextTimelineRenderer(layout, width: width).render(calls.withoutUnattributed)
                for line in text.split(separator: "\n") where String(line).displayWidth > width {
                    Issue.record("\(width): \(line)")
                }
            }
        }
    }

    @Test("of a ladder leaves out first what stands elsewhere, and then puts the moves below")
    func narrowLadders() throws {
        let id = "4f1c2a00-77b1-4f0e-9c55-8e1d3c2b7a10"
        func event(_ name: String, _ seconds: String, _ rest: String = "") -> String {
            #"{"action":"\#(name)","sessionId":"\#(id)","timestamp":"2026-03-01T10:\#(seconds)Z"\#(rest)}"#
        }
        let log = [
            event("dialout-connected", "00:00.000"), event("dialout-answered", "00:08.125"),
            event("dialout-stop-requested", "01:20.500"), event("dialout-stopped", "01:20.750"),
            event("dialout-warning", "01:21.000", #","errorMsg":"fallback for +14155550123""#),
        ]
        let calls = CallTimeline.reconstruct(jsonLines: log.joined(separator: "\n").utf8)
        func ladder(_ width: Int) -> String { TextTimelineRenderer(width: width).render(calls) }

        // With the start above, the time since then tells each moment.
        #expect(
            ladder(60) == """
                dial-out 4f1c2a00-77b1-4f0e-9c55-8e1d3c2b7a10
                  stopped, answered, ended by us
                  ────━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━✗  +1:21.000
                  2026-03-01T10:00:00.000Z
                      +0.000  ● dialout-connected       ready → connected
                      +8.125  ● dialout-answered        connected → answered
                   +1:20.500  ● dialout-stop-requested  answered
                   +1:20.750  ● dialout-stopped         answered → stopped
                   +1:21.000  ✗ dialout-warning         stopped ✗
                                illegal; nothing is legal any more “fallback
                                for +1•••••0123”
                  session 1:20.750 ± 0.002 s
                  time to answer 8.125 s ± 0.002 s   talk 1:12.625 ± 0.002 s

                """
        )
        #expect(
            ladder(40) == """
                dial-out
                  4f1c2a00-77b1-4f0e-9c55-8e1d3c2b7a10
                  stopped, answered, ended by us
                  ──━━━━━━━━━━━━━━━━━━━━━━✗  +1:21.000
                  2026-03-01T10:00:00.000Z
                      +0.000  ● dialout-connected
                                ready → connected
                      +8.125  ● dialout-answered
                                connected → answered
                   +1:20.500  ● dialout-stop-requested
                                answered
                   +1:20.750  ● dialout-stopped
                                answered → stopped
                   +1:21.000  ✗ dialout-warning
                                stopped ✗
                                illegal; nothing is
                                legal any more “fallback
                                for +1•••••0123”
                  session 1:20.750 ± 0.002 s
                  time to answer 8.125 s ± 0.002 s
                  talk 1:12.625 ± 0.002 s

                """
        )
    }

    @Test("leaves out what says least first, and always shows how calls turned out")
    func columns() throws {
        let calls = try ExportTests.calls("calls")
        func titles(_ width: Int?) throws -> [String] {
            let lines = TextTimelineRenderer(.table, width: width).render(calls).split(separator: "\n")
            return try #require(lines.first { $0.hasPrefix("start") }).split(separator: " ").map(String.init)
        }
        #expect(
            try titles(nil)
                == ["start", "direction", "session", "party", "states", "duration", "to", "answer", "talk", "outcome"]
        )
        #expect(
            try titles(200) == ["start", "session", "party", "states", "duration", "to", "answer", "talk", "outcome"]
        )
        #expect(try titles(90) == ["start", "session", "party", "states", "duration", "talk", "outcome"])
        #expect(try titles(80) == ["start", "session", "party", "states", "talk", "outcome"])
        #expect(try titles(40) == ["start", "session", "states", "outcome"])
    }

    @Test("shows the date once where all calls are of one day, and else for each")
    func dates() {
        func table(_ stamps: [String]) -> String {
            let log = stamps.enumerated()
                .map { #"{"action":"dialin-connected","sessionId":"s\#($0)","timestamp":"\#($1)"}"# }
            return TextTimelineRenderer(width: 80)
                .render(CallTimeline.reconstruct(jsonLines: log.joined(separator: "\n").utf8))
        }
        #expect(table(["2026-03-01T10:00:00Z", "2026-03-01T23:59:59Z"]).contains("\n10:00:00  in"))
        #expect(table(["2026-03-01T10:00:00Z", "2026-03-02T00:00:00Z"]).contains("\n2026-03-01 10:00:00  in"))
    }

    @Test("breaks between words, and within those that are too long")
    func wrapping() {
        #expect("one two three".wrapped(toWidth: 7) == ["one two", "three"])
        #expect("one two three".wrapped(toWidth: 3) == ["one", "two", "thr", "ee"])
        #expect("東京 都".wrapped(toWidth: 3) == ["東", "京", "都"])
        #expect("".wrapped(toWidth: 3) == [])
        #expect("a  b".wrapped(toWidth: 80) == ["a b"])
    }

    @Test("aligns wide characters")
    func alignment() {
        let table = TextTable(
            [.init(title: ["一"]), .init(title: ["b"], alignment: .right)],
            [["東京", "1"], ["a", "22"]]
        )
        #expect(table.lines(within: nil) { $0 } == ["一     b", "東京   1", "a     22"])
    }
}

@Suite("A bar of states")
struct StateBarTests {
    private func bar(_ log: [String], width: Int) throws -> String {
        let calls = CallTimeline.reconstruct(jsonLines: log.joined(separator: "\n").utf8)
        let timeline = try #require(calls.timelines.first)
        let moments = CallStory(timeline, PersonalDataMask(reveals: false)).moments
        return StateBar(of: timeline, moments, width: width).text(TerminalPalette(isEnabled: false))
    }

    private func event(_ action: String, _ seconds: Double) -> String {
        #"{"action":"\#(action)","sessionId":"s","timestamp":\#(1_772_359_200.5 + seconds)}"#
    }

    @Test("is in proportion to the time that the call was in each")
    func proportions() throws {
        let call = [
            event("dialout-requested", 0), event("dialout-connected", 10), event("dialout-answered", 20),
            event("dialout-stopped", 40),
        ]
        #expect(try bar(call, width: 40) == "┄┄┄┄┄┄┄┄┄┄──────────━━━━━━━━━━━━━━━━━━━┤")
        #expect(try bar(call, width: 4) == "┄─━┤")
        #expect(try bar(call, width: 1) == "┤")
        #expect(try bar(Array(call.prefix(3)), width: 20) == "┄┄┄┄┄┄┄┄┄┄─────────▸")
    }

    @Test("of a call whose clocks disagree ends behind what came before")
    func disagreement() throws {
        let stop = #"{"type":"dialin.stopped","payload":{"session_id":"s","timestamp":"1772359200"}}"#
        #expect(try bar([event("dialin-connected", 0.4), stop], width: 10) == "         ┤")
    }

    @Test("has its marks in place, the gravest where several meet, also behind the end")
    func marks() throws {
        let call = [
            event("dialin-connected", 0), event("dialin-warning", 5), event("dialin-stopped", 10),
            event("dialin-warning", 20),
        ]
        #expect(try bar(call, width: 20) == "─────▲────┤        ✗")
        #expect(try bar(call, width: 2) == "▲✗")
        #expect(try bar([event("dialin-error", 0)], width: 8).hasPrefix("■"))
    }
}

extension CallReconstruction {
    fileprivate var withoutUnattributed: CallReconstruction {
        var reconstructor = CallReconstructor()
        for timeline in timelines { for step in timeline.session.steps { reconstructor.add(step.event) } }
        return reconstructor.reconstruct()
    }
}
