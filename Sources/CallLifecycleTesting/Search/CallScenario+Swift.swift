import CallLifecycle

extension CallScenario {
    /// The call as Swift code to paste into a test: it makes a scenario with the same reports in the same order.
    ///
    /// As a call is written by hand where it can be, otherwise with its reports as JSON, which the code has to `try`.
    /// Personal data is written as it is.
    public var swiftCode: String {
        if let (lines, rebuilt) = written, rebuilt.events == events {
            return lines.enumerated().map { $0 == 0 ? $1 : "    \($1)" }.joined(separator: "\n")
        }
        let lines = events.map { "    \($0.json)\n" }.joined()
        // A raw string ends where its quotes stand before as many signs as it began with.
        var signs = "#"
        while lines.contains("\"\"\"\(signs)") { signs += "#" }
        return "try CallScenario(\n    jsonLines: \(signs)\"\"\"\n\(lines)    \"\"\"\(signs)\n)"
    }

    /// The steps that a person would write, and the scenario that they make; `nil` where there are none for it.
    private var written: (lines: [String], scenario: CallScenario)? {
        guard startsAt == Self.defaultStart else { return nil }
        var (begin, scenario) = beginning
        var lines = [begin]
        for event in deliveries.map(\.event).sorted(by: { $0.stamp < $1.stamp }) {
            let offset = event.stamp.millisecondsSince1970 - startsAt.millisecondsSince1970
            let wait = Duration.milliseconds(offset) - scenario.moment
            if wait > .zero, !(scenario.isTaken && wait == Self.pause) {
                lines.append(".waits(for: \(wait.swiftCode))")
                scenario = scenario.waits(for: wait)
            }
            guard let (line, next) = scenario.step(to: event) else { return nil }
            lines.append(line)
            scenario = next
        }
        return (lines, scenario)
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
        return ways.first { $0.1.deliveries.count > deliveries.count && $0.1.latest == event }
            .map { (code: $0.0, scenario: $0.1) }
    }

    /// The event that happened last.
    private var latest: CallEvent? { deliveries.map(\.event).max { $0.stamp < $1.stamp } }
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
    /// The duration as Swift writes it: `.seconds(8)`, `.milliseconds(250)`.
    fileprivate var swiftCode: String {
        let milliseconds = wholeMilliseconds
        return milliseconds % 1000 == 0 ? ".seconds(\(milliseconds / 1000))" : ".milliseconds(\(milliseconds))"
    }
}
