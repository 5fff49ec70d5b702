import CallLifecycle
import CallTimelineRendering
import PersonalDataMarks
import Testing

@testable import call_lifecycle

@Suite("A board")
struct BoardTests {
    private let masking = PersonalDataMask(reveals: false)
    private let colourless = TerminalPalette(isEnabled: false)

    /// A board of what some lines tell, as it is at a moment.
    private func board(of log: [String], at now: String, recent: Int = 8) throws -> Board {
        let now = try #require(CallStamp(now))
        var feed = LiveFeed()
        var told: [LiveFeed.Told] = []
        for line in log {
            if let decoded = try? CallEventDecoder(receivedAt: now).decode(line) {
                feed.take(decoded, from: .pipe, at: now, &told)
            } else {
                feed.countUnread()
            }
        }
        feed.advance(to: now, from: .pipe, &told)
        var board = Board(now: now)
        board.title = "calls.jsonl"
        board.counts = feed.counts
        board.rate = 2.25
        board.calls = feed.openSessions.map {
            Board.Call(timeline: CallTimeline($0), isOverdue: feed.overdue[$0.id] != nil)
        }
        board.recent = told.suffix(recent).map { .told(NotificationStory($0.notification, at: $0.heard, masking)) }
        return board
    }

    private func text(_ board: Board, _ columns: Int, _ rows: Int) -> String {
        board.lines(in: TerminalSize(columns: columns, rows: rows), colourless, masking).joined(separator: "\n")
    }

    private static let log = [
        #"{"action":"dialout-requested","sessionId":"4f1c2a10-520b-4a8d-a2c9-3a36dfa0d342","destination":"+14155550123","timestamp":1772359200}"#,
        #"{"action":"dialout-connected","sessionId":"4f1c2a10-520b-4a8d-a2c9-3a36dfa0d342","timestamp":1772359202.5}"#,
        #"{"action":"dialin-connected","sessionId":"9b77e0","sipFrom":"\"東京\" <sip:alice@example.com>","timestamp":1772359260}"#,
        #"{"action":"dialin-warning","sessionId":"9b77e0","errorMsg":"codec","timestamp":1772359261}"#,
        #"{"action":"dialout-requested","sessionId":"attempt-number-0000017","timestamp":1772359500}"#,
        #"{"action":"dialout-connected","sessionId":"9b77e0","timestamp":1772359501}"#,
        #"{"action":"dialin-connected","sessionId":"over","timestamp":1772359300}"#,
        #"{"action":"dialin-stopped","sessionId":"over","timestamp":1772359310}"#,
        #"{"action":"dialout-error","sessionId":"lost","errorMsg":"no route to +14155550199","timestamp":1772359320}"#,
        "nonsense",
    ]

    @Test("shows the open calls, what is wrong with them, and what happened last")
    func usual() throws {
        let board = try board(of: Self.log, at: "2026-03-01T10:05:03Z")
        #expect(
            text(board, 110, 20) == """
                calls.jsonl                                                                             10:05:03 UTC   q quits
                3 open: 1 ready, 2 connected  1 overdue  1 failed  1 illegal  1 unread line  1 stopped  2.3 events/s

                DIRECTION  SESSION           PARTY                         STATE      IN STATE  IN CALL  REMARK
                dial-out   4f1c2a10          +1•••••0123                   connected   0:05:00  0:05:03  overdue
                dial-in    9b77e0            東••••• <sip:a•••••@example…  connected   0:04:03  0:04:03  1 illegal, 1 warning
                dial-out   attempt-n…000017                                ready       0:00:03  0:00:03








                10:05:01.000  dial-in   9b77e0    dialout-connected  connected ✗          illegal; legal: dialin-warning, dia…
                10:01:40.000  dial-in   over      dialin-connected   ready → connected
                10:01:50.000  dial-in   over      dialin-stopped     connected → stopped
                10:02:00.000  dial-out  lost      dialout-error      ready → failed       “no route to +1•••••0199”
                10:04:02.500  dial-out  4f1c2a10  overdue            connected            since 2026-03-01T10:00:02.500Z, ove…
                """
        )
    }

    @Test("of a narrow terminal leaves out what tells least")
    func narrow() throws {
        let board = try board(of: Self.log, at: "2026-03-01T10:05:03Z")
        #expect(
            text(board, 56, 9) == """
                calls.jsonl                       10:05:03 UTC   q quits
                3 open: 1 ready, 2 connected  1 overdue  1 failed  1 il…

                SESSION           STATE      IN STATE  REMARK
                4f1c2a10          connected   0:05:00  overdue
                9b77e0            connected   0:04:03  1 illegal, 1 war…
                attempt-n…000017  ready       0:00:03

                10:04:02.500  dial-out  4f1c2a10  overdue  connected  s…
                """
        )
    }

    @Test("without calls says so, and of a log that is read that it is")
    func empty() throws {
        var board = try board(of: [], at: "2026-03-01T10:05:03Z")
        #expect(
            text(board, 60, 10) == """
                calls.jsonl                           10:05:03 UTC   q quits
                0 open  0 stopped  2.3 events/s

                no open calls
                """
        )
        board.isReading = true
        #expect(text(board, 60, 10).contains("reading…"))
        #expect(!text(board, 60, 10).contains("no open calls"))
    }

    /// Lines of a sender who means no good.
    private static let hostile = [
        #"{"action":"dialin-connected","sessionId":"\u001b[2J\u0007東京東京東京東京東京東京","sipFrom":"\u001b]0;x\u0007👩‍💻👩‍💻👩‍💻👩‍💻","timestamp":1772359500}"#,
        #"{"action":"dialin-warning","sessionId":"\u202Eevil","errorMsg":"\r\n\u001b[31m\u0300\u200d漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字","timestamp":1772359501}"#,
        #"{"action":"dtmf-event","sessionId":"x","\u001b[1m":"\u009b5n","timestamp":1772359501.5}"#,
        #"{"action":"dialout-error","errorMsg":"\u001b\\ tel","timestamp":1772359502}"#,
    ]

    @Test("is never wider or higher than the terminal, steers it nowhere, and is aligned, at any size")
    func sizes() throws {
        var board = try board(of: Self.log + Self.hostile, at: "2026-03-01T10:05:03Z")
        board.recent.append(.remark("名前.jsonl: truncated; reading it from its beginning"))
        for rows in 0...30 {
            for columns in 1...140 {
                let lines = board.lines(in: TerminalSize(columns: columns, rows: rows), colourless, masking)
                #expect(lines.count <= rows)
                for line in lines {
                    #expect(line.displayWidth <= columns, "\(columns)×\(rows): \(line)")
                    #expect(line.printable == line, "\(columns)×\(rows)")
                }
            }
        }
    }

    @Test("says how many calls there is no room for, and shows as many as there is")
    func more() throws {
        let log = (0..<50)
            .map { #"{"action":"dialin-connected","sessionId":"s\#($0)","timestamp":\#(1_772_359_500 - $0)}"# }
        let board = try board(of: log, at: "2026-03-01T10:05:03Z", recent: 0)
        for rows in 6...60 {
            let lines = text(board, 80, rows).split(separator: "\n", omittingEmptySubsequences: false)
            let calls = lines.count { $0.hasPrefix("dial-in") }
            #expect(calls == min(50, rows - (rows < 54 ? 5 : 4)))
            #expect(lines.last == (calls < 50 ? "+\(50 - calls) more" : lines.last))
        }
        // The longest in their state come first.
        #expect(text(board, 80, 8).contains("\ndial-in    s49"))
    }

    @Test("is as wide with colours as without")
    func colours() throws {
        let board = try board(of: Self.log, at: "2026-03-01T10:05:03Z")
        let size = TerminalSize(columns: 100, rows: 20)
        let coloured = board.lines(in: size, TerminalPalette(isEnabled: true), masking)
        #expect(coloured.contains { $0.contains("\u{1B}[31m") })
        let plain = coloured.map { $0.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") }
        #expect(plain == board.lines(in: size, colourless, masking))
    }

    @Test("shows no personal data, unless it is to")
    func personalData() throws {
        for line in MarkedLog.calls.indices {
            let board = try board(of: Array(MarkedLog.calls[...line].suffix(12)), at: "1970-01-01T01:10:00Z")
            for columns in [20, 56, 110, 400] {
                let shown = text(board, columns, 60)
                #expect(Mark.leaks(in: shown).isEmpty, "\(shown)")
            }
        }
        let board = try board(of: Self.log, at: "2026-03-01T10:05:03Z")
        let revealed = board.lines(
            in: TerminalSize(columns: 110, rows: 20),
            colourless,
            PersonalDataMask(reveals: true)
        )
        #expect(revealed.contains { $0.contains("+14155550123") })
    }

    @Test("measures how many events a second there were in the last ten seconds")
    func rate() {
        var rate = EventRate()
        let start = ContinuousClock.now
        #expect(rate.perSecond == 0)
        rate.note(1000, at: start)
        #expect(rate.perSecond == 0)
        for second in 1...30 { rate.note(1000 + 3 * second, at: start + .seconds(second)) }
        #expect(rate.perSecond == 3)
        for second in 31...50 { rate.note(1090, at: start + .seconds(second)) }
        #expect(rate.perSecond == 0)
    }
}
