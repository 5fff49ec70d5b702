import CallLifecycle

/// Where a person or a program sees what is followed.
protocol LiveView {
    /// Shows what happened.
    mutating func show(_ told: [LiveFeed.Told]) throws(Failure)

    /// Says something about the logs rather than about calls.
    mutating func remark(_ text: String) throws(Failure)

    /// Lets everything be seen that was shown, and how things stand.
    mutating func refresh(_ feed: LiveFeed, at now: CallStamp, isReading: Bool) throws(Failure)

    /// What a person presses keys on, if the view has any.
    var keys: FileDescriptor? { get }

    /// Reacts to keys and to signals.
    ///
    /// - Returns: Whether the person wants to end.
    mutating func react(to request: Interruptions.Request, hasKeys: Bool) throws(Failure) -> Bool
}

/// The loop that follows logs: reads what there is, tells it, lets time pass, waits a little.
struct Follower {
    /// How often files are looked at, and how late a signal may be seen.
    private static let pause: Int32 = 200
    /// How many pieces of a file are read before what they tell is shown.
    private static let burst = 16

    private var inputs: [FollowedInput]
    private var feed: LiveFeed
    /// Whether one of the logs is, or was, a pipe.
    private let hasPipe: Bool
    private let clock = ContinuousClock()
    private var advancedAt: ContinuousClock.Instant?
    private var polling = Polling()
    private var toldProblems = 0

    /// Opens the logs.
    init(_ operands: [String], _ feed: LiveFeed) throws(Failure) {
        var inputs: [FollowedInput] = []
        for operand in operands { inputs.append(try FollowedInput(operand)) }
        self.inputs = inputs
        hasPipe = inputs.contains { $0.pipe != nil }
        self.feed = feed
    }

    /// Follows the logs until they have ended, somebody ends it, or nobody looks any more.
    ///
    /// - Returns: The status to end with: `data` if lines could not be read, unless nobody looks any more.
    mutating func run(showing view: inout some LiveView) throws(Failure) -> ExitStatus {
        var isIdle = false
        wait(0, view)
        while try !view.react(to: Interruptions.take(), hasKeys: view.keys.map(polling.hasInput) ?? false) {
            let now = CallStamp.now
            let hasMore = try readOn(at: now, &view)
            let hasEnded = inputs.allSatisfy(\.hasEnded)
            if !hasEnded { try letTimePass(to: now, isIdle: isIdle, &view) }
            try view.refresh(feed, at: now, isReading: isInHistory)
            if hasEnded { break }
            wait(hasMore ? 0 : Self.pause, view)
            isIdle = !hasMore && !inputs.contains { $0.pipe.map(polling.hasInput) ?? false }
            // Whoever reads the results of others usually goes away between two of them.
            if polling.isClosed(.standardOutput) { return .fine }
        }
        return feed.counts.unread > 0 ? .data : .fine
    }

    /// Says how many lines could not be read.
    func reportProblems() { warn(LogInput.summary(ofProblems: feed.counts.unread, told: toldProblems)) }

    private mutating func wait(_ milliseconds: Int32, _ view: some LiveView) {
        polling = Polling()
        for pipe in inputs.compactMap(\.pipe) { polling.awaitInput(pipe) }
        if let keys = view.keys { polling.awaitInput(keys) }
        polling.awaitClosing(.standardOutput)
        polling.wait(milliseconds: milliseconds)
    }

    // MARK: Reading

    /// Whether what stood in a file when following began has yet to be read.
    ///
    /// Nothing else is read before: events that come now are about calls that began then.
    private var isInHistory: Bool { inputs.contains(where: \.isInHistory) }

    /// Reads what there is, up to a bound; returns whether there may be more at once.
    private mutating func readOn(
        at now: CallStamp,
        _ view: inout some LiveView
    ) throws(Failure) -> Bool {
        let isInHistory = isInHistory
        var hasMore = false
        for index in inputs.indices where inputs[index].isInHistory == isInHistory {
            // A pipe may block whoever reads it twice.
            let pipe = inputs[index].pipe
            var isMore = pipe.map(polling.hasInput) ?? true
            var rest = pipe == nil ? Self.burst : 1
            while isMore && rest > 0 {
                rest -= 1
                var news: [FollowedInput.News] = []
                isMore = try inputs[index].readOn(at: now) { news.append($0) }
                try take(news, of: inputs[index].name, at: now, &view)
            }
            hasMore = hasMore || isMore
        }
        return hasMore || isInHistory
    }

    private mutating func take(
        _ news: [FollowedInput.News],
        of name: String,
        at now: CallStamp,
        _ view: inout some LiveView
    ) throws(Failure) {
        var told: [LiveFeed.Told] = []
        var remarks: [String] = []
        for item in news {
            switch item {
            case .remark(let text): remarks.append(text)
            case .line(let line, let origin):
                switch line.result {
                case .success(let decoded): feed.take(decoded, from: origin, at: now, &told)
                case .failure(let problem):
                    feed.countUnread()
                    guard toldProblems < LogInput.toldProblems else { continue }
                    toldProblems += 1
                    remarks.append("\(name.printable): \(problem)")
                }
            }
        }
        try view.show(told)
        for remark in remarks { try view.remark(remark) }
    }

    // MARK: Time

    private mutating func letTimePass(
        to now: CallStamp,
        isIdle: Bool,
        _ view: inout some LiveView
    ) throws(Failure) {
        guard !isInHistory else { return }
        let instant = clock.now
        let origin: FollowedInput.Origin
        if let advancedAt {
            guard instant - advancedAt >= .seconds(1) else { return }
            origin = .growth
        } else {
            // Of a pipe nobody knows how much of it is old, but that it has caught up or fallen silent.
            guard !hasPipe || isIdle || feed.isCurrent(at: now) else { return }
            origin = hasPipe ? .pipe : .history
        }
        advancedAt = instant
        var told: [LiveFeed.Told] = []
        feed.advance(to: now, from: origin, &told)
        try view.show(told)
    }
}
