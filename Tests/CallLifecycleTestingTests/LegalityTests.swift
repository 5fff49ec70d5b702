import CallLifecycle
import CallLifecycleTesting
import Foundation
import Testing

@Suite("The legality of a sequence")
struct LegalityTests {
    @Test("says whether, where it breaks, what was legal there, and the shortest repair")
    func answers() throws {
        let legality = CallLegality(of: [.dialOutConnected, .dialOutStopped, .dialOutAnswered])
        #expect(!legality.isLegal)
        let firstBreak = try #require(legality.firstBreak)
        #expect(firstBreak.index == 2)
        #expect(firstBreak.legal.isEmpty)
        #expect(
            "\(legality)" == """
                dialout-answered (3) is illegal in stopped; nothing is legal any more
                shortest repair: delete dialout-stopped (2)
                """
                || "\(legality)" == """
                    dialout-answered (3) is illegal in stopped; nothing is legal any more
                    shortest repair: delete dialout-answered (3)
                    """
        )
        #expect("\(CallLegality(of: [.dialInConnected, .dialInStopped]))" == "legal")
        #expect(CallLegality(of: []).isLegal)
        #expect(CallLegality(of: [.dialOutAnswered], direction: .dialIn).breaks.count == 1)
    }

    @Test("counts a skip only where one is strict, and then repairs it by what was lost")
    func strictness() {
        let events: [CallEventKind] = [.dialOutAnswered, .dialOutStopped]
        #expect(CallLegality(of: events).isLegal)
        #expect("\(CallLegality(of: events).repair)" == "none")
        let strict = CallLegality(of: events, strictly: true)
        #expect(strict.breaks.map(\.index) == [0])
        #expect("\(strict.repair)" == "insert dialout-connected before 1")
        #expect(strict.repair.events == [.dialOutConnected, .dialOutAnswered, .dialOutStopped])
        #expect(
            "\(strict.breaks[0])" == "dialout-answered (1) skips connected in ready; legal: dialout-requested, "
                + "dialout-connected, dialout-answered, dialout-warning, dialout-stop-requested, dialout-error, "
                + "dialout-stopped"
        )
    }

    @Test("is what a session of the events says", arguments: CallDirection.allCases)
    func sessions(direction: CallDirection) throws {
        for events in sequences(of: direction, upTo: 3) where events[0].direction == direction {
            let session = try #require(scenario(events).session)
            let legality = CallLegality(of: events)
            #expect(legality.breaks.map(\.event) == session.violations.map(\.event))
            #expect(legality.state == session.state)
        }
    }

    @Test("is repaired by no more edits than are needed", arguments: CallDirection.allCases, [false, true])
    func minimality(direction: CallDirection, isStrict: Bool) {
        let alphabet = CallTransitionTable.events(of: direction)
        // A dial-in has half as many events, and an eighth as many sequences of three.
        for events in sequences(of: direction, upTo: direction == .dialIn ? 3 : 2) {
            let legality = CallLegality(of: events, direction: direction, strictly: isStrict)
            let repair = legality.repair
            #expect(repair.edits.isEmpty == legality.isLegal)
            #expect(CallLegality(of: repair.events, direction: direction, strictly: isStrict).isLegal, "\(events)")
            #expect(applied(repair.edits, to: events) == repair.events)
            // No sequence with fewer edits is legal: all of them are tried.
            var reached: Set<[CallEventKind]> = [events]
            for _ in 0..<max(0, repair.edits.count - 1) {
                for known in reached { reached.formUnion(neighbours(of: known, alphabet)) }
            }
            let better = reached.first { CallLegality(of: $0, direction: direction, strictly: isStrict).isLegal }
            #expect(repair.edits.isEmpty || better == nil, "\(events)")
        }
    }

    // MARK: As assertions

    @Test("can be asserted")
    func asserting() async throws {
        try expectLegal([.dialInConnected, .dialInWarning, .dialInStopped])
        let said = await failure { try expectLegal([.dialInStopped, .dialInWarning]) }
        #expect(
            said == """
                dialin-stopped, dialin-warning is not legal
                dialin-warning (2) is illegal in stopped; nothing is legal any more
                shortest repair: delete dialin-stopped (1)
                """
                || said.hasSuffix("shortest repair: delete dialin-warning (2)")
        )
        #expect(throws: CallExpectationFailure.self) {
            try expectLegal([.dialOutAnswered], strictly: true)
        }
    }

    @Test("of a log can be asserted, with its lines, and with those that cannot be read")
    func logs() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let name = try #require(path.split(separator: "/").last)
        func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

        try CallScenario.answeredDialOut.alongside(.completedDialIn).write(to: path)
        try expectLegal(logAt: path)
        try expectLegal(logAt: path, strictly: true)

        let call = CallScenario.dialOut().answered().stopped().warned("no media from +14155550123")
        try write("\n" + call.jsonLines)
        let said = await failure { try expectLegal(logAt: path) }
        #expect(
            said == """
                \(name): 1 of its events are not legal
                \(name):4: dial-out out-1: dialout-warning is illegal in stopped; nothing is legal any more
                """
        )
        let strict = await failure { try expectLegal(logAt: path, strictly: true) }
        #expect(strict.contains("\(name):2: dial-out out-1: dialout-answered skips connected in ready"))

        try write(call.jsonLines + "{\"action\":\"dialin-stopped\"}\n" + "{\"action\":\"dialin-con")
        let unread = await failure { try expectLegal(logAt: path) }
        #expect(unread.hasPrefix("\(name): 1 of its events are not legal, 2 of its lines cannot be read"))
        #expect(unread.contains("\(name): line 4, timestamp: missing field"))
        #expect(unread.contains("\(name): line 5, byte 21: truncated"))

        let absent = await failure { try expectLegal(logAt: "/nowhere/calls.jsonl") }
        #expect(absent == "calls.jsonl could not be read\n/nowhere/calls.jsonl")
    }

    // MARK: Means

    /// Every sequence of up to so many events, those of the direction and one of the other.
    private func sequences(of direction: CallDirection, upTo length: Int) -> [[CallEventKind]] {
        let alphabet =
            CallTransitionTable.events(of: direction) + [direction == .dialIn ? .dialOutAnswered : .dialInStopped]
        var all: [[CallEventKind]] = []
        var last: [[CallEventKind]] = [[]]
        for _ in 0..<length {
            last = last.flatMap { known in alphabet.map { known + [$0] } }
            all += last
        }
        return all
    }

    private func scenario(_ events: [CallEventKind]) -> CallScenario {
        events.reduce(events[0].direction == .dialIn ? .dialIn() : .dialOut()) { $0.then($1) }
    }

    private func neighbours(of events: [CallEventKind], _ alphabet: [CallEventKind]) -> Set<[CallEventKind]> {
        var all: Set<[CallEventKind]> = []
        for index in events.indices {
            var shorter = events
            shorter.remove(at: index)
            all.insert(shorter)
        }
        for index in 0...events.count {
            for event in alphabet {
                var longer = events
                longer.insert(event, at: index)
                all.insert(longer)
            }
        }
        return all
    }

    private func applied(_ edits: [CallRepair.Edit], to events: [CallEventKind]) -> [CallEventKind] {
        var result: [CallEventKind] = []
        for index in 0...events.count {
            for case .insert(let event, index) in edits { result.append(event) }
            guard index < events.count, !edits.contains(.delete(events[index], at: index)) else { continue }
            result.append(events[index])
        }
        return result
    }
}
