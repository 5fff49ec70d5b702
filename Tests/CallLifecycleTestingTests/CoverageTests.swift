import CallLifecycle
import CallLifecycleTesting
import CallTimelineRendering
import Foundation
import Testing

@Suite("Transition coverage")
struct CoverageTests {
    private var whole: CallTransitionCoverage {
        var coverage = CallTransitionCoverage()
        for direction in CallDirection.allCases {
            for scenario in CallScenario.everyCell(of: direction, .everything) { coverage.record(scenario) }
        }
        return coverage
    }

    @Test("counts the cells that calls have met, by what the table says there")
    func counting() {
        var coverage = CallTransitionCoverage()
        #expect(
            "\(coverage)" == """
                dial-in 0 of 16 cells: advance 0 of 4, skip 0 of 1, stay 0 of 3, redundant 0 of 3, illegal 0 of 5
                dial-out 0 of 35 cells: advance 0 of 7, skip 0 of 2, stay 0 of 8, redundant 0 of 9, illegal 0 of 9
                """
        )
        let engine = CallSessionEngine()
        CallScenario.answeredDialOut.play(into: engine)
        coverage.record(engine)
        coverage.record([CallTimeline]())
        #expect(coverage.cells.count == 4)
        #expect(coverage.share(of: .dialOut) == 4.0 / 35)
        #expect(coverage.unseen(of: .dialOut).count == 31)
        #expect(coverage.unseen(of: .dialIn, .everything).count == 44)
        var same = CallTransitionCoverage()
        same.record(CallScenario.answeredDialOut.alsoAsWebhooks())
        // The second observer's reports are redundant.
        #expect(same.cells.isSuperset(of: coverage.cells))
        #expect(same.cells.count == 7)
    }

    @Test(
        "of a call for every cell is complete, and of all but one is not",
        arguments: CallTransitionCoverage.Scope.allCases
    )
    func complete(scope: CallTransitionCoverage.Scope) async throws {
        let whole = whole
        try expectCoverage(whole, counting: scope)
        for direction in CallDirection.allCases {
            for (index, cell) in CallTransitionCoverage.all(of: direction, scope).enumerated() {
                let scenario = CallScenario.everyCell(of: direction, scope)[index]
                let session = try #require(scenario.session)
                #expect(session.steps.last?.event.kind == cell.event)
                #expect(session.steps.last?.state == cell.state)
                #expect(session.steps.last?.verdict == cell.verdict)
            }
        }
    }

    @Test("can be asserted: what was not met is listed")
    func asserting() async throws {
        var coverage = CallTransitionCoverage()
        for scenario in CallScenario.everyCell(of: .dialIn) { coverage.record(scenario) }
        try expectCoverage(coverage, of: [.dialIn])
        let all = await failure { try expectCoverage(coverage) }
        #expect(all.contains("not covered:\n  dial-out ready: dialout-requested is stay\n"))
        #expect(!all.contains("  dial-in "))
        var partial = CallTransitionCoverage()
        for scenario in CallScenario.simplePaths(of: .dialIn) { partial.record(scenario) }
        try expectCoverage(partial, isAtLeast: 0.3, of: [.dialIn])
        let said = await failure { try expectCoverage(partial, isAtLeast: 0.5, of: [.dialIn]) }
        #expect(
            said.hasPrefix(
                "too little of the transition table was covered\n"
                    + "dial-in 5 of 16 cells: advance 4 of 4, skip 1 of 1, stay 0 of 3, redundant 0 of 3, illegal 0 of 5"
            )
        )
    }

    @Test("merges in any order, and reads back")
    func merging() throws {
        var left = CallTransitionCoverage()
        left.record(CallScenario.answeredDialOut)
        var right = CallTransitionCoverage()
        right.record(CallScenario.dialInFailingLate)
        #expect(left.union(right) == right.union(left))
        #expect(left.union(right).union(left) == left.union(right))
        let data = try JSONEncoder().encode(left.union(right))
        #expect(try JSONDecoder().decode(CallTransitionCoverage.self, from: data) == left.union(right))
        #expect(
            try JSONDecoder().decode(CallTransitionCoverage.self, from: JSONEncoder().encode(right.union(left)))
                == left.union(right)
        )
    }

    @Test("is kept by several processes in a folder, and merged from there")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(throws: (any Error).self) { try CallTransitionCoverage(mergingFilesAt: folder) }
        let first = CallCoverageCollector(folder: folder)
        let second = CallCoverageCollector(folder: folder)
        first.collect { $0.record(CallScenario.answeredDialOut) }
        first.collect { $0.record(CallScenario.busyDialOut) }
        second.collect { $0.record(CallScenario.completedDialIn) }
        second.collect { _ in }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
        let merged = try CallTransitionCoverage(mergingFilesAt: folder)
        #expect(merged == first.coverage.union(second.coverage))
        #expect(merged.cells.count == 7)
        CallCoverageCollector(folder: nil).collect { $0.record(CallScenario.answeredDialOut) }
    }

    @Test("of the catalogue is drawn in the guide")
    func picture() throws {
        var coverage = CallTransitionCoverage()
        for scenario in CallScenario.catalogue { coverage.record(scenario) }
        let svg = coverage.diagram(of: .dialOut).svg
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Docs/Pictures/coverage.svg")
        // After a change on purpose: CALL_LIFECYCLE_REWRITE=1 swift test --filter CoverageTests
        if ProcessInfo.processInfo.environment["CALL_LIFECYCLE_REWRITE"] != nil { try Data(svg.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == svg)
    }

    @Test("is drawn: what was met strong and ticked, the rest faint")
    func drawing() throws {
        var coverage = CallTransitionCoverage()
        coverage.record(CallScenario.answeredDialOut)
        coverage.record(CallScenario.dialOut().stopped().answered())
        let diagram = coverage.diagram(of: .dialOut)
        #expect(diagram.svg.contains("Covered transitions of a dial-out session"))
        #expect(diagram.svg.contains("dialout-answered leads from connected to answered (advance), 1 of 1 covered"))
        #expect(diagram.svg.contains("edge skip dim"))
        #expect(diagram.svg.contains("edge skip lit"))
        #expect(diagram.svg.contains(">✓ dialout-answered</text>"))
        #expect(!diagram.svg.contains("illegal in"))
        #expect(diagram.mermaid.contains("connected --> answered : ✓ dialout-answered"))
        #expect(diagram.dot.contains("label=\"✓ dialout-answered\", style=solid, penwidth=2.5"))
        #expect(
            diagram.scxml.contains(
                "<transition event=\"dialout-answered\" target=\"answered\" call:verdict=\"advance\" call:covered=\"true\"/>"
            )
        )
        let none = CallTransitionCoverage().diagram(of: .dialIn)
        #expect(!none.svg.contains("✓"))
        #expect(!none.svg.contains(" lit\" d="))
        let all = whole.diagram(of: .dialIn)
        #expect(!all.svg.contains(" dim"))
    }
}

private let ownCoverageFolder = ProcessInfo.processInfo.environment["CALL_LIFECYCLE_COVERAGE_REPORT"]

/// What `.ci/test` asks, behind all other tests: whether this project's own tests cover the transition table.
@Suite("The transition table is covered by the tests of this package", .enabled(if: ownCoverageFolder != nil))
struct OwnCoverageTests {
    @Test("in every cell, legal and illegal")
    func covered() throws {
        let coverage = try CallTransitionCoverage(mergingFilesAt: try #require(ownCoverageFolder))
        let counts = CallDirection.allCases.map { direction in
            let all = CallTransitionCoverage.all(of: direction, .everything)
            return "\(direction) \(all.count(where: coverage.cells.contains)) of \(all.count) cells"
        }
        print("transition coverage: " + counts.joined(separator: ", "))
        print(coverage.summary(.everything))
        try expectCoverage(coverage, counting: .everything)
    }
}
