import CallLifecycle
import Testing

@testable import CallTimelineRendering

@Suite("Text within the width of a terminal")
struct TextLayoutTests {
    private static let logs = ["calls", "hostile"]

    @Test("never takes more of it than there is, but for what cannot be shortened", arguments: logs)
    func widths(log: String) throws {
        let calls = try ExportTests.calls(log)
        for width in stride(from: 72, through: 190, by: 9) {
            for layout in [TextTimelineRenderer.Layout.table, .ladders] {
                // Unattributed events are written in full: they stand nowhere else.
                let text =
                    calls.timelines.isEmpty
                    ? "" : TextTimelineRenderer(layout, width: width).render(calls.withoutUnattributed)
                for line in text.split(separator: "\n") where String(line).displayWidth > width {
                    // A session ID stands in the head of its ladder in full: calls are found by it.
                    #expect(line.hasPrefix("dial-"), "\(width): \(line)")
                }
            }
        }
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
