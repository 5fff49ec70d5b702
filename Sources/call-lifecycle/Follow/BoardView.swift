import CallLifecycle
import CallTimelineRendering

/// A live view that keeps a board on the terminal's alternate screen.
struct BoardView: LiveView {
    /// How often the board is drawn at the most: oftener is a flicker.
    private static let shortestInterval: Duration = .milliseconds(250)
    /// How often it is drawn when nothing happens: its clocks run.
    private static let longestInterval: Duration = .seconds(1)
    /// How much of what happened is kept for the bottom of the board.
    private static let recentCount = 8

    private let title: String
    private let palette: TerminalPalette
    private let mask: PersonalDataMask
    private let screen = Screen()
    private let clock = ContinuousClock()
    private var drawnAt: ContinuousClock.Instant?
    private var shownCount = -1
    private var recent: [Board.Item] = []
    private var rate = EventRate()
    /// What was said of the logs, for those who see no more of the screen.
    private var remarks: [String] = []

    init(title: String, usingColour: Bool, revealingPersonalData: Bool) {
        self.title = title
        palette = TerminalPalette(isEnabled: usingColour)
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// Says why there can be no board, if so.
    static func checkTerminal(_ arguments: Arguments) throws(Failure) {
        let command = FollowCommand.description
        if arguments.value("--format") == "json" { throw command.usageError("--board has no --format json") }
        guard FileDescriptor.standardOutput.isTerminal else {
            throw command.usageError("--board needs a terminal, and standard output is none")
        }
        let terminal = environment("TERM") ?? ""
        if terminal.isEmpty || terminal == "dumb" {
            let kind = terminal.isEmpty ? "TERM does not say which" : "one of TERM=dumb cannot"
            throw command.usageError("--board needs a terminal that can draw in place; \(kind)")
        }
        if arguments.operands.contains("-"), FileDescriptor.standardInput.isTerminal {
            throw command.usageError("--board reads keys from the terminal: name a log, or pipe one into -")
        }
    }

    /// Takes the terminal.
    func open() {
        Interruptions.noteScreenSignals()
        screen.enter()
    }

    /// Gives the terminal back, and says on standard error what was said of the logs.
    func close() {
        screen.leave()
        for remark in remarks { warn(remark) }
    }

    var keys: FileDescriptor? { screen.keys }

    mutating func show(_ told: [LiveFeed.Told]) throws(Failure) {
        for item in told.suffix(Self.recentCount) {
            add(.told(NotificationStory(item.notification, at: item.heard, mask)))
        }
    }

    mutating func remark(_ text: String) throws(Failure) {
        add(.remark(text))
        // Logs may be rotated for weeks.
        if remarks.count < 2 * LogInput.toldProblems { remarks.append(text) }
    }

    private mutating func add(_ item: Board.Item) {
        recent = (recent + [item]).suffix(Self.recentCount)
    }

    mutating func react(to request: Interruptions.Request, hasKeys: Bool) throws(Failure) -> Bool {
        if request.contains(.end) { return true }
        if request.contains(.suspend) {
            screen.leave()
            Interruptions.suspendProcess()
        }
        if !request.isDisjoint(with: [.suspend, .resume]) { screen.enter() }
        var isRedrawn = !request.isEmpty
        if hasKeys {
            for key in screen.pressedKeys() {
                if key == UInt8(ascii: "q") || key == UInt8(ascii: "Q") { return true }
                // Control-L draws anew whatever is on a screen.
                if key == 0x0C { isRedrawn = true }
            }
        }
        if isRedrawn {
            screen.forget()
            drawnAt = nil
        }
        return false
    }

    mutating func refresh(_ feed: LiveFeed, at now: CallStamp, isReading: Bool) throws(Failure) {
        let instant = clock.now
        if let drawnAt, instant - drawnAt < Self.shortestInterval { return }
        // Sessions may have changed, or a second has passed for those that are shown.
        let count = feed.engine.counters.ingested
        guard drawnAt.map({ instant - $0 >= Self.longestInterval }) ?? true || count != shownCount else { return }
        drawnAt = instant
        shownCount = count
        rate.note(feed.liveEventCount, at: instant)
        let size = screen.size
        var board = Board(now: now)
        board.title = title
        board.counts = feed.counts
        board.rate = rate.perSecond
        board.isReading = isReading
        board.recent = recent
        board.calls = feed.openSessions.map { session in
            Board.Call(timeline: CallTimeline(session), isOverdue: feed.overdue[session.id] != nil)
        }
        try screen.draw(board.lines(in: size, palette, mask))
    }
}
