import CallLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Somebody who asks the engine everything, all the time, while events come in.
struct Inspector: Sendable {
    private(set) var lookCount = 0
    private(set) var restoredCount = 0
    private(set) var problems: [String] = []

    /// Looks again and again until cancelled; returns what was found.
    static func watch(_ engine: CallSessionEngine) -> Task<Inspector, Never> {
        Task {
            var inspector = Inspector()
            while !Task.isCancelled {
                inspector.look(engine)
                try? await Task.sleep(for: .milliseconds(5))
            }
            return inspector
        }
    }

    private mutating func look(_ engine: CallSessionEngine) {
        lookCount += 1
        problems += Accounts.problems(engine.counters)
        let bounds = engine.configuration
        let maximum = bounds.maximumOpenSessions + bounds.maximumEndedSessions
        let timelines = engine.timelines
        if timelines.count > maximum { problems.append("\(timelines.count) sessions, of which \(maximum) may be kept") }
        for timeline in timelines {
            let session = timeline.session
            // The end of a full session is still taken, and events without a session ID join however full it is.
            let most = bounds.maximumEventsPerSession + bounds.maximumUnattributed + 4
            if session.steps.count + session.surplusWarningCount > most {
                problems.append(
                    "\(session.id) has \(session.steps.count) events and \(session.surplusWarningCount) more"
                )
            }
        }
        // At any one moment no endpoint has two callers, and no caller two endpoints.
        let claims = engine.endpoints.compactMap(\.claim)
        if Set(claims).count != claims.count { problems.append("a caller has two endpoints: \(claims)") }
        if lookCount.isMultiple(of: 8) { restore(engine) }
    }

    private mutating func restore(_ engine: CallSessionEngine) {
        restoredCount += 1
        let snapshot = engine.snapshot()
        let restored = CallSessionEngine(restoring: snapshot, configuration: engine.configuration)
        problems += Accounts.problems(restored.counters)
        let again = restored.snapshot()
        if again != snapshot {
            problems.append("a snapshot of what was restored is another one: \(Self.difference(snapshot, again))")
        }
        // The copy has a life of its own: it goes on to its sessions' ends, and the original does not notice.
        restored.advance(to: SoakTime.stamp(SoakTime.start(ofStep: 1 << 24)))
        if restored.counters.openCount != 0 { problems.append("\(restored.counters.openCount) restored sessions open") }
    }

    /// Where the encoded forms begin to differ.
    private static func difference(_ left: CallEngineSnapshot, _ right: CallEngineSnapshot) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let texts = [left, right].map { (try? encoder.encode($0)) ?? Data() }
        let common = zip(texts[0], texts[1]).prefix { $0 == $1 }.count
        return texts.map { String(decoding: $0.dropFirst(common - min(common, 300)).prefix(500), as: UTF8.self) }
            .joined(separator: "\n   and ")
    }
}
