import CallLifecycle
import Foundation
import PersonalDataMarks
import Testing

@testable import CallTimelineRendering

@Suite("A rendered notification")
struct NotificationRendererTests {
    /// What an engine tells of some lines, and of the time until a moment.
    private static func told(_ log: String, until end: String? = nil) throws -> [CallNotification] {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = 3
        let engine = CallSessionEngine(configuration: configuration)
        var told: [CallNotification] = []
        for line in log.split(separator: "\n") {
            engine.ingest(try CallEventDecoder().decode(String(line))) { told.append($0) }
        }
        if let end = end.flatMap({ CallStamp($0) }) { told += engine.advance(to: end) }
        return told + [.missed(count: 3)]
    }

    /// Something of every kind.
    private static let log = #"""
        {"action":"dialin-ready","sipEndpoint":"sip:desk@sip.daily.co","timestamp":1772359199.5}
        {"action":"dialout-requested","sessionId":"7d208e2a-520b-4a8d-a2c9-3a36dfa0d342","timestamp":1772359200.25}
        {"action":"dialout-answered","sessionId":"7d208e2a-520b-4a8d-a2c9-3a36dfa0d342","timestamp":1772359210.5}
        {"action":"dialout-warning","sessionId":"7d208e2a-520b-4a8d-a2c9-3a36dfa0d342","errorMsg":"+14155550123 \u001b[31mred","timestamp":1772359212}
        {"action":"dtmf-event","sessionId":"7d208e2a-520b-4a8d-a2c9-3a36dfa0d342","tone":"5","timestamp":1772359213}
        {"action":"dialout-error","sipCallId":"c1","errorMsg":"no route","timestamp":1772359214.5}
        {"action":"dialout-connected","sessionId":"a-long-session-number-17","sipCallId":"c1","timestamp":1772359214}
        {"action":"dialin-connected","sessionId":"twin","sipCallId":"c1","timestamp":1772359215.5}
        {"action":"dialin-stopped","sessionId":"late","timestamp":1772359230.5}
        {"action":"dialin-connected","sessionId":"late","timestamp":1772359220.5}
        {"action":"dialin-warning","sessionId":"late","timestamp":1772359231.5}
        {"action":"dialin-connected","sessionId":"crowd","timestamp":1772359240.5}
        """#

    private static let heard = CallStamp(millisecondsSince1970: 1_772_359_300_000) ?? .now

    @Test("of a late event says what has become illegal by it")
    func lateEnd() throws {
        let log = #"""
            {"action":"dialout-connected","sessionId":"a","timestamp":1772359200.5}
            {"action":"dialout-warning","sessionId":"a","errorMsg":"m","timestamp":1772359260.5}
            {"action":"dialout-stopped","sessionId":"a","timestamp":1772359250.5}
            """#
        let amended = try #require(try Self.told(log).dropLast().last)
        #expect(
            TextNotificationRenderer().render(amended, at: Self.heard).contains("illegal: dialout-warning in stopped")
        )
        #expect(
            JSONNotificationRenderer().render(amended, at: Self.heard)
                .hasSuffix(
                    #""illegal":[{"at":"2026-03-01T10:01:00.500Z","event":"dialout-warning","state":"stopped","message":"m"}]}"#
                )
        )
        #expect("\(amended)".contains("illegal: dialout-warning"))
    }

    @Test("is as it was: UPDATE_GOLDEN=1 writes what has changed")
    func golden() throws {
        let told = try Self.told(Self.log, until: "2026-03-02T00:00:00Z")
        let documents = [
            "notifications.txt": told.map { TextNotificationRenderer().render($0, at: Self.heard) },
            "notifications.jsonl": told.map { JSONNotificationRenderer().render($0, at: Self.heard) },
        ]
        for (name, lines) in documents {
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
            let text = lines.map { $0 + "\n" }.joined()
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
            #expect(try Data(contentsOf: file) == Data(text.utf8), "\(name) has changed")
        }
    }

    @Test("has colours that change nothing else")
    func colours() throws {
        for notification in try Self.told(Self.log, until: "2026-03-02T00:00:00Z") {
            let plain = TextNotificationRenderer().render(notification, at: Self.heard)
            let coloured = TextNotificationRenderer(usingColour: true).render(notification, at: Self.heard)
            #expect(coloured != plain)
            #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
        }
    }

    @Test("shows no personal data, unless it is to")
    func personalData() throws {
        let log = MarkedLog.calls.joined(separator: "\n")
        var revealed = ""
        for notification in try Self.told(log, until: "1970-01-03T00:00:00Z") {
            let masked = [
                TextNotificationRenderer().render(notification, at: Self.heard),
                TextNotificationRenderer(usingColour: true).render(notification, at: Self.heard),
                JSONNotificationRenderer().render(notification, at: Self.heard),
            ]
            for text in masked { #expect(Mark.leaks(in: text).isEmpty, "\(text)") }
            revealed += TextNotificationRenderer(revealingPersonalData: true).render(notification, at: Self.heard)
            revealed += JSONNotificationRenderer(revealingPersonalData: true).render(notification, at: Self.heard)
        }
        for mark in [Mark.number, Mark.uri, Mark.endpoint, Mark.secret] { #expect(revealed.contains(mark)) }
    }

    @Test(
        "names its session so that it can be told from others and asked for",
        arguments: [
            ("7d208e2a-520b-4a8d-a2c9-3a36dfa0d342", "7d208e2a"), ("s1", "s1"),
            ("sixteen-letters-", "sixteen-letters-"),
            ("seventeen-letters", "seventeen…etters"), ("\u{1B}[2J", "\u{FFFD}[2J"),
        ]
    )
    func shortened(id: String, expected: String) { #expect(CallSessionID(id).shortened == expected) }
}
