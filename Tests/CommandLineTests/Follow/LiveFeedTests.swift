import CallLifecycle
import Testing

@testable import call_lifecycle

@Suite("What is told of followed calls")
struct LiveFeedTests {
    private let start: CallStamp
    private var feed = LiveFeed()

    init() throws { start = try #require(CallStamp(millisecondsSince1970: 1_772_359_200_000)) }

    private func at(_ seconds: Int) -> CallStamp { start.advanced(by: .seconds(seconds)) }

    /// Feeds an event, and returns what was told of it.
    private func told(
        _ action: String,
        _ session: String? = "s1",
        at seconds: Int,
        from origin: FollowedInput.Origin = .growth,
        _ feed: inout LiveFeed
    ) throws -> [String] {
        let id = session.map { #""sessionId":"\#($0)","# } ?? ""
        let json = #"{"action":"\#(action)",\#(id)"timestamp":"\#(at(seconds))"}"#
        var told: [LiveFeed.Told] = []
        feed.take(try CallEventDecoder().decode(json), from: origin, at: at(seconds), &told)
        return told.map { "\($0.notification)" }
    }

    private func advance(
        _ seconds: Int,
        from origin: FollowedInput.Origin = .growth,
        _ feed: inout LiveFeed
    ) -> [String] {
        var told: [LiveFeed.Told] = []
        feed.advance(to: at(seconds), from: origin, &told)
        return told.map { "\($0.notification)" }
    }

    @Test("is what comes, not what stood there, which is known all the same")
    func history() throws {
        var feed = feed
        #expect(try told("dialin-connected", at: 0, from: .history, &feed) == [])
        #expect(feed.liveEventCount == 0)
        #expect(feed.openSessions.map(\.id) == ["s1"])
        #expect(try told("dialin-stopped", at: 5, &feed) == ["dial-in s1 connected → stopped"])
        #expect(try told("dialin-stopped", at: 5, &feed) == [])
        #expect(try told("dialin-warning", at: 6, from: .pipe, &feed).count == 1)
        #expect(feed.liveEventCount == 3)
        #expect(feed.counts == LiveFeed.Counts(stopped: 1, illegal: 1))
        #expect(feed.openSessions.isEmpty)
    }

    @Test("since a moment has what happened in that very moment, however finely each is written")
    func sinceMoment() throws {
        let second = CallStamp(millisecondsSince1970: at(10).millisecondsSince1970, resolution: .second)
        var feed = LiveFeed(since: second)
        #expect(try told("dialin-connected", at: 10, from: .history, &feed).count == 1)
        #expect(try told("dialin-connected", "s2", at: 9, from: .pipe, &feed) == [])
    }

    @Test("is of what stood there, or came through a pipe, what happened since a moment; of what comes, all")
    func since() throws {
        var feed = LiveFeed(since: at(10))
        #expect(try told("dialin-connected", at: 0, from: .history, &feed) == [])
        #expect(try told("dialin-warning", at: 10, from: .history, &feed).count == 1)
        #expect(try told("dialin-connected", "s2", at: 9, from: .pipe, &feed) == [])
        #expect(try told("dialin-stopped", "s2", at: 11, from: .pipe, &feed).count == 1)
        #expect(try told("dialin-connected", "s3", at: 9, from: .growth, &feed).count == 1)
    }

    @Test("is that a call is overdue, which it is until it moves on")
    func overdue() throws {
        var feed = feed
        _ = try told("dialout-requested", "s1", at: 0, &feed)
        _ = try told("dialout-requested", "s2", at: 30, &feed)
        _ = try told("dialout-requested", "s3", at: 40, &feed)
        #expect(advance(59, &feed) == [])
        #expect(advance(91, &feed).map { $0.prefix(14) } == ["dial-out s1 re", "dial-out s2 re"])
        #expect(feed.openSessions.map(\.id) == ["s1", "s2", "s3"])
        #expect(Set(feed.overdue.keys) == ["s1", "s2"])
        _ = try told("dialout-connected", "s1", at: 92, &feed)
        #expect(Set(feed.overdue.keys) == ["s2"])
        #expect(feed.openSessions.map(\.id) == ["s2", "s3", "s1"])
        // What is taken to have ended is open no more.
        _ = advance(50_000, &feed)
        #expect(feed.openSessions.isEmpty)
        #expect(try told("dialout-connected", "s2", at: 93, &feed) == ["dial-out s2 ready → connected"])
        #expect(feed.openSessions.map(\.id) == ["s2"])
        #expect(Set(feed.overdue.keys) == ["s1", "s3"])
    }

    @Test("is nothing of what was overdue before, unless it is asked for")
    func overdueBefore() throws {
        for (since, count) in [(nil, 0), (at(59), 1), (at(61), 0)] as [(CallStamp?, Int)] {
            var feed = LiveFeed(since: since)
            _ = try told("dialout-requested", at: 0, from: .history, &feed)
            #expect(advance(120, from: .history, &feed).count == count)
            #expect(feed.overdue.count == 1)
        }
    }

    @Test("counts what came to be known late as it is known now")
    func amended() throws {
        var feed = feed
        _ = try told("dialout-error", at: 20, &feed)
        #expect(feed.counts == LiveFeed.Counts(failed: 1))
        #expect(try told("dialout-stopped", at: 10, &feed).first?.contains("amended") == true)
        #expect(feed.counts.failed == 0)
        #expect(feed.counts.stopped == 1)
        // The error came behind the end.
        #expect(feed.counts.illegal == 1)
        #expect(try told("dialout-error", nil, at: 10, &feed).first?.hasPrefix("unattributed") == true)
        #expect(feed.counts.unattributed == 1)
    }

    @Test("is about the calls that are meant")
    func filter() throws {
        var filter = LiveFilter()
        filter.directions = [.dialOut]
        filter.states = [.stopped, .ready]
        var feed = LiveFeed(filter)
        #expect(try told("dialin-connected", "s1", at: 0, &feed) == [])
        #expect(try told("dialout-requested", "s2", at: 0, &feed).count == 1)
        #expect(feed.openSessions.map(\.id) == ["s2"])
        #expect(try told("dialout-connected", "s2", at: 1, &feed) == [])
        #expect(feed.openSessions.isEmpty)
        #expect(try told("dialin-stopped", "s1", at: 1, &feed) == [])
        #expect(try told("dialout-stopped", "s2", at: 2, &feed).count == 1)
        #expect(try told("dialout-error", nil, at: 2, &feed) == [])
        #expect(feed.counts == LiveFeed.Counts(stopped: 1, unattributed: 1))
        filter.sessions = ["s2"]
        #expect(!filter.isAbout("s1", .dialOut))
        #expect(!filter.isAbout(nil, .dialOut))
        #expect(filter.isAbout("s23", .dialOut))
    }

    @Test("is bounded by number, not by age, so that an old log is judged like a new one")
    func retention() throws {
        var feed = feed
        _ = try told("dialin-connected", at: 0, &feed)
        _ = try told("dialin-stopped", at: 1, &feed)
        #expect(advance(400 * 86_400, &feed) == [])
        #expect(try told("dialin-warning", at: 2, &feed).first?.contains("illegal") == true)
    }

    @Test("has caught up with the clock when its latest stamp is at most a minute old")
    func current() throws {
        var feed = feed
        #expect(!feed.isCurrent(at: at(0)))
        _ = try told("dialin-connected", at: 0, &feed)
        #expect(feed.isCurrent(at: at(60)))
        #expect(!feed.isCurrent(at: at(61)))
    }
}
