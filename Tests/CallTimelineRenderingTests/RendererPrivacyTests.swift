import CallLifecycle
import CallTimelineRendering
import PersonalDataMarks
import Testing

@Suite("What is rendered of marked calls")
struct RendererPrivacyTests {
    private let reconstruction = CallTimeline.reconstruct(jsonLines: MarkedLog.whole)

    /// Every renderer of calls, and whether it shows messages and notes at all.
    private func renderers(revealing reveals: Bool) -> [(renderer: any CallReportRenderer, showsNotes: Bool)] {
        [
            (TextTimelineRenderer(.ladders, usingColour: false, revealingPersonalData: reveals), true),
            (TextTimelineRenderer(.ladders, usingColour: true, revealingPersonalData: reveals), true),
            (TextTimelineRenderer(.table, revealingPersonalData: reveals), false),
            (TextTimelineRenderer(.table, width: 120, revealingPersonalData: reveals), false),
            (JSONTimelineRenderer(revealingPersonalData: reveals, includingNotes: false), false),
            (JSONTimelineRenderer(revealingPersonalData: reveals, includingNotes: true), true),
            (MermaidSequenceRenderer(revealingPersonalData: reveals), true),
            (SVGReportRenderer(revealingPersonalData: reveals), false),
            (ChromeTraceRenderer(revealingPersonalData: reveals), true),
            (OpenTelemetryRenderer(revealingPersonalData: reveals), true),
            (CSVRenderer(revealingPersonalData: reveals), false),
        ]
    }

    /// Those that never reveal anything.
    private let summaries: [any CallReportRenderer] = [JSONStatisticsRenderer(), TextStatisticsRenderer()]

    @Test("shows no personal data")
    func masked() {
        #expect(reconstruction.timelines.count > 3)
        #expect(!reconstruction.unattributed.isEmpty)
        for renderer in renderers(revealing: false).map(\.renderer) + summaries {
            let text = renderer.render(reconstruction)
            #expect(Mark.leaks(in: text).isEmpty, "\(renderer): \(text)")
        }
    }

    @Test("shows what was asked for: numbers, users, notes and messages")
    func revealed() {
        for (renderer, showsNotes) in renderers(revealing: true) {
            // As Mermaid shows what is escaped.
            let text = renderer.render(reconstruction).replacing("#58;", with: ":").replacing("#64;", with: "@")
            for mark in [Mark.number, Mark.uri] + (showsNotes ? [Mark.secret, "calltransfer.\(Mark.text)"] : []) {
                #expect(text.contains(mark), "\(renderer): \(mark)")
            }
        }
    }

    @Test("is nothing that a renderer or a diagram holds")
    func types() throws {
        let diagram = StateDiagram(pathOf: reconstruction.timelines[0].session)
        let path = try #require(diagram.path)
        let renderers = (renderers(revealing: false).map(\.renderer) + summaries) as [Any]
        let values: [Any] =
            renderers + [diagram, path] + path.steps + diagram.edges + StateDiagram.Style.allCases
            + TextTimelineRenderer.Layout.allCases + [TextNotificationRenderer(), JSONNotificationRenderer()]
        #expect(Mark.leaks(in: "\(diagram) \(diagram.svg) \(diagram.dot) \(diagram.mermaid) \(diagram.scxml)").isEmpty)
        let covered = Set(values.map { String(reflecting: type(of: $0)).replacing("CallTimelineRendering.", with: "") })
        // A namespace.
        let declared = try PublicTypes.names(in: "CallTimelineRendering").subtracting(["TransitionTableMarkdown"])
        #expect(covered == declared, "add a value of a type that is new, and look at what it writes above")
    }
}
