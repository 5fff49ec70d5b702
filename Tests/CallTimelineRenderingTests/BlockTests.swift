import CallLifecycle
import Foundation
import Synchronization
import Testing

@testable import CallTimelineRendering

@Suite("A document in blocks")
struct BlockTests {
    /// A log of many calls, of all kinds, with events that belong to none.
    private static let calls: CallReconstruction = {
        let lines = (0..<1500)
            .flatMap { call -> [String] in
                let start = 1_772_359_200_000 + call * 37
                func line(_ action: String, _ after: Int, _ more: String = "") -> String {
                    #"{"action":"\#(action)","sessionId":"s\#(call)","timestamp":\#(start + after)\#(more)}"#
                }
                switch call % 5 {
                case 0: return [line("dialin-connected", 0, #","sipFrom":"sip:alice@h""#), line("dialin-stopped", 900)]
                case 1:
                    return [line("dialout-answered", 5), line("dialout-error", 70, #","errorMsg":"=to +14155550123""#)]
                case 2: return [line("dialout-stopped", 5), line("dialout-warning", 9, #","errorMsg":"late \"é\"""#)]
                case 3: return [line("dialout-connected", 0, #","provider":"tel:+14155550123","sipCallId":"a,b""#)]
                default: return [#"{"action":"dialout-error","errorMsg":"e\#(call)","timestamp":\#(start)}"#]
                }
            }
        return CallTimeline.reconstruct(jsonLines: lines.joined(separator: "\n").utf8)
    }()

    private static let renderers: [any CallLineRenderer] = [
        JSONTimelineRenderer(), JSONTimelineRenderer(revealingPersonalData: true, includingNotes: true), CSVRenderer(),
        CSVRenderer(revealingPersonalData: true),
    ]

    @Test("is the same, in pieces that end with a line, however many threads write it", arguments: [1, 2, 3, 8])
    func threads(_ threads: Int) {
        for renderer in Self.renderers {
            var bytes: [UInt8] = []
            var pieces = 0
            renderer.renderBytes(Self.calls, threads: threads) { piece in
                for index in piece.indices { bytes.append(piece[index]) }
                pieces += 1
                #expect(bytes.last == UInt8(ascii: "\n"))
            }
            #expect(pieces > 10)
            #expect(String(decoding: bytes, as: UTF8.self) == renderer.render(Self.calls))
        }
    }

    @Test("is what the calls are one by one")
    func lines() {
        let renderer = JSONTimelineRenderer()
        let lines =
            Self.calls.timelines.map { renderer.render($0) }
            + Self.calls.unattributed.map { renderer.render(unattributed: $0) }
        #expect(lines.count == 1500)
        #expect(renderer.render(Self.calls) == lines.map { $0 + "\n" }.joined())
    }

    private struct Full: Error {}

    @Test("ends with the error of the one who takes it, and lets the threads end")
    func failure() {
        for threads in [1, 4] {
            var pieces = 0
            #expect(throws: Full.self) {
                try JSONTimelineRenderer()
                    .renderBytes(Self.calls, threads: threads) { _ throws(Full) in
                        pieces += 1
                        if pieces == 3 { throw Full() }
                    }
            }
            #expect(pieces == 3)
        }
    }

    @Test("is written in order, once, and not far ahead of the one who takes it")
    func bounds() {
        let threads = 4
        let begun = Mutex<[Int]>([])
        let blocks = BlockAssembly(200, threads: threads) { number, writer in
            begun.withLock { $0.append(number) }
            writer.text("\(number),")
        }
        var text = ""
        var taken = 0
        blocks.take { piece in
            for index in piece.indices { text.unicodeScalars.append(Unicode.Scalar(piece[index])) }
            let furthest = begun.withLock { $0.max() } ?? 0
            #expect(furthest < taken + 2 * threads)
            taken += 1
            if taken % 50 == 0 { Thread.sleep(forTimeInterval: 0.02) }
        }
        #expect(text == (0..<200).map { "\($0)," }.joined())
        #expect(begun.withLock { $0.sorted() } == Array(0..<200))
    }
}
