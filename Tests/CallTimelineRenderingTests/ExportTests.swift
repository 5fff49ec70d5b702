import CallLifecycle
import Foundation
import Testing

@testable import CallTimelineRendering

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("An export")
struct ExportTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static func calls(_ name: String) throws -> CallReconstruction {
        CallTimeline.reconstruct(jsonLines: try Data(contentsOf: folder.appending(path: "\(name).jsonl")))
    }

    /// Every document of the log, by the name of its file.
    static func documents(of calls: CallReconstruction, revealing reveals: Bool = false) throws -> [String: String] {
        let first = try #require(calls.timelines.first)
        let one = CallReconstruction.only(first)
        let path = StateDiagram(pathOf: first.session)
        return [
            "calls.svg": SVGReportRenderer(revealingPersonalData: reveals).render(calls),
            "call.svg": SVGReportRenderer(revealingPersonalData: reveals).render(one),
            "calls.mmd": MermaidSequenceRenderer(revealingPersonalData: reveals).render(calls),
            "calls.trace.json": ChromeTraceRenderer(revealingPersonalData: reveals).render(calls),
            "calls.otlp.jsonl": OpenTelemetryRenderer(revealingPersonalData: reveals).render(calls),
            "calls.data.html": HTMLReportRenderer(revealingPersonalData: reveals).data(of: calls),
            "calls.csv": CSVRenderer(revealingPersonalData: reveals).render(calls),
            "ladders.txt": TextTimelineRenderer(.ladders, revealingPersonalData: reveals).render(calls),
            "ladders-80.txt": TextTimelineRenderer(.ladders, width: 80, revealingPersonalData: reveals).render(calls),
            "table.txt": TextTimelineRenderer(revealingPersonalData: reveals).render(calls),
            "table-80.txt": TextTimelineRenderer(width: 80, revealingPersonalData: reveals).render(calls),
            "stats.txt": TextStatisticsRenderer(width: 100).render(calls),
            "timelines.jsonl":
                JSONTimelineRenderer(revealingPersonalData: reveals, includingNotes: true).render(calls),
            "stats.json": JSONStatisticsRenderer().render(calls),
            "path.svg": path.svg, "path.mmd": path.mermaid, "path.dot": path.dot, "path.scxml": path.scxml,
        ]
    }

    @Test("is as it was: UPDATE_GOLDEN=1 writes what has changed")
    func golden() throws {
        for (name, text) in try Self.documents(of: Self.calls("calls")) {
            let file = Self.folder.appending(path: name)
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
                try Data(text.utf8).write(to: file)
            }
            #expect(try Data(contentsOf: file) == Data(text.utf8), "\(name) has changed")
        }
    }

    @Test("is the same whatever the order of the events")
    func order() throws {
        let log = try String(contentsOf: Self.folder.appending(path: "calls.jsonl"), encoding: .utf8)
        let reversed = log.split(separator: "\n").reversed().joined(separator: "\n")
        #expect(
            try Self.documents(of: CallTimeline.reconstruct(jsonLines: reversed.utf8))
                == Self.documents(of: Self.calls("calls"))
        )
    }

    @Test("of a hostile log can be parsed, and holds no character that steers its reader", arguments: [false, true])
    func hostile(reveals: Bool) throws {
        for name in ["calls", "hostile"] {
            for (name, text) in try Self.documents(of: Self.calls(name), revealing: reveals) {
                #expect(text.contains("\n"))
                // Carriage returns end the lines of CSV only.
                let lines = name.hasSuffix(".csv") ? text.replacing("\r\n", with: "\n") : text
                #expect(lines.unicodeScalars.allSatisfy { $0 == "\n" || !"\($0)".isSteering }, "\(name)")
                if name.hasSuffix(".svg") || name.hasSuffix(".scxml") {
                    #expect(XMLParser(data: Data(text.utf8)).parse(), "\(name)")
                    #expect(!text.contains("<script"))
                }
            }
        }
    }

    @Test(
        "as JSON is read by a parser, and its spans and slices end after they begin",
        arguments: ["calls", "hostile"]
    )
    func json(log: String) throws {
        let calls = try Self.calls(log)
        let trace = try JSONSerialization.jsonObject(with: Data(ChromeTraceRenderer().render(calls).utf8))
        let events = try #require((trace as? [String: Any])?["traceEvents"] as? [[String: Any]])
        #expect(events.allSatisfy { ($0["dur"] as? Int ?? 0) >= 0 })
        #expect(events.count { $0["cat"] as? String == "call" } == calls.timelines.count)
        var spans: [[String: Any]] = []
        for line in OpenTelemetryRenderer().render(calls).split(separator: "\n") {
            let request = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let resource = try #require((request?["resourceSpans"] as? [[String: Any]])?.first)
            let scope = try #require((resource["scopeSpans"] as? [[String: Any]])?.first)
            spans += try #require(scope["spans"] as? [[String: Any]])
        }
        let ids = spans.compactMap { $0["spanId"] as? String }
        #expect(ids.count == spans.count && Set(ids).count == ids.count)
        for span in spans {
            let start = try #require((span["startTimeUnixNano"] as? String).flatMap(Int64.init))
            let end = try #require((span["endTimeUnixNano"] as? String).flatMap(Int64.init))
            #expect(start <= end)
            if let parent = span["parentSpanId"] as? String { #expect(ids.contains(parent)) }
        }
        let roots = spans.count { $0["parentSpanId"] == nil }
        #expect(roots == calls.timelines.count + calls.unattributed.count)
    }

    @Test("of an open call lasts to the end of the log, whichever calls are left out")
    func openCalls() throws {
        let calls = try Self.calls("calls")
        var filter = CallTimelineFilter()
        filter.sessions = ["9b7"]
        let one = calls.filtered(by: filter)
        #expect(one.timelines.map(\.id) == ["9b77e0"])
        #expect(one.end == calls.end)
        func lines(_ renderer: some CallReportRenderer, _ calls: CallReconstruction) -> [Substring] {
            renderer.render(calls).split(separator: "\n").filter { $0.contains("9b77e0") && !$0.contains("thread_") }
        }
        #expect(lines(OpenTelemetryRenderer(), one) == lines(OpenTelemetryRenderer(), calls))
        #expect(CallStatistics(one).total.peak == CallStatistics(one.sorted(by: .talk)).total.peak)
        let trace = try #require(lines(ChromeTraceRenderer(), one).first)
        #expect(trace.contains(#""dur":60750000,"#))
        #expect(trace.contains(#""args":{"sessionId":"9b77e0","#))
    }

    @Test("hashes as FNV-1a does")
    func hashes() {
        #expect(FNV1a.hex64("") == "cbf29ce484222325")
        #expect(FNV1a.hex64("a") == "af63dc4c8601ec8c")
        #expect(FNV1a.hex64("foobar") == "85944171f73967e8")
        // The text whose hash would be zero.
        #expect(FNV1a.hex64("!0IC=VloaY") == "0000000000000001")
        #expect(FNV1a.hex128("") == "6c62272e07bb014262b821756295c58d")
        #expect(FNV1a.hex128("a") == "d228cb696f1a8caf78912b704e4a8964")
        #expect(FNV1a.hex128("foobar") == "343e1662793c64bf6f0d3597ba446f18")
    }

    @Test("as CSV has no cell that is a formula")
    func formulas() throws {
        for reveals in [false, true] {
            let text = CSVRenderer(revealingPersonalData: reveals).render(try Self.calls("hostile"))
            for cell in text.replacing("\r\n", with: ",").split(separator: ",") {
                let first = cell.drop { $0 == "\"" || $0.isWhitespace }.first
                #expect(first.map { !"=+-@＝".contains($0) } ?? true, "\(cell)")
            }
        }
        let shown = CSVRenderer().render(try Self.calls("calls"))
        #expect(shown.contains("\"'+1•••••0123\""))
        #expect(shown.contains(",52.625,0.002,"))
    }

    @Test("of thousands of calls stays small, and says what it leaves out")
    func many() {
        let log = (0..<4000)
            .map { #"{"action":"dialin-connected","sessionId":"s\#($0)","timestamp":\#(1_772_359_200 + $0)}"# }
        let calls = CallTimeline.reconstruct(jsonLines: log.joined(separator: "\n").utf8)
        let picture = SVGReportRenderer().render(calls)
        #expect(picture.utf8.count < 1 << 20)
        #expect(picture.contains("3500 more calls are not drawn"))
        let sequence = MermaidSequenceRenderer().render(calls)
        #expect(sequence.utf8.count < 50_000)
        #expect(sequence.contains("3980 more calls are not drawn"))
        #expect(CSVRenderer().render(calls).split(separator: "\r\n").count == 4001)
    }

    @Test("of nothing is a document all the same")
    func nothing() throws {
        let calls = CallReconstructor().reconstruct()
        #expect(XMLParser(data: Data(SVGReportRenderer().render(calls).utf8)).parse())
        #expect(CSVRenderer().render(calls).split(separator: "\r\n").count == 1)
        #expect(OpenTelemetryRenderer().render(calls).isEmpty)
        #expect(try JSONSerialization.jsonObject(with: Data(ChromeTraceRenderer().render(calls).utf8)) is [String: Any])
        #expect(MermaidSequenceRenderer().render(calls).hasPrefix("sequenceDiagram\n"))
    }

    @Test("spreads labels so that none covers another, in order and within the picture")
    func labels() {
        for wanted in [[0.0, 0, 0, 0], [95, 96, 97, 98], [10, 10, 90, 90], [50, 20, 10, 5]] {
            let middles = SVGReportRenderer.spread(wanted, [20, 36, 20, 20], from: 0, to: 100)
            let heights = [20.0, 36, 20, 20]
            var free = 0.0
            for (middle, height) in zip(middles, heights) {
                #expect(middle - height / 2 >= free - 0.001)
                free = middle + height / 2
            }
            #expect(free <= 100.001)
        }
    }

    @Test("has few ticks, at round moments of whatever stretch of time")
    func ticks() throws {
        let start = try #require(CallStamp("2026-03-01T10:00:07.300Z"))
        for length in [0, 1, 7, 999, 1001, 61_000, 3_600_000, 86_400_000, 40 * 86_400_000] {
            let end = start.advanced(by: .milliseconds(length))
            let axis = TimeAxis(start: start, end: end, origin: 10, length: 500)
            for labels in [TimeAxis.Labels.clock, .offsets] {
                let ticks = axis.ticks(atMost: 8, labels)
                #expect((1...9).contains(ticks.count) || labels == .clock && ticks.isEmpty, "\(length): \(ticks)")
                #expect(Set(ticks.map(\.label)).count == ticks.count)
                #expect(ticks.allSatisfy { (10...510).contains($0.position) })
            }
        }
    }
}

extension CallReconstruction {
    /// A log of one call, without its notes.
    fileprivate static func only(_ timeline: CallTimeline) -> CallReconstruction {
        var reconstructor = CallReconstructor()
        for step in timeline.session.steps { reconstructor.add(step.event) }
        return reconstructor.reconstruct()
    }
}

extension String {
    fileprivate var isSteering: Bool { printable != self }
}
