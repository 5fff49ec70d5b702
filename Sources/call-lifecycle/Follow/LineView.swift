import CallLifecycle

/// A live view that writes a line for each thing that happens.
struct LineView: LiveView {
    private let output: Output
    private let line: (CallNotification, CallStamp) -> String

    /// A view that writes the lines that a renderer makes.
    init(_ output: Output, _ line: @escaping (CallNotification, CallStamp) -> String) {
        self.output = output
        self.line = line
    }

    var keys: FileDescriptor? { nil }

    mutating func show(_ told: [LiveFeed.Told]) throws(Failure) {
        for item in told { try output.line(line(item.notification, item.heard)) }
    }

    mutating func remark(_ text: String) throws(Failure) {
        // In the order of what happened, where both go to one place.
        try output.flush()
        warn(text)
    }

    mutating func refresh(_ feed: LiveFeed, at now: CallStamp, isReading: Bool) throws(Failure) {
        try output.flush()
    }

    mutating func react(to request: Interruptions.Request, hasKeys: Bool) throws(Failure) -> Bool {
        request.contains(.end)
    }
}
