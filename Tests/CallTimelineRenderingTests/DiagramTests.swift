import CallLifecycle
import Foundation
import Testing

@testable import CallTimelineRendering

@Suite("A state diagram")
struct DiagramTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(
        "in the repository is what the transition table says",
        arguments: CallDirection.allCases,
        ["mmd", "dot", "svg", "scxml"]
    )
    func drift(direction: CallDirection, format: String) throws {
        let diagram = StateDiagram(of: direction)
        let generated =
            switch format {
            case "mmd": diagram.mermaid
            case "dot": diagram.dot
            case "scxml": diagram.scxml
            default: diagram.svg
            }
        let file = Self.root.appending(path: "StateDiagrams/\(direction).\(format)")
        #expect(
            try String(contentsOf: file, encoding: .utf8) == generated,
            "regenerate with .ci/diagrams: StateDiagrams/\(direction).\(format) has drifted"
        )
    }

    @Test("of the documents is what the transition table says", arguments: CallDirection.allCases)
    func documentedTable(direction: CallDirection) throws {
        let guide = try String(contentsOf: Self.root.appending(path: "Docs/StateMachine.md"), encoding: .utf8)
        let after = try #require(guide.components(separatedBy: "<!-- begin table: \(direction) -->\n").last)
        let table = try #require(after.components(separatedBy: "<!-- end table: \(direction) -->").first)
        #expect(table.trimmingCharacters(in: .newlines) + "\n" == TransitionTableMarkdown.table(of: direction))
    }

    @Test("has an edge for every transition and for nothing else", arguments: CallDirection.allCases)
    func edges(direction: CallDirection) {
        let diagram = StateDiagram(of: direction)
        for state in CallState.allCases {
            for event in CallEventKind.allCases {
                let verdict = CallTransitionTable.verdict(on: event, in: state, of: direction)
                let edges = diagram.edges.filter { $0.from == state && $0.events.contains(event) }
                #expect(edges.count == (verdict.isTransition ? 1 : 0))
                guard let edge = edges.first else { continue }
                #expect(edge.to == verdict.destination ?? state)
                #expect(edge.style.rawValue == verdict.name)
            }
        }
    }

    @Test("gives every state and every edge a place, and has no place left over", arguments: CallDirection.allCases)
    func layout(direction: CallDirection) {
        let diagram = StateDiagram(of: direction)
        let layout = StateDiagramLayout.of(direction)
        #expect(Set(layout.centres.keys) == Set(diagram.states))
        let drawn = diagram.edges.map { StateDiagramLayout.Key(from: $0.from, to: $0.to, style: $0.style) }
        #expect(Set(layout.routes.keys) == Set(drawn))
        #expect(diagram.svg.components(separatedBy: "marker-end").count - 2 == diagram.edges.count)
    }
}
