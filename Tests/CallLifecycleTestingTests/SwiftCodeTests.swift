import CallLifecycle
import CallLifecycleTesting
import Foundation
import Testing

@Suite("The Swift code of a scenario")
struct SwiftCodeTests {
    /// Those whose code stands, compiled, in `PrintedScenarios.swift`.
    static var scenarios: [CallScenario] {
        var hostile = CallScenarioGenerator(seed: 11, weights: .hostile)
        var usual = CallScenarioGenerator(seed: 12)
        return CallScenario.catalogue + (0..<6).map { _ in hostile.next() } + (0..<6).map { _ in usual.next() } + [
            .dialIn(session: "a \"quoted\" \\(id)").connected().warned("“\\n\"\"\"#\u{7}\n#\"\"\"##").stopped(),
            .dialOut(to: "sip:ann@example.com").answered().asWebhooks(),
            .dialOut(startingAt: CallScenario.defaultStart.advanced(by: .seconds(5))).failsToStart("\"\"\"# no"),
            .dialIn().waits(for: .milliseconds(250)).endpointReady().waits(for: .milliseconds(1250)).connected(),
            .dialOut().rings(for: .zero).answered().waits(for: .zero).warned().stopped(),
        ]
    }

    /// The file as it is to be: its code compiles, or these tests would not.
    private static var file: String {
        let entries = scenarios.map { scenario in
            let lines = scenario.swiftCode.split(separator: "\n", omittingEmptySubsequences: false)
            return "    {\n" + lines.map { "        \($0)" }.joined(separator: "\n") + "\n    },\n"
        }
        return """
            // swift-format-ignore-file
            // What `swiftCode` prints, one after the other, written by SwiftCodeTests.
            import CallLifecycle
            import CallLifecycleTesting

            let printedScenarios: [@Sendable () throws -> CallScenario] = [

            """ + entries.joined() + "]\n"
    }

    private static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "PrintedScenarios.swift")

    @Test("is what was compiled into these tests")
    func golden() throws {
        // After a change on purpose: CALL_LIFECYCLE_REWRITE=1 swift test --filter SwiftCodeTests
        if ProcessInfo.processInfo.environment["CALL_LIFECYCLE_REWRITE"] != nil {
            try Data(Self.file.utf8).write(to: Self.path)
        }
        #expect(try String(contentsOf: Self.path, encoding: .utf8) == Self.file)
    }

    @Test("makes the same reports in the same order")
    func roundTrip() throws {
        #expect(printedScenarios.count == Self.scenarios.count)
        for (scenario, printed) in zip(Self.scenarios, printedScenarios) {
            #expect(try printed().events == scenario.events)
        }
    }

    @Test("fails as the call that was found does")
    func failing() async throws {
        let said = await failure {
            try await expectEveryCall(of: CallScenarioGenerator(seed: 7), count: 100) { call in
                let engine = CallSessionEngine()
                for delivery in call.deliveries { engine.ingest(try CallEvent(json: delivery.body)) }
                try expectOnlyLegalTransitions(engine)
            }
        }
        #expect(said.contains("CallScenario.dialIn()\n    .stopped()\n    .failed()\n"))
        #expect(said.contains("dial-in in-1: dialin-error is illegal in stopped; nothing is legal any more"))
    }

    @Test("is what a person would write, where it can be")
    func plain() {
        #expect(
            CallScenario.busyDialOut.swiftCode
                == "CallScenario.dialOut()\n    .requested()\n    .connected()\n    .waits(for: .seconds(2))\n    .stopped()"
        )
        #expect(
            CallScenario.dialIn().then(.dialOutStopped).failed().swiftCode
                == "CallScenario.dialIn()\n    .then(.dialOutStopped)\n    .failed()"
        )
        #expect(
            CallScenario.dialOut().connected().answered().late(.connected, by: .seconds(5)).swiftCode
                == "CallScenario.dialOut()\n    .connected()\n    .answered()\n    .late(.connected, by: .seconds(11))"
        )
        #expect(CallScenario.busyDialOut.asWebhooks().swiftCode.hasSuffix(".stopped()\n    .asWebhooks()"))
        let seenTwice = CallScenario.busyDialOut.alsoAsWebhooks().repeating()
        #expect(seenTwice.swiftCode.hasSuffix(".alsoAsWebhooks()\n    .repeating()"))
        // No one delay explains this order.
        let shuffled = CallScenario.answeredDialOut.alsoAsWebhooks().reordered(seed: 4)
        #expect(shuffled.swiftCode.hasPrefix("try CallScenario(\n    jsonLines: #\"\"\"\n"))
    }
}
