import CallLifecycle
import Foundation
import Testing

@testable import CallTimelineRendering

@Suite("The HTML page")
struct HTMLPageTests {
    private static let page = try? HTMLReportRenderer().render(ExportTests.calls("hostile"))

    @Test("has one script and one style, which its policy allows by their hashes, and no other way to run anything")
    func policy() throws {
        let page = try #require(Self.page)
        let script = try #require(page.between("<script type=\"module\">", "</script>"))
        let style = try #require(page.between("<style>", "</style>"))
        #expect(script.count > 10_000)
        #expect(style.count > 1000)
        let policy = try #require(page.between("Content-Security-Policy\" content=\"", "\""))
        #expect(policy.hasPrefix("default-src 'none'; "))
        #expect(policy.contains("script-src 'sha256-\(try Self.sha256(script))';"))
        #expect(policy.contains("style-src 'sha256-\(try Self.sha256(style))';"))
        #expect(page.components(separatedBy: "<script").count == page.components(separatedBy: "</script>").count)
        let markup = page.replacing(script, with: "").replacing(style, with: "")
        for line in markup.split(separator: "\n") where !line.hasPrefix("<script type=\"application/json\"") {
            #expect(!line.contains(" style=") && line.firstMatch(of: /\ on[a-z]+=/) == nil, "\(line)")
            #expect(!line.contains("http") || line.contains("http-equiv") || line.contains("www.w3.org/2000/svg"))
        }
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "import("]
        {
            #expect(!script.contains(sink))
        }
        #expect(!style.contains("url(") && !style.contains("@import"))
    }

    /// The hash of a text in base64, as the system's own program works it out.
    private static func sha256(_ text: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        #if os(Linux)
        process.arguments = ["sha256sum"]
        #else
        process.arguments = ["shasum", "-a", "256"]
        #endif
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let digits = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).prefix(64)
        process.waitUntilExit()
        let bytes = stride(from: 0, to: digits.count, by: 2)
            .compactMap { UInt8(digits.dropFirst($0).prefix(2), radix: 16) }
        return Data(bytes).base64EncodedString()
    }

    @Test("holds data that is JSON and cannot end its element", arguments: ["calls", "hostile"], [false, true])
    func data(log: String, reveals: Bool) throws {
        let calls = try ExportTests.calls(log)
        var counts: [String: Int] = [:]
        for line in HTMLReportRenderer(revealingPersonalData: reveals).data(of: calls).split(separator: "\n") {
            let kind = try #require(line.between("<script type=\"application/json\" data-kind=\"", "\">"))
            let json = try #require(line.between("\">", "</script>"))
            #expect(json.allSatisfy { !"<>&\u{2028}\u{2029}".contains($0) })
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            counts[kind, default: 0] += ((object["calls"] ?? object["items"]) as? [Any])?.count ?? 1
        }
        let count = calls.timelines.count
        #expect(counts == ["log": 1, "lanes": count, "stories": count, "strays": calls.unattributed.count])
    }

    @Test("tells of every event as it was reported, redundant ones too")
    func evidence() throws {
        let calls = try ExportTests.calls("calls")
        let data = HTMLReportRenderer().data(of: calls)
        let events = data.split(separator: "\n").filter { $0.contains("data-kind=\"stories\"") }
        let json = try #require(events.first?.between("\">", "</script>"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let items = try #require(object["items"] as? [[Any]])
        for (item, timeline) in zip(items, calls.timelines) {
            #expect((item.last as? [Any])?.count == timeline.session.steps.count)
        }
        #expect(calls.timelines.contains { $0.session.redundantCount > 0 })
    }

    @Test("knows every verdict, and every field that an event may tell")
    func completeness() {
        let verdicts: [CallVerdict] = [.advance(to: .connected), .skip(to: .stopped), .stay, .redundant, .illegal]
        #expect(CallVerdict.names == verdicts.map(\.name))
        var attributes = CallAttributes()
        attributes.callClientID = "x"
        attributes.provider = "x"
        attributes.sipEndpoint = "x"
        attributes.sipCallID = "x"
        attributes.sipFrom = "x"
        attributes.userID = "x"
        attributes.destination = "x"
        attributes.origin = "x"
        attributes.callerID = "x"
        attributes.errorType = "x"
        attributes.actionTraceID = "x"
        attributes.errorDetails = CallErrorDetails(sipEndpoint: "x", destination: "x")
        attributes.room = "x"
        attributes.domainID = "x"
        attributes.displayName = "x"
        attributes.sipHeaders = ["X-Name": "vogonpoetry"]
        let facts = EventFacts(attributes, PersonalDataMask(reveals: true)).known
        #expect(facts.map(\.place) == Array(EventFacts.names.indices))
        #expect(Set(EventFacts.names).count == EventFacts.names.count)
        // One of each that the library itself would print.
        #expect(facts.count == "\(attributes)".components(separatedBy: ", ").count)
        #expect(facts.allSatisfy { !$0.text.contains("vogonpoetry") }, "headers are shown by their names only")
    }

    @Test("is written in pieces that do not grow with the log")
    func pieces() throws {
        func largest(_ count: Int) -> Int {
            let log = (0..<count)
                .map { #"{"action":"dialin-connected","sessionId":"s\#($0)","timestamp":\#(1_772_359_200 + $0)}"# }
            let calls = CallTimeline.reconstruct(jsonLines: log.joined(separator: "\n").utf8)
            var sizes: [Int] = []
            HTMLReportRenderer().render(calls) { if $0.contains("application/json") { sizes.append($0.utf8.count) } }
            #expect(sizes.count == 1 + 2 * ((count + 255) / 256))
            return sizes.max() ?? 0
        }
        #expect(Double(largest(2000)) < 1.2 * Double(largest(300)))
    }

    @Test("of nothing is a page all the same")
    func nothing() {
        let page = HTMLReportRenderer().render(CallReconstructor().reconstruct())
        #expect(page.hasPrefix("<!doctype html>\n"))
        #expect(page.hasSuffix("</html>\n"))
        #expect(page.contains("\"begin\":null"))
    }

    @Test("has a link to another page where there is one, whatever its address, and else none")
    func home() {
        let calls = CallReconstructor().reconstruct()
        #expect(!HTMLReportRenderer().render(calls).contains("<a "))
        let page = HTMLReportRenderer(home: "/calls?a=1&b=\"><script>").render(calls)
        let link = "<a href=\"/calls?a=1&amp;b=&quot;&gt;&lt;script&gt;\">All calls</a>\n"
        #expect(page.contains("<header class=\"top\">\n" + link))
        #expect(page.replacing(link, with: "") == HTMLReportRenderer().render(calls))
    }

    @Test("draws both state machines, with an edge of each name once")
    func diagrams() throws {
        let page = try #require(Self.page)
        for direction in CallDirection.allCases {
            let diagram = try #require(page.between("<template id=\"diagram-\(direction)\">", "</template>"))
            let edges = diagram.matches(of: /<path [^>]*data-edge="([^"]*)"/).map { String($0.1) }
            let expected = StateDiagram(of: direction).edges.map { "\($0.from) \($0.style.rawValue) \($0.to)" }
            #expect(edges == expected)
            #expect(!diagram.contains("<style"))
        }
    }
}

extension HTMLReportRenderer {
    /// The data of the page alone.
    func data(of calls: CallReconstruction) -> String {
        var text = ""
        writeData(of: calls) { text += $0 }
        return text
    }
}

extension StringProtocol {
    /// What stands between two texts, the first of each.
    fileprivate func between(_ start: String, _ end: String) -> String? {
        guard let from = range(of: start), let to = self[from.upperBound...].range(of: end) else { return nil }
        return String(self[from.upperBound..<to.lowerBound])
    }
}
