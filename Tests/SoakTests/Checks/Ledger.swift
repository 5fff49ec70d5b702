import CallLifecycle

/// What the engine took of the sampled calls, and whether what it made of that is what a reconstruction makes of it.
///
/// A session is compared where it is known which events it must consist of: all that were taken of its call, if the
/// call had one session from the first of them to now. That is not known of one that was evicted and opened anew by an
/// event that came after its tombstone had gone, nor of one whose event without a session ID was itself evicted. Those
/// are counted, and have to be few.
struct Ledger {
    private var accepted: [Int: [CallEvent]] = [:]
    /// Calls whose resident session is made of events that are no longer known.
    private var unclear: Set<Int> = []
    private(set) var comparedCount = 0
    private(set) var joinedCount = 0
    private(set) var fullCount = 0
    private(set) var unclearCount = 0
    private(set) var problems: [String] = []

    mutating func add(_ events: [Int: [CallEvent]]) { accepted.merge(events, uniquingKeysWith: +) }

    /// Compares all that can be compared, and forgets the calls whose sessions have gone.
    ///
    /// At rest only, with everything that the auditor has heard since this was last done.
    mutating func settle(_ auditor: Auditor, _ engine: CallSessionEngine) {
        let waiting = Dictionary(grouping: engine.unattributed) { $0.attributes.sipCallID }
        for number in Set(accepted.keys).union(auditor.evictedSamples.keys).union(unclear) {
            let resident = engine.session(SoakCall.id(number))
            let sessions = auditor.evictedSamples[number, default: []] + (resident.map { [$0] } ?? [])
            let sipCallID = SoakCall.sipCallID(number)
            let isLost = auditor.lostCallIDs.contains(sipCallID) || resident == nil && waiting[sipCallID] != nil
            if sessions.isEmpty {
                expectNoSession(number)
            } else if sessions.count == 1, !isLost, !unclear.contains(number) {
                compare(sessions[0], number)
            } else {
                unclearCount += auditor.evictedSamples[number, default: []].count
                if resident != nil { unclear.insert(number) }
            }
            // Of a call without a session the engine knows no more than what waits for one.
            if resident == nil {
                accepted[number] = waiting[sipCallID]
                unclear.remove(number)
            }
        }
    }

    private mutating func compare(_ session: CallSession, _ number: Int) {
        var reconstructor = CallReconstructor()
        for event in accepted[number, default: []] { reconstructor.add(event) }
        let reconstruction = reconstructor.reconstruct()
        let expected = reconstruction.timelines.map(\.session)
        comparedCount += 1
        if accepted[number, default: []].contains(where: { $0.sessionID == nil && $0.attributes.sipCallID != nil }) {
            joinedCount += 1
        }
        if SoakCall.isFlooded(number) { fullCount += 1 }
        if expected != [session] {
            problems.append(
                "\(session.id) is \(session.state) with \(session.steps.count) events; reconstructed it is "
                    + expected.map { "\($0.state) with \($0.steps.count)" }.joined(separator: ", ")
            )
        }
    }

    /// A call without any session: all that was taken of it must be events that name none.
    private mutating func expectNoSession(_ number: Int) {
        if accepted[number, default: []].contains(where: { $0.sessionID != nil }), !unclear.contains(number) {
            problems.append("events of \(SoakCall.id(number)) were taken, and there is no session")
        }
    }
}
