public import CallLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Asserts that a sequence of events is legal.
///
/// - Parameters:
///   - events: The events of one call, in order.
///   - direction: The call's direction; that of the first event by default.
///   - isStrict: Whether an event that skips a state breaks the sequence, too.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure`` with the places where it breaks and the shortest repair.
public func expectLegal(
    _ events: [CallEventKind],
    direction: CallDirection? = nil,
    strictly isStrict: Bool = false,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    let legality = CallLegality(of: events, direction: direction, strictly: isStrict)
    guard !legality.isLegal else { return }
    throw CallExpectationFailure(
        "\(events.map(\.rawValue).joined(separator: ", ")) is not legal",
        "\(legality)".split(separator: "\n").map(String.init),
        at: .init(fileID, filePath, line)
    )
}

/// Asserts that no session of an engine has had an event that its state did not allow.
///
/// - Parameters:
///   - engine: A `CallSessionEngine`, a `DurableCallEngine`, or whatever looks like one.
///   - isStrict: Whether events that skip a state, because one was lost, are not allowed either.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure`` that lists them.
public func expectOnlyLegalTransitions(
    _ engine: some CallSessionObserving,
    strictly isStrict: Bool = false,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    try expectOnlyLegalTransitions(
        engine.timelines,
        strictly: isStrict,
        fileID: fileID,
        filePath: filePath,
        line: line
    )
}

/// Asserts that no call of some timelines has had an event that its state did not allow.
///
/// - Parameters:
///   - timelines: The timelines, such as those of a reconstruction.
///   - isStrict: Whether events that skip a state, because one was lost, are not allowed either.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure`` that lists them.
public func expectOnlyLegalTransitions(
    _ timelines: [CallTimeline],
    strictly isStrict: Bool = false,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    let findings = timelines.flatMap { $0.session.findings(strictly: isStrict) }
    guard !findings.isEmpty else { return }
    throw CallExpectationFailure(
        findings.headline,
        findings.flatMap { ["\($0)", "the event: \($0.step.event)"] },
        at: .init(fileID, filePath, line)
    )
}

/// Asserts that every event of a log was legal in the state of its call, and that every line of it could be read.
///
/// A recorded log of production is a test this way. It says the same as `call-lifecycle check`.
///
/// - Parameters:
///   - path: The log: one JSON object a line, in any wire form.
///   - isStrict: Whether events that skip a state, because one was lost, are not allowed either.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
/// - Throws: ``CallExpectationFailure`` that lists each with its line.
public func expectLegal(
    logAt path: String,
    strictly isStrict: Bool = false,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line
) throws(CallExpectationFailure) {
    let place = CallExpectationFailure.Place(fileID, filePath, line)
    let name = path.split(separator: "/").last.map(String.init)?.printable ?? path.printable
    let log: Data
    do {
        log = try Data(contentsOf: URL(filePath: path))
    } catch {
        throw CallExpectationFailure("\(name) could not be read", ["\(path.printable)"], at: place)
    }
    var reconstructor = CallReconstructor()
    var places = CallEventPlaces<Int>()
    var problems: [(line: Int, text: String)] = []
    func take(_ line: CallLogReader.Line) {
        reconstructor.add(line)
        switch line.result {
        case .success(.event(let event)): places.note(event, at: line.number)
        case .success(.foreign): break
        case .failure(let problem): problems.append((line.number, "\(name): \(problem)"))
        }
    }
    var reader = CallLogReader()
    reader.read(log) { take($0) }
    reader.finish { take($0) }
    let findings = reconstructor.reconstruct().timelines.flatMap { $0.session.findings(strictly: isStrict) }
        .map { finding in
            let line = places[finding.step.event] ?? 0
            return (line: line, text: "\(name):\(line): \(finding)")
        }
    guard !findings.isEmpty || !problems.isEmpty else { return }
    let unread = problems.isEmpty ? "" : "\(problems.count) of its lines cannot be read"
    let illegal = findings.isEmpty ? "" : "\(findings.count) of its events are not legal"
    throw CallExpectationFailure(
        "\(name): " + [illegal, unread].filter { !$0.isEmpty }.joined(separator: ", "),
        (findings + problems).sorted { $0.line < $1.line }.map(\.text),
        at: place
    )
}

extension [CallFinding] {
    fileprivate var headline: String {
        count == 1 ? "1 event was not legal" : "\(count) events were not legal"
    }
}
