import CallLifecycle

extension CallScenario {
    /// The call as Swift code to paste into a test: it makes a scenario with the same reports in the same order.
    ///
    /// As a call is written by hand where it can be, one delayed report and a second observer included; otherwise with its
    /// reports as JSON, which the code has to `try`.
    /// Personal data is written as it is.
    public var swiftCode: String {
        if let lines = writings.first(where: { $0.scenario.events == events })?.lines {
            return lines.enumerated().map { $0 == 0 ? $1 : "    \($1)" }.joined(separator: "\n")
        }
        let lines = events.map { "    \($0.json)\n" }.joined()
        // A raw string ends where its quotes stand before as many signs as it began with.
        var signs = "#"
        while lines.contains("\"\"\"\(signs)") { signs += "#" }
        return "try CallScenario(\n    jsonLines: \(signs)\"\"\"\n\(lines)    \"\"\"\(signs)\n)"
    }

    /// The ways in which a person could write what happened, and what became of the reports; the plainest first.
    private var writings: some Sequence<Writing> {
        // Long enough for one report to arrive behind all others.
        let delay = moment + .seconds(10)
        let late = CallSignal.allCases.map { signal in
            Writing.Change(code: ".late(.\(signal.caseName), by: \(delay.swiftCode))") { $0.late(signal, by: delay) }
        }
        let observers = [
            Writing.Change.none, .init(code: ".asWebhooks()") { $0.asWebhooks() },
            .init(code: ".alsoAsWebhooks()") { $0.alsoAsWebhooks() },
        ]
        let repetitions = [Writing.Change.none, .init(code: ".repeating()") { $0.repeating() }]
        return (written.map { [$0] } ?? []).lazy
            .flatMap { plain in observers.lazy.map { plain.with($0) } }
            .flatMap { plain in repetitions.lazy.map { plain.with($0) } }
            .flatMap { plain in ([.none] + late).lazy.map { plain.with($0) } }
    }

    /// What happened, each thing once and as a client reports it: the steps that a person would write.
    private var written: Writing? {
        guard startsAt == Self.defaultStart else { return nil }
        let hasClient = events.contains { $0.source == .client }
        var happened = events.filter { !hasClient || $0.source != .webhook }.sorted { $0.stamp < $1.stamp }
        var seen: Set<CallEvent> = []
        happened.removeAll { !seen.insert($0).inserted }
        var (begin, scenario) = beginning
        var lines = [begin]
        for event in happened {
            let offset = event.stamp.millisecondsSince1970 - startsAt.millisecondsSince1970
            let wait = Duration.milliseconds(offset) - scenario.moment
            // One pause behind another event is what nothing needs to be said about.
            if scenario.isTaken ? wait != Self.pause : wait > .zero {
                lines.append(".waits(for: \(wait.swiftCode))")
                scenario = scenario.waits(for: wait)
            }
            guard let (line, next) = scenario.step(to: event) else { return nil }
            lines.append(line)
            scenario = next
        }
        return Writing(lines: lines, scenario: scenario)
    }

    private var beginning: (code: String, scenario: CallScenario) {
        let plain = direction == .dialOut ? CallScenario.dialOut() : CallScenario.dialIn()
        let name = direction == .dialOut ? "CallScenario.dialOut" : "CallScenario.dialIn"
        guard sessionID != plain.sessionID else { return ("\(name)()", plain) }
        let scenario =
            direction == .dialOut
            ? CallScenario.dialOut(session: sessionID) : CallScenario.dialIn(session: sessionID)
        return ("\(name)(session: \(sessionID.rawValue.debugDescription))", scenario)
    }

    /// How a person would write that an event happens next; `nil` where there is no such way.
    private func step(to event: CallEvent) -> (code: String, scenario: CallScenario)? {
        let message = event.message.map { $0.rawValue.debugDescription }
        let then = ".then(.\(event.kind.caseName)\(message.map { ", message: \($0)" } ?? ""))"
        let ways: [(String, CallScenario)] = [
            (".requested()", requested()), (".endpointReady()", endpointReady()), (".connected()", connected()),
            (".answered()", answered()), (".stopRequested()", stopRequested()), (".stopped()", stopped()),
            (".warned()", warned()), (".failed()", failed()), (".failsToStart()", failsToStart()),
            (".warned(\(message ?? ""))", event.message.map { warned($0) } ?? self),
            (".failed(\(message ?? ""))", event.message.map { failed($0) } ?? self),
            (".failsToStart(\(message ?? ""))", event.message.map { failsToStart($0) } ?? self),
            (then, self.then(event.kind, message: event.message)),
        ]
        return ways.first { $0.1.deliveries.count > deliveries.count && $0.1.latest?.tells(event) == true }
            .map { (code: $0.0, scenario: $0.1) }
    }

    /// The event that was written down last: here each arrives when it happens.
    private var latest: CallEvent? { deliveries.last?.event }
}

/// Lines of Swift, and the scenario that they make.
private struct Writing {
    /// Something that is said of the reports of a call.
    struct Change {
        var code: String?
        var make: (CallScenario) -> CallScenario

        init(code: String?, _ make: @escaping (CallScenario) -> CallScenario) {
            self.code = code
            self.make = make
        }

        static var none: Change { Change(code: nil) { $0 } }
    }

    var lines: [String]
    var scenario: CallScenario

    func with(_ change: Change) -> Writing {
        Writing(lines: lines + (change.code.map { [$0] } ?? []), scenario: change.make(scenario))
    }
}

extension CallEvent {
    /// Whether this says what another report says of the same happening, whoever reports it and with what details.
    fileprivate func tells(_ other: CallEvent) -> Bool {
        kind == other.kind && message == other.message && (sessionID == nil) == (other.sessionID == nil)
            && stamp.millisecondsSince1970 == other.stamp.millisecondsSince1970
    }
}

extension CallSignal {
    /// The name of the case.
    fileprivate var caseName: String { self == .stopRequested ? "stopRequested" : rawValue }
}

extension CallEventKind {
    /// The name of the case: `dialOutStopRequested`.
    fileprivate var caseName: String {
        let words = rawValue.split(separator: "-").map(String.init)
        let direction = self.direction == .dialIn ? "dialIn" : "dialOut"
        return words.dropFirst().reduce(direction) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }
}

extension Duration {
    /// The duration as Swift writes it: `.seconds(8)`, `.milliseconds(250)`, `.zero`.
    fileprivate var swiftCode: String {
        if self == .zero { return ".zero" }
        let milliseconds = milliseconds
        return milliseconds % 1000 == 0 ? ".seconds(\(milliseconds / 1000))" : ".milliseconds(\(milliseconds))"
    }
}
