import CallLifecycle
import CallTimelineRendering
import PersonalDataMarks
import Testing

@Suite("What is rendered of marked calls")
struct RendererPrivacyTests {
    private let reconstruction = CallTimeline.reconstruct(jsonLines: MarkedLog.whole)

    /// A way to write timelines and events that belong to no call.
    private typealias Renderer = (timeline: (CallTimeline) -> String, unattributed: (CallEvent) -> String)

    private func renderers(revealing reveals: Bool) -> [Renderer] {
        let texts = [false, true].map { TextTimelineRenderer(usingColour: $0, revealingPersonalData: reveals) }
        let objects = [false, true].map { JSONTimelineRenderer(revealingPersonalData: reveals, includingNotes: $0) }
        return texts.map { ($0.render, $0.render(unattributed:)) }
            + objects.map { ($0.render, $0.render(unattributed:)) }
    }

    private func outputs(of renderer: Renderer) -> [String] {
        reconstruction.timelines.map(renderer.timeline) + reconstruction.unattributed.map(renderer.unattributed)
    }

    @Test("shows no personal data")
    func masked() {
        #expect(reconstruction.timelines.count > 3)
        #expect(!reconstruction.unattributed.isEmpty)
        for text in renderers(revealing: false).flatMap(outputs) { #expect(Mark.leaks(in: text).isEmpty, "\(text)") }
    }

    @Test("shows what was asked for: numbers, users, notes and messages")
    func revealed() {
        for (index, renderer) in renderers(revealing: true).enumerated() {
            let whole = outputs(of: renderer).joined(separator: "\n")
            let hasNotes = index != 2
            for text in [Mark.number, Mark.uri] + (hasNotes ? [Mark.secret, "calltransfer.\(Mark.text)"] : []) {
                #expect(whole.contains(text), "\(index): \(text)")
            }
        }
    }

    @Test("is nothing that a renderer or a diagram holds")
    func types() throws {
        let diagram = StateDiagram(of: .dialOut)
        let values: [Any] =
            [TextTimelineRenderer(), JSONTimelineRenderer(), diagram] + diagram.edges + StateDiagram.Style.allCases
        let covered = Set(values.map { String(reflecting: type(of: $0)).replacing("CallTimelineRendering.", with: "") })
        // A namespace.
        let declared = try PublicTypes.names(in: "CallTimelineRendering").subtracting(["TransitionTableMarkdown"])
        #expect(covered == declared, "add a value of a type that is new, and look at what it writes above")
    }
}
