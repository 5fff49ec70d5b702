import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Reconstructors")
struct ReconstructorTests {
    /// The events of many calls, some with hundreds of events, in no order and some of them twice.
    private static func events(_ random: inout SeededGenerator) -> [CallEvent] {
        var events: [CallEvent] = []
        for call in 0..<40 {
            let id = CallSessionID(
                rawValue: call % 3 == 0 ? "call-\(call)" : "0a1b2c3d-0000-4000-8000-0000000000\(10 + call)"
            )
            let kinds: [CallEventKind] =
                call % 2 == 0
                ? [.dialInConnected, .dialInWarning, .dialInStopped]
                : [.dialOutRequested, .dialOutConnected, .dialOutAnswered, .dialOutStopRequested, .dialOutStopped]
            for copy in 0..<(call == 7 || call == 8 ? 120 : 1) {
                for (place, kind) in kinds.enumerated() where kind.signal != .warning || copy == 0 {
                    let seconds = Int64(call * 10 + place * 7 + copy * 100)
                    let stamp = CallStamp(
                        millisecondsSince1970: seconds * 1000 + Int64(copy % 3) * 250,
                        resolution: copy % 3 == 0 && call % 4 == 0 ? .second : .millisecond
                    )
                    var attributes = CallAttributes()
                    attributes.sipCallID = SIPCallID(rawValue: "\(call % 30)@h")
                    attributes.sipEndpoint = "sip:room@h"
                    events.append(
                        CallEvent(
                            kind: kind,
                            sessionID: id,
                            stamp: stamp ?? .earliest,
                            source: place % 2 == 0 ? .client : .webhook,
                            message: kind.signal == .warning ? "codec" : nil,
                            attributes: attributes
                        )
                    )
                }
            }
            var attributes = CallAttributes()
            attributes.sipCallID = call % 4 == 0 ? SIPCallID(rawValue: "\(call)@h") : nil
            attributes.sipEndpoint = "sip:room@h"
            for kind in [CallEventKind.dialInReady, .dialOutError] {
                events.append(
                    CallEvent(
                        kind: kind,
                        sessionID: nil,
                        stamp: CallStamp(millisecondsSince1970: Int64(call * 9_000)) ?? .earliest,
                        source: .client,
                        message: nil,
                        attributes: attributes
                    )
                )
            }
        }
        events += events.shuffled(using: &random).prefix(200)
        return events.shuffled(using: &random)
    }

    private static func describe(_ calls: CallReconstruction) -> String {
        var text = "\(calls.eventCount) \(calls.unattributed)\n"
        for timeline in calls.timelines {
            text += "\(timeline.session) \(String(describing: timeline.readyAt)) \(timeline.session.steps)\n"
        }
        return text
    }

    @Test(
        "merge what they know in any order, one after the other or at the same time",
        arguments: 0..<20 as Range<UInt64>
    )
    func merging(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let events = Self.events(&random)
        var whole = CallReconstructor()
        for event in events { whole.add(event) }
        let expected = Self.describe(whole.reconstruct())

        var parts = Array(repeating: CallReconstructor(), count: Int.random(in: 2...5, using: &random))
        for event in events { parts[Int.random(in: 0..<parts.count, using: &random)].add(event) }
        parts.shuffle(using: &random)
        let merged = parts.reduce(into: CallReconstructor()) { $0.merge($1) }
        #expect(Self.describe(merged.reconstruct()) == expected)
        let backwards = merged.reconstruct { count, work in
            for index in (0..<count).reversed() { work(index) }
        }
        #expect(Self.describe(backwards) == expected)
    }

    @Test(
        "make the same of a log that several readers collect, however many events each puts to the calls at once",
        arguments: 0..<20 as Range<UInt64>
    )
    func collecting(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let events = Self.events(&random)
        var whole = CallReconstructor()
        for event in events { whole.add(event) }

        let lines = events.map { Array($0.json.utf8) + [0x0A] } + [Array("{}\n".utf8), Array("\n".utf8)]
        let collector = CallLogCollector()
        let readers = Int.random(in: 1...3, using: &random)
        var rest = lines.shuffled(using: &random)[...]
        var problems = 0
        while !rest.isEmpty {
            let eventsAtOnce = Int.random(in: 1...300, using: &random)
            for thread in 0..<readers {
                var reader = CallLogCollector.Reader(collector, thread: thread, of: readers, eventsAtOnce: eventsAtOnce)
                let piece = rest.prefix(Int.random(in: 0...400, using: &random))
                rest = rest.dropFirst(piece.count)
                let bytes = piece.flatMap(\.self)
                let summary = reader.read(bytes.span, isLast: rest.isEmpty)
                #expect(summary.lineCount == piece.count)
                problems += summary.problemCount
                reader.flush()
            }
        }
        #expect(problems == 1)
        #expect(Self.describe(collector.take().reconstruct()) == Self.describe(whole.reconstruct()))
        #expect(collector.take().reconstruct().timelines.isEmpty)
    }

    @Test("make of every call what its session makes of its events at once")
    func sessions() {
        var random = SeededGenerator(seed: 3)
        let events = Self.events(&random)
        var reconstructor = CallReconstructor()
        for event in events { reconstructor.add(event) }
        for timeline in reconstructor.reconstruct().timelines {
            let own = events.filter { $0.sessionID == timeline.id }
            let joined = timeline.session.steps.map(\.event).filter { $0.kind == .dialOutError }
            #expect(CallSession(id: timeline.id, events: own + joined) == timeline.session)
        }
    }

    @Test("need no more memory for what is told again")
    func repetition() {
        var random = SeededGenerator(seed: 4)
        let events = Self.events(&random)
        var reconstructor = CallReconstructor()
        for _ in 0..<20 {
            for event in events { reconstructor.add(event) }
        }
        let steps = reconstructor.reconstruct().timelines.reduce(0) { $0 + $1.session.steps.count }
        #expect(steps < events.count)
        #expect(reconstructor.keptEvents < 2 * events.count)
    }
}
