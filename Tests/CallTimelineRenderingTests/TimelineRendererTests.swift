import CallLifecycle
import CallTimelineRendering
import Testing

@Suite("A rendered timeline")
struct TimelineRendererTests {
    /// A log of one call with everything in it, and of one event that belongs to no call.
    static let log = #"""
        {"action":"dialout-requested","sessionId":"7d208e2a-520b","destination":"+14155550123","timestamp":1772359200.25}
        {"action":"dialout-answered","sessionId":"7d208e2a-520b","provider":"daily","sipCallId":"c@sip","timestamp":1772359210.5}
        {"action":"dialout-connected","sessionId":"7d208e2a-520b","timestamp":1772359211.5}
        {"action":"dialout-warning","sessionId":"7d208e2a-520b","errorMsg":"+14155550123 \u001b[31mred","timestamp":1772359212.125}
        {"action":"dialout-stop-requested","sessionId":"7d208e2a-520b","timestamp":1772359220.5}
        {"type":"dialout.stopped","payload":{"session_id":"7d208e2a-520b","origin":"+15550100000"},"event_ts":1772359221}
        {"action":"dialout-error","sessionId":"7d208e2a-520b","errorMsg":"late","timestamp":1772359230.5}
        {"action":"dialout-error","errorMsg":"no route to +14155550123","timestamp":1772359200.5}
        """#

    let reconstruction = CallTimeline.reconstruct(jsonLines: log.utf8)

    @Test("as JSON has every key, in order")
    func json() throws {
        let timeline = try #require(reconstruction.timelines.first)
        #expect(
            JSONTimelineRenderer().render(timeline)
                == #"{"sessionId":"7d208e2a-520b","direction":"dial-out","state":"stopped","disposition":"answered","#
                + #""startedAt":"2026-03-01T10:00:00.250Z","endedAt":"2026-03-01T10:00:21.000Z","readyAt":null,"#
                + #""transitions":[{"event":"dialout-requested","from":"ready","to":"ready","verdict":"stay","#
                + #""at":"2026-03-01T10:00:00.250Z"},{"event":"dialout-answered","from":"ready","to":"answered","#
                + #""verdict":"skip","at":"2026-03-01T10:00:10.500Z"},{"event":"dialout-warning","from":"answered","#
                + #""to":"answered","verdict":"stay","at":"2026-03-01T10:00:12.125Z","#
                + #""message":"+1•••••0123 \u001b[31mred"},{"event":"dialout-stop-requested","from":"answered","#
                + #""to":"answered","verdict":"stay","at":"2026-03-01T10:00:20.500Z"},{"event":"dialout-stopped","#
                + #""from":"answered","to":"stopped","verdict":"advance","at":"2026-03-01T10:00:21.000Z"}],"#
                + #""illegal":[{"event":"dialout-error","state":"stopped","at":"2026-03-01T10:00:30.500Z"}],"#
                + #""redundant":1,"durations":{"session":null,"timeToAnswer":null,"#
                + #""talk":{"seconds":10.5,"uncertainty":1.001},"unanswered":null,"requestToConnected":null,"#
                + #""requestToAnswered":{"seconds":10.25,"uncertainty":0.002},"readyToConnected":null},"#
                + #""provider":"daily","sipCallId":"c@sip","endedBy":"local"}"#
        )
        let event = try #require(reconstruction.unattributed.first)
        #expect(
            JSONTimelineRenderer().render(unattributed: event)
                == #"{"unattributed":{"event":"dialout-error","at":"2026-03-01T10:00:00.500Z","#
                + #""message":"no route to +1•••••0123"}}"#
        )
    }

    @Test("as JSON shows personal data only when asked")
    func reveal() throws {
        let event = try #require(reconstruction.unattributed.first)
        let revealed = JSONTimelineRenderer(revealingPersonalData: true).render(unattributed: event)
        #expect(revealed.contains("no route to +14155550123"))
    }

    @Test("as text shows every step at a glance, and no control character")
    func text() throws {
        let timeline = try #require(reconstruction.timelines.first)
        #expect(
            TextTimelineRenderer().render(timeline) == """
                dial-out 7d208e2a-520b  stopped, answered, ended by us
                  from +1•••••0000  to +1•••••0123  by daily
                  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄◆━━▲━━━━━━━━━━━━━━━━━┤                 ✗  +30.250
                  2026-03-01T10:00:00.250Z      +0.000  ● dialout-requested       ready
                  2026-03-01T10:00:10.500Z     +10.250  ◆ dialout-answered        ready ⇢ answered    connected not seen
                  2026-03-01T10:00:12.125Z     +11.875  ▲ dialout-warning         answered            “+1•••••0123 \u{FFFD}[31mred”
                  2026-03-01T10:00:20.500Z     +20.250  ● dialout-stop-requested  answered
                  2026-03-01T10:00:21.000Z     +20.750  ● dialout-stopped         answered → stopped
                  2026-03-01T10:00:30.500Z     +30.250  ✗ dialout-error           stopped ✗           \
                illegal; nothing is legal any more  “late”
                  talk 10.500 s ± 1.001 s   request to answered 10.250 s ± 0.002 s
                  1 redundant (dialout-connected)
                """
        )
        let revealed = TextTimelineRenderer(revealingPersonalData: true).render(timeline)
        #expect(revealed.contains("to +14155550123"))
        #expect(!revealed.contains("\u{1B}"))
    }

    @Test("as text has the same words with colour as without")
    func colour() throws {
        let timeline = try #require(reconstruction.timelines.first)
        let coloured = TextTimelineRenderer(usingColour: true).render(timeline)
        #expect(coloured.contains("\u{1B}[31m"))
        #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == TextTimelineRenderer().render(timeline))
    }
}
