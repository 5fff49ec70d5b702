import CallLifecycle

/// What `Peers/statem.erl` asks of a process for each call, asked of an engine.
///
/// All calls are opened; all are warned, answered and warned again, each time in the order in which they were opened;
/// and of each is asked at last what became of it. A process gets bare names of events, and answers with a number; the
/// engine gets whole events with their texts, keeps them, and answers with the session.
public struct ScriptedCalls: Sendable {
    /// How many calls there are.
    public let calls: Int

    /// Nanoseconds for each of the four events and the question.
    public let operation: Double

    /// How many bytes of memory a call takes that was connected; of a process, one that has heard nothing yet.
    public let bytes: Double

    /// Opens calls, and measures.
    public init(calls: Int) {
        self.calls = calls
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumOpenSessions = calls + 1
        let engine = CallSessionEngine(configuration: configuration)
        let before = residentBytes()
        var time = Self.ingest(calls, into: engine) { $0.connected(at: $1) }
        bytes = Double(residentBytes() - before) / Double(calls)
        time += Self.ingest(calls, into: engine) { $0.warning(at: Int64(calls) + $1) }
        time += Self.ingest(calls, into: engine) { $0.answered(at: 2 * Int64(calls) + $1) }
        time += Self.ingest(calls, into: engine) { $0.warning(at: 3 * Int64(calls) + $1) }
        time += Self.inPieces(
            calls,
            make: { call, _ in call.session },
            body: { id in
                let steps = engine.session(id)?.steps.count
                precondition(steps == 4, "every call has its four events")
            }
        )
        operation = time / .nanoseconds(1) / Double(5 * calls)
    }

    private static func ingest(
        _ calls: Int,
        into engine: CallSessionEngine,
        make: (Call, Int64) -> CallEvent
    ) -> Duration {
        inPieces(calls, make: make, body: { use(engine.ingest($0)) })
    }

    /// Does something with each call, and says how long that took, without what it took to make what it is done with.
    ///
    /// That is made in pieces, so that it takes no memory worth speaking of.
    private static func inPieces<Value>(
        _ calls: Int,
        make: (Call, Int64) -> Value,
        body: (Value) -> Void
    ) -> Duration {
        let piece = 10_000
        var random = SeededGenerator(seed: 3)
        var time = Duration.zero
        for start in stride(from: 0, to: calls, by: piece) {
            let values = (start..<min(start + piece, calls)).map { make(Call(dialOut: &random), Int64($0)) }
            time += ContinuousClock().measure { for value in values { body(value) } }
        }
        return time
    }
}
